using System.Globalization;
using Spectre.Console;
using Spectre.Console.Rendering;
using Sweep.Analysis.Comparisons;
using Sweep.Statistics;

namespace Sweep.Client.Compare;

/// <summary>What a few bad trials cannot dominate, and where differences on new datasets will lie: tables beside the verdicts, on
/// request.</summary>
internal static class AggregateTables
{
    private const string Violation = "ASO violated";

    /// <summary>The tables, each with a line that says what it is.</summary>
    public static IEnumerable<IRenderable> Render(ComparisonReport report, string factor, MetricScale scale)
    {
        if (report.Scores.Count == 0)
            yield break;
        string confidence = VerdictText.Percent(1 - report.Options.Alpha);
        yield return new Text("Interquartile mean: of the middle half of a level's trials; interval: stratified bootstrap.");
        yield return ComparisonTables.Fitting([factor, $"IQM{(scale.Unit.Length == 0 ? "" : $" ({scale.Unit})")}",
            $"{confidence} interval"],
            [.. report.Scores.Select(s => (Text[])[new Text(s.Level), new Text(scale.Value(s.InterquartileMean)),
                new Text(Values(s.InterquartileInterval, scale))])], []);
        ComparisonResult[] compared = [.. report.Comparisons.Select(c => c.Overall).Where(r => r.Supplement is not null)];
        if (compared.Length > 0)
        {
            yield return new Text("P(better): of two unrelated trials. ASO violated: 0 if better at every quantile, 1 "
                + "if worse; almost dominant where it is at most 0.2.");
            yield return ComparisonTables.Fitting([Head(report), "P(better)", $"{confidence} interval", Violation, "at most"],
                [.. compared.Select(r => (Text[])
            [
                new Text(VerdictText.Name(r, report.Options.Baseline)), Share(r.Supplement!.ProbabilityOfImprovement),
                new Text(r.Supplement.ImprovementInterval is { } i ? Number($"{i.Lower:0.00} to {i.Upper:0.00}") : "-"),
                Share(r.Supplement.StochasticOrder?.Violation), Share(r.Supplement.StochasticOrder?.UpperBound),
            ])], []);
        }
        LevelComparison[] modelled = [.. report.Comparisons.Where(c => c.NewDatasets?.Hierarchical is not null)];
        if (modelled.Length == 0)
            yield break;
        yield return new Text("Hierarchical Bayesian model: what is most likely on a dataset not seen yet.");
        yield return ComparisonTables.Fitting([Head(report), "worse", "equal", "better"], [.. modelled.Select(c =>
        {
            var (below, within, above) = c.NewDatasets!.Hierarchical!.MostLikely;
            var (worse, better) = report.Options.LargerIsBetter ? (below, above) : (above, below);
            return (Text[])[new Text(VerdictText.Name(c.Overall, report.Options.Baseline)), Share(worse), Share(within), Share(better)];
        })], []);
    }

    /// <summary>"95.10 to 95.62"; "-" for nothing.</summary>
    public static string Values(Interval? interval, MetricScale scale) => interval is { } i
        ? $"{scale.Value(i.Lower)} to {scale.Value(i.Upper)}" : "-";

    private static string Head(ComparisonReport report) => report.Options.Baseline is { } baseline ? $"against {baseline}" : "pair";

    private static Text Share(double? share) => new(share is { } s ? Number($"{s:0.00}") : "-");

    private static string Number(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
