using Sweep.Analysis.Costs;
using Sweep.Analysis.Tests.Questions;

namespace Sweep.Client.Tests.Compare;

public sealed class CostColumnTests
{
    [Fact]
    public void Relative_time_and_parameters_stand_beside_accuracy_where_trials_report_them()
    {
        var view = Rendering.Answer(Studies.Quickstart);
        Assert.DoesNotContain("rel. time", Rendering.Table(view, width: 120), StringComparison.Ordinal);
        string level = view.Report.Levels[0];
        LevelCost[] costs = [.. view.Report.Levels.Select((l, i) => new LevelCost(l, level, 2 + i, 1 + 0.32 * i, 25_030, 25_030 + 6 * i))];
        string table = Rendering.Table(view with { Costs = costs }, width: 120);
        Assert.Contains("rel. time", table, StringComparison.Ordinal);
        Assert.Contains("1.32", table, StringComparison.Ordinal);
        Assert.Contains("25,030-25,036", table, StringComparison.Ordinal);
        Assert.Contains($"Rel. time: seconds of training over those of {level}", table, StringComparison.Ordinal);
    }
}
