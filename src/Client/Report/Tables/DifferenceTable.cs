using System.Globalization;
using Sweep.Analysis.Comparisons;
using Sweep.Client.Compare;
using Sweep.Client.Report.Documents;
using Sweep.Client.Report.Input;
using Sweep.Planning.Plans;
using Sweep.Statistics;

namespace Sweep.Client.Report.Tables;

/// <summary>One row per comparison: difference, interval, tests, effects, verdict.</summary>
internal static class DifferenceTable
{
    /// <summary>The comparisons over all blocks.</summary>
    public static ReportTable Overall(ReportInput input)
    {
        var report = input.View.Report;
        string blocks = report.Blocks.Count > 1 ? "; blocks weigh the same" : "";
        return Create(input, "differences", [.. report.Comparisons.Select(c => c.Overall)], withBlock: false,
            $"Differences of {input.View.Question.Metric}{blocks}. "
                + Explanation(report, report.Adjustment, [.. report.Comparisons.Select(c => c.Overall)]));
    }

    /// <summary>The comparisons within each block.</summary>
    public static ReportTable Blocks(ReportInput input)
    {
        var report = input.View.Report;
        return Create(input, "differences-by-block",
            [.. Enumerable.Range(0, report.Blocks.Count).SelectMany(b => report.Comparisons.Select(c => c.Blocks[b]))], withBlock: true,
            $"Differences of {input.View.Question.Metric} within each block ({string.Join(" x ", input.View.BlockSettings)}), a family "
                + "of their own. "
                + Explanation(report, report.BlockAdjustment, [.. report.Comparisons.SelectMany(c => c.Blocks)]));
    }

    private static ReportTable Create(ReportInput input, string id, IReadOnlyList<ComparisonResult> results, bool withBlock, string caption)
    {
        var scale = input.Scale;
        string unit = LevelTable.Unit(scale.DifferenceUnit);
        List<ReportColumn> columns = withBlock ? [new(string.Join(", ", input.View.BlockSettings), "block", IsNumeric: false)] : [];
        columns.AddRange(
        [
            new("level", "level", IsNumeric: false), new("minus", "baseline", IsNumeric: false),
                new("verdict", "verdict", IsNumeric: false), new($"diff{unit}", "difference"),
            new("lower", "lower"), new("upper", "upper"), new("pairs", "pairs"), new("wins", "wins"), new("ties", "ties"),
                new("losses", "losses"),
            new("p", "p"), new("p adj", "pAdjusted"), new("d_z", "dz"), new("d", "d"),
        ]);
        if (!withBlock)
            columns.Add(new("A12", "a12"));
        return new ReportTable(id, caption, columns, [.. results.Select(r => new ReportRow([.. Cells(r, withBlock, input)]))]);
    }

    private static IEnumerable<ReportCell> Cells(ComparisonResult result, bool withBlock, ReportInput input)
    {
        var scale = input.Scale;
        if (withBlock)
            yield return new(input.ShortBlock(result.Block ?? "")) { Plain = result.Block };
        yield return result.Level;
        yield return result.Baseline;
        string verdict = Word(result);
        yield return new(result.Design == ComparisonDesign.Unpaired ? verdict + " (unpaired)" : verdict) { Plain = verdict };
        var difference = result.Difference;
        yield return new(scale.Difference(difference?.Mean.Value), difference?.Mean.Value);
        yield return new(scale.Difference(difference?.Interval?.Lower), difference?.Interval?.Lower);
        yield return new(scale.Difference(difference?.Interval?.Upper), difference?.Interval?.Upper);
        foreach (int count in new[] { result.PairCount, result.Wins, result.Ties, result.Losses })
            yield return result.Design == ComparisonDesign.Paired ? ReportCell.Count(count) : new ReportCell("-");
        yield return new(MetricScale.P(result.Decision.P), result.Decision.P);
        yield return new(MetricScale.P(result.Decision.AdjustedP), result.Decision.AdjustedP);
        yield return new(MetricScale.Effect(result.Dz), result.Dz);
        yield return new(MetricScale.Effect(result.CohensD), result.CohensD);
        if (!withBlock)
            yield return new(result.Supplement?.A12.ToString("0.00", CultureInfo.InvariantCulture) ?? "-", result.Supplement?.A12);
    }

    /// <summary>The verdict, or that nothing was tested.</summary>
    public static string Word(ComparisonResult result) => VerdictText.Outcome(result);

    private static string Explanation(ComparisonReport report, AdjustmentMethod adjustment,
        IReadOnlyList<ComparisonResult> results) => string.Create(CultureInfo.InvariantCulture,
        $"Lower, upper: {100 * (1 - report.Options.Alpha):0.##}% interval. {TestNotes.Intervals(report, results)} Wins, ties, "
            + $"losses: pairs. p adj: adjusted by {adjustment.Name()} over the family. d_z: mean difference over the "
            + $"sd of differences (paired only); d: over the sd of both levels' values.");
}
