using System.Globalization;
using Sweep.Statistics;
using Sweep.Statistics.Comparisons;

namespace Sweep.Client.Compare;

/// <summary>What the numbers mean and what is not in them.</summary>
internal static class Footnotes
{
    private const int MostNamed = 10;

    /// <summary>The notes under a comparison.</summary>
    public static IEnumerable<string> Of(ComparisonView view, MetricScale scale)
    {
        var report = view.Report;
        var results = report.Comparisons.SelectMany(c => c.Blocks.Append(c.Overall)).ToArray();
        yield return $"* best mean. sd: over seeds (n - 1){(report.Blocks.Count > 1 ? ", within blocks; blocks weigh the same" : "")}.";
        if (results.Any(r => r.Design == ComparisonDesign.Paired))
            yield return Pairing(report, results);
        yield return Test(view, results, scale);
        if (report.Summaries.Any(s => s.DivergedCount > 0))
            yield return $"Diverged trials count as {Floor(report.Floor, scale)}.";
        foreach (string note in report.Notes)
            yield return note;
        foreach (string line in Unused([.. report.Comparisons.SelectMany(c => c.Overall.Unused).Distinct()]))
            yield return line;
        yield return Provenance(view);
    }

    /// <summary>What a diverged trial counts as.</summary>
    public static string Floor(DivergenceFloor floor, MetricScale scale) =>
        $"{MetricScale.WithUnit(scale.Value(floor.Value), scale.Unit)}, {(floor.IsDeclared ? "what guessing scores" : "the worst value observed")}";

    private static string Pairing(ComparisonReport report, ComparisonResult[] results)
    {
        string correlation = report.Comparisons.Select(c => c.Overall.Difference?.Correlation).OfType<double>().ToArray() is { Length: > 0 } all
            ? Text($" Partners correlate with r = {all.Min():0.00}{(all.Length > 1 ? Text($" to {all.Max():0.00}") : "")}.")
            : "";
        string blocks = report.Blocks.Count > 1 ? Text($", {report.Blocks.Count} blocks") : "";
        int[] pairs = [.. report.Comparisons.Select(c => c.Overall.PairCount).Where(n => n > 0).Distinct().Order()];
        string n = pairs.Length == 1 ? Text($"{pairs[0]}") : Text($"{pairs[0]} to {pairs[^1]}");
        string collapsed = results.Any(r => r.IsCollapsed) ? " Blocks share random numbers and were averaged pair by pair." : "";
        return $"n = {n} pairs per comparison (equal stream keys){blocks}.{collapsed}{correlation}";
    }

    private static string Test(ComparisonView view, ComparisonResult[] results, MetricScale scale)
    {
        var report = view.Report;
        bool paired = results.Any(r => r.Decision.Test == DecidingTest.SignFlip), unpaired = results.Any(r => r.Decision.Test == DecidingTest.MannWhitney);
        string law = results.Any(r => r.Tests.SignFlipLaw == NullLaw.Normal) ? "normal approximation of the "
            : results.Any(r => r.Tests.SignFlipLaw == NullLaw.MonteCarlo) ? "Monte Carlo "
            : "exact ";
        string test = (paired, unpaired) switch
        {
            (true, true) => "sign-flip test of paired, Mann-Whitney test of unpaired levels",
            (false, true) => "Mann-Whitney test",
            _ => "sign-flip test of the mean difference",
        };
        string blocks = report.Blocks.Count > 1 ? Text($" ({report.BlockFamilySize} within blocks)") : "";
        string comparisons = report.OverallFamilySize == 1 ? "comparison" : "comparisons";
        string family = Text($"adjusted by Holm over {report.OverallFamilySize} {comparisons}{blocks}, alpha {report.Options.Alpha:0.####}");
        string width = MetricScale.WithUnit(scale.Value(report.Options.Rope), scale.DifferenceUnit);
        string rope = report.Options.Rope > 0
            ? Text($" Equivalent: the {100 * (1 - 2 * report.Options.Alpha):0.##}% t interval lies within ±{width}.")
            : " No region of equivalence was given (rope), so nothing is called equivalent.";
        return $"Verdict: {law}{test}, {family}. Intervals: Student's t, not adjusted. "
            + $"Effect: mean over sd of {(paired ? "differences" : "values")}.{rope}";
    }

    private static IEnumerable<string> Unused(IReadOnlyList<UnusedObservation> unused)
    {
        if (unused.Count == 0)
            yield break;
        string named = unused.Count <= MostNamed
            ? string.Join("; ", unused.Select(u => Text($"{u.Level} seed {u.Seed}{(u.Block.Length == 0 ? "" : $" in {u.Block}")}: {u.Reason}")))
            : string.Join("; ", unused.GroupBy(u => (u.Level, u.Reason)).Select(g => Text($"{g.Key.Level}: {g.Count()} {g.Key.Reason}"))) + " (json names each)";
        yield return Text($"Not in any number ({unused.Count} without outcome or partner): {named}.");
    }

    /// <summary>What was planned, and under which hash.</summary>
    public static string Provenance(ComparisonView view) => view.Question.IsPlanned
        ? $"Planned before data: plan {view.Sweep.PlanHash}."
        : $"Exploratory ({string.Join("; ", view.Question.Deviations)}): plan {view.Sweep.PlanHash}.";

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
