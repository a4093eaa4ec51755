using Sweep.Analysis.Questions;
using Sweep.Analysis.Tests.Questions;
using Sweep.Store;
using static Sweep.Client.Tests.Compare.Rendering;

namespace Sweep.Client.Tests.Compare;

public class FootnoteTests
{
    // relu is best at 0.1, arelu at 0.01: of arelu at 0.1 the seeds that judge were not needed.
    [Theory]
    [InlineData(null, "not needed after the choice of tuned levels", "8 pairs were not needed: other tuned levels had been chosen before.")]
    [InlineData("stop: { looks: [6, 10] }", "not needed after an earlier look",
        "8 pairs were not needed: planned looks had decided before.")]
    public async Task What_made_trials_superfluous_is_told_as_the_plan_has_it(string? stop, string reason, string sentence)
    {
        var study = new Study($$"""
            name: pruned
            dataset: mnist
            grid: { activation: [relu, arelu], learningRate: [0.1, 0.01] }
            seeds: 10
            compare:
              factor: activation
              baseline: relu
              tuning: { factors: [learningRate], metric: validationAccuracy, selectionSeeds: 2, prune: true }
            {{stop}}
            """, trial =>
        {
            bool isChosen = (Study.Label(trial, "activation") == "relu") == (Study.Label(trial, "learningRate") == "0.1");
            return trial.Seed.Value > 1 && !isChosen ? Study.Row(trial, TrialState.Unneeded)
                : Study.Completed(trial, ("testAccuracy", Studies.Accuracy(trial)), ("validationAccuracy", isChosen ? .9 : .8));
        });
        var where = new Dictionary<string, IReadOnlyList<string>> { ["learningRate"] = ["0.1"] };
        var view = await CompareQuery.RunAsync(new StoredStudy(study), "pruned", AsPlanned with { Where = where }, CancellationToken.None);
        Assert.Equal(stop is not null, view.Report.Options.Looks is not null);
        Assert.All(view.Report.Comparisons[0].Overall.Unused, u => Assert.Equal(reason, u.Reason));
        Assert.Contains(sentence, Table(view).ReplaceLineEndings(" "), StringComparison.Ordinal);
    }
}
