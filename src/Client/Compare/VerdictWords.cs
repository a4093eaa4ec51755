using Sweep.Statistics.Comparisons;

namespace Sweep.Client.Compare;

/// <summary>Verdicts as sentences.</summary>
internal static class VerdictWords
{
    private const int MostSentences = 8, MostBlocks = 40;
    private static readonly Verdict[] Order = [Verdict.Better, Verdict.Worse, Verdict.Equivalent, Verdict.Undecided];

    /// <summary>The verdict as a word.</summary>
    public static string Word(Verdict verdict) => verdict switch
    {
        Verdict.Better => "better",
        Verdict.Worse => "worse",
        Verdict.Equivalent => "equivalent",
        _ => "undecided",
    };

    /// <summary>One sentence per comparison, or per verdict when they are many; then why what is undecided could not be decided.</summary>
    public static IEnumerable<string> Overall(ComparisonView view, MetricScale scale)
    {
        var results = view.Report.Comparisons.Select(c => c.Overall).ToArray();
        if (results.Length == 0)
            return [$"There is nothing to compare: {view.Question.Factor} has the single level {view.Report.Levels[0]}."];
        var words = results.Length <= MostSentences
            ? results.Select(r => Sentence(r, view, scale))
            : results.GroupBy(r => r.Decision.Verdict).OrderBy(g => Array.IndexOf(Order, g.Key))
                .Select(g => Group(g.Key, [.. g], results.Length, view.Question.Baseline));
        return [.. words, .. results.Select(r => r.Decision.Limit?.Sentence).OfType<string>().Distinct()];
    }

    /// <summary>One line per block: which levels are better, worse, equivalent, undecided there.</summary>
    public static IEnumerable<string> Blocks(ComparisonView view)
    {
        var report = view.Report;
        for (int b = 0; b < Math.Min(report.Blocks.Count, MostBlocks); b++)
        {
            var results = report.Comparisons.Select(c => c.Blocks[b]).ToArray();
            string verdicts = string.Join("; ", Order.Where(v => results.Any(r => r.Decision.Verdict == v)).Select(v =>
                $"{Word(v)}: {string.Join(", ", results.Where(r => r.Decision.Verdict == v).Select(r => Name(r, view.Question.Baseline)))}"));
            yield return $"- {report.Blocks[b]}: {verdicts}.";
        }
        if (report.Blocks.Count > MostBlocks)
            yield return $"- and {report.Blocks.Count - MostBlocks} blocks more: --format csv and json have them.";
        // The block with the most pairs speaks for those with fewer.
        if (report.Comparisons.SelectMany(c => c.Blocks).Select(r => r.Decision.Limit).MaxBy(l => l?.PairCount ?? 0) is { } limit)
            yield return $"Within blocks at most {limit.Sentence}";
    }

    /// <summary>"arelu", or "arelu - relu" when there is no baseline.</summary>
    public static string Name(ComparisonResult result, string? baseline) =>
        baseline is null ? $"{result.Level} - {result.Baseline}" : result.Level;

    private static string Group(Verdict verdict, ComparisonResult[] results, int all, string? baseline)
    {
        string word = Word(verdict);
        string towards = verdict switch { Verdict.Better or Verdict.Worse => "than", Verdict.Equivalent => "to", _ => "against" };
        return $"{char.ToUpperInvariant(word[0])}{word[1..]}{(baseline is null ? "" : $" {towards} {baseline}")}"
            + $" ({results.Length} of {all}): {string.Join(", ", results.Select(r => Name(r, baseline)))}.";
    }

    private static string Sentence(ComparisonResult result, ComparisonView view, MetricScale scale)
    {
        if (result.Difference is not { } difference)
            return $"{result.Level} against {result.Baseline} was not tested: a side has no outcome.";
        string exploratory = result.Design == ComparisonDesign.Unpaired ? " (unpaired, exploratory)" : "";
        string mean = MetricScale.WithUnit(scale.Difference(difference.Mean.Value), scale.DifferenceUnit);
        string p = $"p = {MetricScale.P(result.Decision.AdjustedP)}".Replace("= <", "< ", StringComparison.Ordinal);
        string evidence = difference.Interval is { } interval
            ? $"{Percent(interval.Level)} interval {MetricScale.WithUnit(scale.Range(interval), scale.DifferenceUnit)}, {p}"
            : p;
        string rope = MetricScale.WithUnit("±" + scale.Value(view.Question.Rope), scale.DifferenceUnit);
        return result.Decision.Verdict switch
        {
            Verdict.Equivalent => $"{result.Level} and {result.Baseline} are equivalent{exploratory}: the difference, {mean}, lies within {rope}"
                + (difference.EquivalenceInterval is { } inside ? $" ({Percent(inside.Level)} interval {scale.Range(inside)})." : " in every pair."),
            Verdict.Undecided => $"{result.Level} against {result.Baseline} is undecided{exploratory}: {mean} ({evidence}).",
            var verdict => $"{result.Level} is {Word(verdict)} than {result.Baseline}{exploratory}: {mean} ({evidence}).{Typical(difference, scale)}",
        };
    }

    // A few extreme pairs, such as divergences, can widen the t interval over zero although the signs leave no doubt.
    private static string Typical(DifferenceSummary difference, MetricScale scale) =>
        difference is { Interval: { Lower: <= 0, Upper: >= 0 }, HodgesLehmann: { } typical }
            ? $" In the typical pair {MetricScale.WithUnit(scale.Difference(typical.Estimate), scale.DifferenceUnit)} "
                + $"({Percent(Math.Round(typical.Interval.Level, 3))} Hodges-Lehmann interval {scale.Range(typical.Interval)})."
            : "";

    private static string Percent(double level) => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{100 * level:0.##}%");
}
