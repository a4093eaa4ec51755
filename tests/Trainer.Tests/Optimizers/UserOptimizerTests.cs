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
    public void States_may_have_starts_and_one_of_0_need_not_be_said()
    {
        string[] zero =
        [
            "    - { name: mine, update: [m = mu*m + g, w = w - rate*m], state: [m], constants: { mu: 0.9 } }",
            "    - { name: mine, update: [m = mu*m + g, w = w - rate*m], state: { m: 0 }, constants: { mu: 0.9 } }",
        ];
        Assert.Single(zero.Select(s => Assert.Single(Plan(Head + s)).Id).Distinct());
        string[] others =
        [
            "    - { name: mine, update: [z = z - s*g, w = w + (z - w)*s, s = s/2], state: { z: w, s: 0.50 }, evaluate: z }",
            "    - { name: mine, update: [z = z - s*g, w = w + (z - w)*s, s = s/2], state: { s: 0.5, z: ' w ' }, evaluate: z }",
        ];
        var level = Assert.Single(others.Select(s => Assert.Single(Plan(Head + s)).Settings["optimizer"]).Distinct());
        var definition = OptimizerSettings.Read(level).Definition;
        Assert.Equal(("0.5", "w", "z"), (definition.Starts["s"], definition.Starts["z"], definition.Evaluated));
    }

    [Fact]
    public void The_first_step_finds_the_starts_and_the_later_ones_what_was_left()
    {
        var settings = TestOptimizers.Started("s = 2*s; x = x + s; w = w - x", [("x", "w"), ("s", "rate")]);
        var optimizer = new ReferenceOptimizer(settings, Trajectories.Tensor);
        double[] w = [3, 0, -1];
        optimizer.Step(w, [0, 0, 0], rate: 0.5);
        Assert.Equal([-1, -1, -1], w); // s = 1, x = w + 1
        optimizer.Step(w, [0, 0, 0], rate: 7);
        Assert.Equal([-7, -4, -3], w); // s = 2, x = (4, 1, 0) + 2
    }

    [Fact]
    public void A_state_of_numbers_of_the_trial_alone_is_one_number()
    {
        Assert.Equal(["steps", "turns"], TestOptimizers.Users["numbers of the trial"].Program.Scalars.Select(s => s.Name));
        Assert.Equal(["k"], TestOptimizers.Users["starts"].Program.Scalars.Select(s => s.Name));
        Assert.Empty(TestOptimizers.Users["nested norms"].Program.Scalars);
        Assert.Empty(TestOptimizers.User("n = norm(g) + n; w = w - rate*g/n", ["n"]).Program.Scalars);
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
