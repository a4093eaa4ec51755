using System.Globalization;
using Sweep.Analysis.Comparisons;
using Sweep.Analysis.Questions;

namespace Sweep.Client.Compare;

/// <summary>What is said of diverged trials: what they count, and where they leave no number.</summary>
internal static class DivergenceText
{
    private const int MaxNamed = 3;

    /// <summary>What a diverged trial counts in the numbers of a report.</summary>
    public static string Counts(ComparisonReport report, MetricScale scale) => Counts(
        report.Summaries.Select(s => s.DivergenceScore).Concat(report.Comparisons.SelectMany(c => c.Blocks).Select(r => r.DivergenceScore)),
            scale);

    /// <summary>"10.00%, what guessing scores": what a diverged trial counts in the numbers shown.</summary>
    /// <param name="scores">Where the numbers have any.</param>
    /// <param name="scale">How the metric is written.</param>
    public static string Counts(IEnumerable<DivergenceScore?> scores, MetricScale scale)
    {
        DivergenceScore[] all = [.. scores.OfType<DivergenceScore>()];
        double[] chances = [.. all.Where(s => s.IsDeclared).Select(s => s.Value).Distinct().Order()];
        string guess = string.Join(" or ", chances.Select(c => MetricScale.WithUnit(scale.Value(c), scale.Unit)))
            + ", what guessing scores";
        string observed = scale.Metric.ChanceScore is not null
            ? "a little less than the worst trial it is compared with, where that is no better than guessing"
            : $"{(scale.Metric.LargerIsBetter ? "less" : "more")} than the worst trial it is compared with, by the range of these trials";
        return all.Length == 0 ? "worse than every trial that has a number"
            : chances.Length == 0 ? observed
            : all.All(s => s.IsDeclared) ? guess
            : $"{guess}, or {observed}";
    }

    /// <summary>What follows from divergences, a sentence each: ties, equivalence, means that are but bounds, levels without
    /// mean.</summary>
    public static IEnumerable<string> Consequences(ComparisonReport report)
    {
        if (report.Comparisons.Any(c => c.Overall.BothDivergedCount > 0))
            yield return "Pairs in which both sides diverged are ties, and in no difference or interval.";
        if (report.Options.Rope > 0)
            yield return "Nothing is called equivalent over a divergence.";
        if (Names(report, s => s.IsBound && s.Mean is not null) is { } bounds)
            yield return $"No number says how bad a divergence is: the mean of {bounds} may look better than it is, and goes behind "
                + "those without.";
        if (Names(report, s => s.Mean is null && s.DivergedCount == s.Count) is { } all)
            yield return $"No mean, since all trials diverged: {all}.";
        if (Names(report, s => s.Mean is null && s.DivergedCount < s.Count) is { } some)
            yield return $"No mean over the blocks, since all trials of a block diverged: {some}.";
    }

    /// <summary>"tanh has no mean, since all its trials diverged": why a tested comparison has no difference.</summary>
    public static string WithoutDifference(ComparisonResult result, ComparisonView view)
    {
        if (result.Design == ComparisonDesign.Paired && result.BothDivergedCount == result.PairCount)
            return string.Create(CultureInfo.InvariantCulture, $"no difference, since both sides diverged in all {result.PairCount} pairs");
        string[] sides = [.. new[] { (result.Level, Side: result.LevelSide), (result.Baseline, Side: result.BaselineSide) }
            .Where(s => s.Side is { Mean: null }).Select(s => s.Item1)];
        bool isWhole = sides.All(s => view.Report.Summaries.Any(x => x.Block is null && x.Level == s && x.DivergedCount == x.Count));
        return $"no difference, since {string.Join(" and ", sides)} {(isWhole ? "always diverged" : "diverged in all trials of a block")}";
    }

    private static string? Names(ComparisonReport report, Func<LevelSummary, bool> which)
    {
        string[] names = [.. report.Summaries.Where(s => s.Block is null && s.DivergedCount > 0 && which(s)).Select(s => s.Level)];
        return names.Length == 0 ? null
            : names.Length <= MaxNamed ? string.Join(", ", names)
            : string.Create(CultureInfo.InvariantCulture,
                $"{string.Join(", ", names.Take(MaxNamed))} and {names.Length - MaxNamed} more");
    }
}
