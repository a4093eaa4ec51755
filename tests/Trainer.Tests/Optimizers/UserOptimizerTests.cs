using Sweep.Planning.Specs.Reading;
using Sweep.Planning.Trials;
using Sweep.Trainer.Optimizers;
using Sweep.Trainer.Protocols;

namespace Sweep.Trainer.Tests.Optimizers;

public sealed class UserOptimizerTests
{
    private const string Head =
        "name: a\ndataset: mnist\narchitecture: mnist-conv\nactivation: relu\nlearningRate: 0.1\nseeds: 2\ngrid:\n  optimizer:\n";

    [Fact]
    public void It_is_swept_beside_the_catalogue()
    {
        var plan = Plan(Head + """
                - { name: sgd, momentum: [0, 0.9] }
                - name: mine
                  update: |
                    m =  mu*m + g
                    w = w - rate*m
                  state: m
                  constants: { mu: 0.9 }
            """);
        Assert.Equal(["sgd", "sgd(momentum=0.9)", "mine"], plan.Select(c => c.Settings["optimizer"].Label));
        var mine = OptimizerSettings.Read(plan[2].Settings["optimizer"]);
        Assert.Equal(["m = mu*m + g", "w = w - rate*m"], mine.Program.Update);
        Assert.Equal(0.9, mine.Values["mu"]);
    }

    [Fact]
    public void All_spellings_of_a_program_are_one_level()
    {
        string[] spellings =
        [
            "    - { name: mine, update: [m = mu*m + g, w = w - rate*m], state: [m], constants: { mu: 0.9 } }",
            "    - { name: mine, update: \"m = mu*m  + g; w = w - rate*m\", state: m, constants: { mu: 0.90 } }",
        ];
        Assert.Single(spellings.Select(s => Assert.Single(Plan(Head + s)).Id).Distinct());
    }

    [Fact]
    public void Programs_that_agree_train_together_whatever_their_names_and_constants()
    {
        var settings = Plan(Head + """
                - { name: one, update: "w = w - k*rate*g", constants: { k: 1 } }
                - { name: two, update: "w = w - k*rate*g", constants: { k: 2 } }
                - { name: three, update: "w = w - k*g*rate", constants: { k: 2 } }
                - { name: sgd, momentum: [0.5, 0.9] }
                - { name: sgd, momentum: 0.9, nesterov: true }
            """).Select(c => OptimizerSettings.Read(c.Settings["optimizer"]).FusionKey).ToArray();
        Assert.Equal([0, 0, 2, 3, 3, 5], settings.Select(key => Array.IndexOf(settings, key)));
    }

    private static Configuration[] Plan(string yaml)
    {
        var reading = SpecReader.Read(yaml, TrainerVocabulary.Create());
        Assert.Empty(reading.Errors.Select(e => $"{e.Line}:{e.Column} {e.Message}"));
        return [.. reading.Spec!.ToPlan().Trials.Select(t => t.Configuration).DistinctBy(c => c.Id)];
    }
}
