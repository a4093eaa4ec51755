using System.Globalization;
using Sweep.Analysis.Comparisons;
using Sweep.Analysis.Questions;
using Sweep.Planning.Plans;
using Sweep.Planning.Trainers;
using Sweep.Statistics;
using Sweep.Statistics.Adjustments;

namespace Sweep.Client.Compare;

/// <summary>"Statistical analysis": what was done, in the words of a paper's methods section. Every number is
/// one of the answer; what was not done is not mentioned.</summary>
internal static class MethodsParagraph
{
    private const int MaxNamed = 12;

    /// <summary>The version of sweep.</summary>
    public static string Version => typeof(MethodsParagraph).Assembly.GetName().Version?.ToString(3) ?? "unknown";

    /// <summary>The paragraph.</summary>
    public static string Create(ComparisonView view) => string.Join(' ', Sentences(view));

    /// <summary>Its sentences.</summary>
    public static IEnumerable<string> Sentences(ComparisonView view)
    {
        var report = view.Report;
        var scale = MetricScale.For(view.Question.Definition, report);
        ComparisonResult[] tested = [.. report.Comparisons.Select(c => c.Overall).Where(r => r.Design != ComparisonDesign.None)];
        return
        [
            .. Data(view),
            .. tested.Length == 0 ? ["No two levels could be compared."]
                : (IEnumerable<string>)
                [
                    .. Pairs(view, tested), .. Tests(report, tested), .. Looks(report), .. Adjustment(report),
                    .. Intervals(report, tested),
                    Equivalence(report, scale), .. Effects(tested),
                ],
            .. Missing(view, scale), Software(report, tested),
        ];
    }

    private static IEnumerable<string> Data(ComparisonView view)
    {
        var (report, question) = (view.Report, view.Question);
        string levels = report.Levels.Count > MaxNamed ? "" : $" ({And(report.Levels)})";
        string blocks = report.Blocks.Count == 1 ? "" : Text($" over {report.Blocks.Count} blocks, the ")
            + $"{(view.BlockSettings.Count == 1 ? "levels" : "combinations")} of {And(view.BlockSettings)}";
        yield return $"In {Count(view.Trained, "trial")} with {Count(view.SeedCount, "seed")}, {Count(report.Levels.Count, "level")} of "
            + $"{question.Factor}{levels} {(report.Levels.Count == 1 ? "was" : "were")} trained{blocks}.";
        string direction = report.Options.LargerIsBetter ? "larger" : "smaller";
        string against = report.Comparisons is [var only] ? $"{only.Level} with {only.Baseline}"
            : question.Baseline is { } baseline ? $"each other level with {baseline}, {Count(report.OverallFamilySize, "comparison")}"
            : $"all pairs of levels, {Count(report.OverallFamilySize, "comparison")}";
        yield return $"They were compared by {question.Metric} at {question.EpochText}, where {direction} is better: {against}.";
        yield return question.IsPlanned ? $"The comparison was planned before data (plan {view.Sweep.PlanHash})."
            : $"The analysis is exploratory: {string.Join("; ", question.Deviations)}.";
        if (question.Tuning is not { } tuning)
            yield break;
        int judging = view.SeedCount - tuning.SelectionSeeds;
        string first = tuning.SelectionSeeds == 1 ? "" : Text($"{tuning.SelectionSeeds} ");
        yield return $"For each level{(report.Blocks.Count > 1 ? " and block" : "")} {And(tuning.Factors)} "
            + $"{(tuning.Factors.Count == 1 ? "was" : "were")} tuned: the first {first}of {Count(view.SeedCount, "seed")} "
            + $"chose by {tuning.Metric} and took no part in the comparison, which rests on "
            + $"{(judging == 1 ? "the other one" : Text($"the other {judging}"))}.";
        if (PruningText.Methods(view) is { } pruning)
            yield return pruning;
    }

    private static IEnumerable<string> Pairs(ComparisonView view, ComparisonResult[] tested)
    {
        var report = view.Report;
        bool isImported = view.Question.Trainer is ImportedResults;
        if (report.Options.Overlap is > 0 and var overlap)
        {
            yield return Text($"Each seed divided the samples into {Math.Round(1 + 1 / overlap)} folds; a trial was judged on one of them ")
                + "and trained on the others.";
        }
        int[] pairs = [.. tested.Where(r => r.Design == ComparisonDesign.Paired).Select(r => r.PairCount).Distinct().Order()];
        if (pairs.Length > 0)
        {
            string collapsed = tested.Any(r => r.IsCollapsed) ? "; blocks share them and were averaged pair by pair" : "";
            string by = report.Options.Overlap > 0 ? "seed and held-out fold" : isImported ? "their imported seeds"
                : "common random numbers";
            yield return $"Trials were paired by {by} ({Range(pairs, "pair")} per comparison{collapsed}).";
        }
        if (tested.Where(r => r.Design == ComparisonDesign.Unpaired).ToArray() is { Length: > 0 } unpaired)
        {
            int[] values = [.. unpaired.SelectMany(r => new[] { r.LevelSide?.Count ?? 0, r.BaselineSide?.Count ?? 0 }).Distinct().Order()];
            string apart = isImported ? "have no partners" : "share no random numbers";
            string which = unpaired.Length == tested.Length ? $"Trials {apart}"
                : $"In {Count(unpaired.Length, "comparison")} trials {apart}";
            yield return $"{which} and were compared as independent samples ({Range(values, "value")} per level), which is exploratory.";
        }
    }

    private static IEnumerable<string> Tests(ComparisonReport report, ComparisonResult[] tested)
    {
        foreach (var group in tested.GroupBy(r => (r.Decision.Test, r.Design)).Where(g => g.Key.Test != TestCatalogue.None))
        {
            var results = group.ToArray();
            string samples = group.Key.Design == ComparisonDesign.Paired ? "" : " of independent samples";
            yield return $"Differences{samples} were tested two-sided by "
                + $"{TestText.Citation(results)}{(TestText.Bets(results[0]) ? "" : Laws(group.Key.Test, results))}.";
        }
        if (report.Blocks.Count == 1 || tested.All(r => r.BlockCount == 1))
            yield break;
        yield return tested.Any(r => r.Decision.Test.UsesRanks)
            ? "Over blocks the pairs of all blocks are ranked together, and values within their block; a verdict holds for the blocks "
                + "as a whole, not for each of them."
            : "Over blocks the quantity tested is the mean of the blocks' mean differences, each block weighing the same: "
                + "a verdict holds on average over these blocks, not in each of them.";
        if (tested.Any(r => r.Effects?.InteractionP is not null))
        {
            yield return "Whether the effect differs between blocks was tested by an ANOVA-type statistic with random signs "
                + "(Brunner et al., 1997; Wu, 1986), and whether it has opposite signs after "
                + "Gail and Simon (1985); neither decides about a verdict.";
        }
    }

    private static string Laws(DecidingTest test, ComparisonResult[] results)
    {
        if (test != TestCatalogue.SignFlip)
            return "";
        var laws = results.Where(r => r.Tests.SignFlipNullDistribution is not null)
            .GroupBy(r => (Law: r.Tests.SignFlipNullDistribution!.Value, r.Tests.SignFlipDraws)).OrderBy(g => g.Key.Law)
            .ThenBy(g => g.Key.SignFlipDraws).ToArray();
        return laws.Length == 0 ? "" : "; " + And([.. laws.Select(g => Law(g.Key.Law, g.Key.SignFlipDraws)
            + (laws.Length == 1 ? "" : $" in {Count(g.Count(), "comparison")}"))]);
    }

    private static string Law(NullDistribution law, int? draws) => law switch
    {
        NullDistribution.Exact => "all sign patterns were counted",
        NullDistribution.UpperBound => "all sign patterns were counted over values rounded to a fine grid, which makes p no smaller",
        NullDistribution.MonteCarlo => Text($"{draws:N0} sign patterns were drawn"),
        NullDistribution.Normal => "their law was approximated by a normal distribution",
        _ => "their law was approximated by Student's t",
    };

    private static IEnumerable<string> Looks(ComparisonReport report)
    {
        if (report.Options.Looks is not { } looks)
            yield break;
        SequentialSummary[] taken = [.. report.Comparisons.Select(c => c.Overall.Sequential).OfType<SequentialSummary>()];
        int most = taken.Select(s => s.SeedCount).DefaultIfEmpty().Max();
        if (looks.Rule == StoppingRule.EProcess)
        {
            yield return $"The data were looked at after every seed, {Text($"{most}")} of {Count(looks.SeedOrder.Count, "seed")} so far; "
                + "p-values hold whatever made the looking stop.";
            yield break;
        }
        string rule = looks.Rule == StoppingRule.Pocock ? "Pocock's boundary (Pocock, 1977)"
            : "O'Brien and Fleming's boundary (O'Brien and Fleming, 1979)";
        int count = taken.Select(s => s.Looks.Count).DefaultIfEmpty().Max();
        yield return $"The data were looked at after {And([.. looks.SeedCounts.Select(n => Text($"{n}"))])} seeds by {rule}; "
            + Text($"{count} of {looks.SeedCounts.Count} looks {(count == 1 ? "was" : "were")} taken, and p-values count all of them.");
    }

    private static IEnumerable<string> Adjustment(ComparisonReport report)
    {
        string alpha = Text($"{report.Options.Alpha:0.####}");
        bool hasRope = report.Options.Rope > 0;
        yield return report.OverallFamilySize == 1
            ? $"There is a single comparison, so that p is not adjusted; alpha is {alpha}"
                + $"{(hasRope ? ", shared by better, worse and equivalent" : "")}."
            : $"The p-values were adjusted for {Count(report.OverallFamilySize, "comparison")} by {MethodOf(report.Adjustment, report)}, "
                + $"at a family-wise error rate of {alpha}"
                + $"{(hasRope ? " that better, worse and equivalent share" : "")}.";
        if (report.Blocks.Count > 1 && report.BlockFamilySize > 1)
        {
            yield return $"The {Count(report.BlockFamilySize, "comparison")} within blocks are a family of their own, adjusted by "
                + $"{MethodOf(report.BlockAdjustment, report)}.";
        }
    }

    private static string MethodOf(AdjustmentMethod adjustment, ComparisonReport report) => adjustment switch
    {
        AdjustmentMethod.MaxT when report.Options.Rope > 0 =>
            "the largest statistic under joint sign flips, in a single step (Westfall and Young, 1993)",
        AdjustmentMethod.MaxT when report.Options.Baseline is null && report.Levels.Count <= JointSignFlips.MaxLevelsFollowed =>
            "the largest statistic under joint sign flips, over all sets of levels that can be equal together (Westfall and Tobias, 2007)",
        AdjustmentMethod.MaxT =>
            "the largest statistic under joint sign flips, stepping down (Westfall and Young, 1993; Romano and Wolf, 2005)",
        _ => adjustment.Citation(),
    };

    private static IEnumerable<string> Intervals(ComparisonReport report, ComparisonResult[] tested)
    {
        if (!tested.Any(r => r.Difference?.Interval is not null))
            yield break;
        string kind = report.OverallFamilySize == 1 ? "" : "simultaneous ";
        string source = report.OverallFamilySize == 1 ? ""
            : report.Adjustment == AdjustmentMethod.MaxT ? " by joint sign flips" : " by Bonferroni's method";
        string[] ways = [.. tested.Select(r => (r.Decision.Interval, r.Design)).Where(k => k.Interval != IntervalKind.None).Distinct()
            .Order().Select(k => k.Interval switch
            {
                IntervalKind.Inverted => "invert the test that decides",
                IntervalKind.Repeated => "invert the test that decides over all looks taken (Jennison and Turnbull, 1989)",
                _ => k.Design == ComparisonDesign.Unpaired ? "are Welch's t intervals" : "are Student's t intervals",
            })];
        yield return $"Intervals are {kind}{VerdictText.Percent(1 - report.Options.Alpha)} intervals{source}"
            + $"{(ways.Length == 0 ? "" : ways.Length == 1 ? $" and {ways[0]}" : $"; some {string.Join(", others ", ways)}")}.";
    }

    private static string Equivalence(ComparisonReport report, MetricScale scale) => report.Options.Rope > 0
        ? "Levels are called equivalent where the difference is shown to lie within ±"
            + $"{MetricScale.WithUnit(scale.Size(report.Options.Rope), scale.DifferenceUnit)} by two one-sided tests (Schuirmann, 1987)"
            + $"{(report.OverallFamilySize > 1 ? ", adjusted likewise" : "")}."
        : "No region of equivalence was given, so that nothing is called equivalent.";

    private static IEnumerable<string> Effects(ComparisonResult[] tested)
    {
        if (tested.Any(r => r.Dz is not null))
            yield return "Effects are given as d_z, the mean difference over the standard deviation of differences "
                + $"{(tested.Any(r => r.BlockCount > 1) ? "within blocks " : "")}(Cohen, 1988).";
        if (tested.Any(r => r.Design == ComparisonDesign.Unpaired && r.CohensD is not null))
        {
            yield return "Effects of independent samples are given as d, the difference of means over the pooled standard deviation "
                + "(Cohen, 1988).";
        }
    }

    private static IEnumerable<string> Missing(ComparisonView view, MetricScale scale)
    {
        var report = view.Report;
        int diverged = report.Summaries.Where(s => s.Block is null).Sum(s => s.DivergedCount);
        yield return diverged == 0 ? "No trial diverged."
            : $"{Count(diverged, "trial")} diverged and {(diverged == 1 ? "counts" : "count")} as {DivergenceText.Counts(report, scale)}.";
        if (view.WithoutOutcome > 0)
        {
            yield return $"{Count(view.WithoutOutcome, "trial")} "
                + $"{(view.WithoutOutcome == 1 ? "has no outcome and is" : "have no outcome and are")} in no number.";
        }
        if (view.Unneeded > 0)
        {
            yield return $"{Count(view.Unneeded, "trial")} {(view.Unneeded == 1 ? "was" : "were")} not needed after "
                + $"{(report.Options.Looks is null ? "the choice of tuned levels" : "a look")} and not trained.";
        }
    }

    private static string Software(ComparisonReport report, ComparisonResult[] tested) => $"The analysis was done with sweep {Version}"
        + (tested.Any(r => r.Tests.SignFlipDraws is not null) ? Text($"; the seed of drawn patterns is {report.Options.Seed}") : "") + ".";

    private static string And(IReadOnlyList<string> names) =>
        names.Count < 2 ? string.Concat(names) : $"{string.Join(", ", names.Take(names.Count - 1))} and {names[^1]}";

    private static string Range(int[] ascending, string one) =>
        (ascending.Length == 1 ? "" : Text($"{ascending[0]} to ")) + Count(ascending[^1], one);

    private static string Count(int count, string one) => Text($"{count} {one}{(count == 1 ? "" : "s")}");

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
