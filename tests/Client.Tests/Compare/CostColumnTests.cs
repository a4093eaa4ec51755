using Sweep.Analysis.Costs;
using Sweep.Analysis.Tests.Questions;
using Sweep.Client.Compare;

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
        string[][] csv = [.. ComparisonCsv.Write(view with { Costs = costs }).Split('\n').Select(l => l.Split(','))];
        Assert.Equal(["levelSeconds", "relativeTime", "fewestParameters", "mostParameters"], csv[0][^4..]);
        Assert.Equal(["3", "1.32", "25030", "25036"], csv[1][^4..]);
    }
}
