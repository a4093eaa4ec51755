using Sweep.Analysis.Comparisons;
using Sweep.Client.Compare;
using Sweep.Client.Report.Documents;
using Sweep.Client.Report.Input;

namespace Sweep.Client.Report.Tables;

/// <summary>One row per level: mean, spread, robust mean, extremes, counts.</summary>
internal static class LevelTable
{
    public static ReportTable Create(ReportInput input)
    {
        var (report, scale) = (input.View.Report, input.Scale);
        LevelSummary[] summaries = [.. report.Summaries.Where(s => s.Block is null)];
        var best = LevelSummary.Best(summaries, report.Options.LargerIsBetter);
        bool uneven = report.MarginalMeans is { } marginal && marginal.Any(m => m.CellCount < report.Blocks.Count);
        var scores = report.Scores.ToDictionary(s => s.Level);
        var fitted = (report.MarginalMeans ?? []).ToDictionary(m => m.Level);

        List<ReportColumn> columns = [new(input.View.Question.Factor, "level", IsNumeric: false), new($"mean{Unit(scale.Unit)}", "mean"),
            new("sd", "sd")];
        if (uneven)
            columns.Add(new("adjusted mean", "marginalMean"));
        bool hasInterval = report.Scores.Any(s => s.InterquartileInterval is not null), hasTarget = report.Options.TargetScore is not null;
        columns.Add(new("IQM", "interquartileMean"));
        if (hasInterval)
            columns.AddRange([new("IQM lower", "interquartileLower"), new("IQM upper", "interquartileUpper")]);
        if (hasTarget)
            columns.Add(new("gap", "optimalityGap"));
        columns.AddRange([new("min", "min"), new("max", "max"), new("n", "n"), new("diverged", "diverged"),
            new("failed", "failed"), new("missing", "missing")]);
        var costs = input.View.Costs.ToDictionary(c => c.Level);
        if (costs.Count > 0)
        {
            columns.AddRange([new("s per trial", "meanSeconds"), new(CostText.TimeHeading, "relativeTime"),
                new(CostText.ParametersHeading, "parameters")]);
        }
        var rows = summaries.Select(s =>
        {
            bool isBest = s.IsAsGoodAs(best);
            List<ReportCell> cells = [new(isBest ? s.Level + " *" : s.Level) { Plain = s.Level }, new(scale.Value(s.Mean), s.Mean),
                new(scale.Value(s.StandardDeviation), s.StandardDeviation)];
            if (uneven)
                cells.Add(new(scale.Value(fitted.GetValueOrDefault(s.Level)?.Mean), fitted.GetValueOrDefault(s.Level)?.Mean));
            var score = scores.GetValueOrDefault(s.Level);
            cells.Add(Cell(score?.InterquartileMean));
            if (hasInterval)
                cells.AddRange([Cell(score?.InterquartileInterval?.Lower), Cell(score?.InterquartileInterval?.Upper)]);
            if (hasTarget)
                cells.Add(Cell(score?.OptimalityGap));
            cells.AddRange([new(scale.Value(s.Minimum), s.Minimum), new(scale.Value(s.Maximum), s.Maximum),
                ReportCell.Count(s.Count), ReportCell.Count(s.DivergedCount), ReportCell.Count(s.FailedCount),
                    ReportCell.Count(s.MissingCount)]);
            if (costs.TryGetValue(s.Level, out var cost))
            {
                cells.AddRange([new(CostText.Seconds(cost), cost.MeanSeconds), new(CostText.Time(cost), cost.RelativeTime),
                    new(CostText.Parameters(cost), cost.MostParameters)]);
            }
            return new ReportRow(cells, isBest);

            ReportCell Cell(double? value) => new(scale.Value(value), value);
        });
        string blocks = report.Blocks.Count > 1 ? " within blocks; blocks weigh the same" : "";
        string caption = $"{input.View.Question.Metric} at {input.View.Question.EpochText} by {input.View.Question.Factor}. * best mean. "
            + $"sd: over seeds (n - 1){blocks}. "
            + "IQM: mean of the middle half of all trials" + (hasInterval ? ", with its bootstrap interval." : ".")
            + (hasTarget ? $" Gap: mean shortfall from {scale.Value(report.Options.TargetScore)}{scale.Unit}." : "")
            + (uneven ? " Adjusted mean: as if no level missed a block." : "")
            + (CostText.Footnote(input.View) is { } note ? $" {note}" : "");
        return new ReportTable("levels", caption, columns, [.. rows]);
    }

    /// <summary>" (%)"; empty for no unit.</summary>
    public static string Unit(string unit) => unit.Length == 0 ? "" : $" ({unit})";
}
