using System.Globalization;
using Sweep.Analysis.Comparisons;
using Sweep.Analysis.Questions;
using Sweep.Statistics;

namespace Sweep.Client.Compare;

/// <summary>What the numbers mean and what is not in them.</summary>
internal static class Footnotes
{
    private const int MaxNamed = 10;

    /// <summary>The notes under a comparison.</summary>
    public static IEnumerable<string> Create(ComparisonView view, MetricScale scale)
    {
        var report = view.Report;
        var results = report.Comparisons.SelectMany(c => c.Blocks.Append(c.Overall)).ToArray();
        yield return $"* best mean. sd: over seeds (n - 1){(report.Blocks.Count > 1 ? ", within blocks; blocks weigh the same" : "")}."
            + (ComparisonTables.HasUnequalCells(report) ? " Adjusted: mean as if no level lacked a block (level + block)." : "")
            + (report.Options.TargetScore is { } target
                ? $" Gap: mean shortfall from {MetricScale.WithUnit(scale.Value(target), scale.Unit)}." : "");
        if (CostText.Footnote(view) is { } costs)
            yield return costs;
        if (results.Any(r => r.Design == ComparisonDesign.Paired))
            yield return Pairing(report, results);
        if (results.Any(r => r.Design == ComparisonDesign.Unpaired))
            yield return "n = a:b, unpaired: values of the level and of what it is compared with.";
        if (results.Length > 0)
            yield return TestNotes.Verdict(view, results, scale);
        foreach (string line in TestNotes.Beside(report))
            yield return line;
        foreach (string line in Diverged(report, scale))
            yield return line;
        if (Tuning(view) is { } tuning)
            yield return tuning;
        if (PruningText.Footnote(view) is { } pruning)
            yield return pruning;
        foreach (string note in report.Notes)
            yield return note;
        foreach (string line in Unused([.. report.Comparisons.SelectMany(c => c.Overall.Unused).Distinct()]))
            yield return line;
        yield return Provenance(view);
    }

    /// <summary>What was planned, and under which hash.</summary>
    public static string Provenance(ComparisonView view) => view.Question.IsPlanned
        ? $"Planned before data: plan {view.Sweep.PlanHash}."
        : $"Exploratory, as said above; the plan is {view.Sweep.PlanHash}.";

    private static string Pairing(ComparisonReport report, ComparisonResult[] results)
    {
        string correlation = report.Comparisons.Select(c => c.Overall.Difference?.Correlation).OfType<double>()
            .ToArray() is { Length: > 0 } all
            ? Text($" Partners correlate with r = {all.Min():0.00}{(all.Length > 1 ? Text($" to {all.Max():0.00}") : "")}.")
            : "";
        string blocks = report.Blocks.Count > 1 ? Text($", {report.Blocks.Count} blocks") : "";
        int[] pairs = [.. report.Comparisons.Select(c => c.Overall.PairCount).Where(n => n > 0).Distinct().Order()];
        string n = pairs.Length == 1 ? Text($"{pairs[0]}") : Text($"{pairs[0]} to {pairs[^1]}");
        string shared = report.Options.Overlap > 0 ? "held-out samples" : "random numbers";
        string collapsed = results.Any(r => r.IsCollapsed) ? $" Blocks share {shared} and were averaged pair by pair." : "";
        return $"n = {n} pairs per comparison ({PairText.Equal(report)}){blocks}.{collapsed}{correlation}";
    }

    private static IEnumerable<string> Diverged(ComparisonReport report, MetricScale scale)
    {
        if (!report.Summaries.Any(s => s.DivergedCount > 0))
            yield break;
        var pairs = report.Comparisons.Where(c => c.Overall.Supplement?.Divergence is { } d && d.OnlyFirst + d.OnlySecond > 0).ToArray();
        string tests = pairs.Length is 0 or > MaxNamed ? "" : " In pairs, " + string.Join("; ", pairs.Select(c =>
        {
            var d = c.Overall.Supplement!.Divergence!;
            return Text($"{c.Level} alone {d.OnlyFirst}, {c.Baseline} alone {d.OnlySecond} (McNemar p = {d.P:0.000})");
        })) + ".";
        yield return $"Diverged trials count as {DivergenceText.Counts(report, scale)}.{tests}";
        if (string.Join(" ", DivergenceText.Consequences(report)) is { Length: > 0 } consequences)
            yield return consequences;
    }

    // "learningRate is tuned: 2 of 8 seeds select, 6 judge. 3 trials diverged on seeds that select (tanh 3). 20 trials were not needed
    // after the choice."
    private static string? Tuning(ComparisonView view)
    {
        if (view.Question.Tuning is not { } tuning)
            return null;
        var diverged = view.Report.DivergedWhileSelecting().ToArray();
        string divergences = diverged.Length == 0 ? ""
            : Text($" {Trials(diverged.Sum(d => d.Count))} diverged on seeds that select ")
                + Text($"({string.Join(", ", diverged.Select(d => Text($"{d.Level} {d.Count}")))}).");
        string unneeded = view.Unneeded == 0 ? ""
            : Text($" {Trials(view.Unneeded)} {(view.Unneeded == 1 ? "was" : "were")} not needed after ")
                + Text($"{(view.Report.Options.Looks is null ? "the choice" : "a look")}.");
        var without = view.Report.LostWhileSelecting().ToArray();
        string lost = without.Length == 0 ? "" : Text($" {Trials(without.Sum(d => d.Count))} without outcome on seeds that select ")
            + $"({string.Join(", ", without.Select(d => Text($"{d.Level} {d.Count}")))}).";
        return Text($"{string.Join(" and ", tuning.Factors)} {(tuning.Factors.Count == 1 ? "is" : "are")} tuned: {tuning.SelectionSeeds} ")
            + "of "
            + Text($"{view.SeedCount} seeds select, {view.SeedCount - tuning.SelectionSeeds} judge.{divergences}{lost}{unneeded}");
    }

    private static string Trials(int count) => Text($"{count} {(count == 1 ? "trial" : "trials")}");

    private static IEnumerable<string> Unused(IReadOnlyList<UnusedObservation> all)
    {
        var unused = all.Where(u => !u.IsUnneeded).ToArray();
        foreach (var spared in all.Where(u => u.IsUnneeded).GroupBy(u => u.Reason))
            yield return Text($"{spared.Count()} {(spared.Count() == 1 ? "pair was" : "pairs were")} not needed: {Spared(spared.Key)}.");
        if (unused.Length == 0)
            yield break;
        string named = unused.Length <= MaxNamed
            ? string.Join("; ", unused.Select(u =>
                Text($"{u.Level} seed {u.Seed}{(u.Block.Length == 0 ? "" : $" in {u.Block}")}: {u.Reason}")))
            : string.Join("; ", unused.GroupBy(u => (u.Level, u.Reason)).Select(g => Text($"{g.Key.Level}: {g.Count()} {g.Key.Reason}")))
            + " (json names each)";
        yield return Text($"Not in any number ({unused.Length} without outcome or partner): {named}.");
    }

    private static string Spared(string reason) => reason switch
    {
        UnusedObservation.NotNeeded => "planned looks had decided before",
        UnusedObservation.NotNeededAfterChoice => "other tuned levels had been chosen before",
        _ => "the plan had found them superfluous before",
    };

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
