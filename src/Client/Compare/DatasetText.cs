using Sweep.Analysis.Comparisons;
using Sweep.Analysis.Questions;
using Sweep.Statistics.Estimates;

namespace Sweep.Client.Compare;

/// <summary>The answer for datasets not seen yet in words: the same in the terminal and in a report.</summary>
internal static class DatasetText
{
    /// <summary>What the sentences are about.</summary>
    public const string Heading = "On datasets not seen yet (each dataset is one observation)";

    /// <summary>The verdicts, then why what is undecided could not be decided; nothing where there are fewer than two datasets.</summary>
    public static IEnumerable<string> Sentences(ComparisonView view)
    {
        var comparisons = view.Report.Comparisons;
        if (comparisons.All(c => c.NewDatasets is null))
            yield break;
        string exploratory = comparisons.Any(c => c.NewDatasets?.Decision.IsExploratory == true) ? " (exploratory)" : "";
        string verdicts = VerdictText.ByOutcome([.. comparisons.Select(c =>
            (VerdictText.Name(c.Overall, view.Question.Baseline), VerdictText.Outcome(c.NewDatasets)))]);
        yield return $"{char.ToUpperInvariant(verdicts[0])}{verdicts[1..]}{exploratory}.";
        var tested = comparisons.Where(c => c.NewDatasets is not null)
            .Select(c => (VerdictText.Name(c.Overall, view.Question.Baseline), c.NewDatasets!.Decision.Limit));
        foreach (string limit in VerdictText.Limits([.. tested]))
            yield return limit;
    }

    /// <summary>Why an interval is not shown.</summary>
    public static IEnumerable<string> WithoutInterval(ComparisonReport report) =>
        report.Comparisons.Select(c => c.NewDatasets).OfType<DatasetComparison>()
        .Where(d => d is { TypicalInterval: null, HodgesLehmann: not null })
        .Select(d => (d.Datasets.Count, d.HodgesLehmann!.Interval.Level)).Distinct().OrderBy(d => d.Count)
        .Select(d => FormattableString.Invariant($"No interval: {d.Count} datasets reach a level of {VerdictText.Attained(d.Level)} at ")
            + "most, "
            + $"far below {VerdictText.Percent(1 - report.Options.Alpha)}.")
        .Concat(report.Comparisons.Where(c => c.NewDatasets is { HodgesLehmann: null })
            .Select(c => $"{c.Level} against {c.Baseline}: no difference, since on a dataset a side always diverged; "
                + "by its sign it counts as the largest."));
}
