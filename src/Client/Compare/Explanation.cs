using System.Globalization;
using Sweep.Analysis.Comparisons;
using Sweep.Analysis.Questions;
using Sweep.Planning.Plans;
using Sweep.Planning.Trainers;
using Sweep.Statistics;

namespace Sweep.Client.Compare;

/// <summary>How one verdict came about, step by step in words and numbers: what went in, what was left out, which test said what, how it
/// was adjusted, and which rule then gave the word. All of it is read from the comparison's result; nothing is computed here.</summary>
internal static class Explanation
{
    private const int MaxNamed = 10;

    /// <summary>The steps, a paragraph each.</summary>
    public static IEnumerable<string> Create(ComparisonView view, LevelComparison comparison, MetricScale scale)
    {
        var (report, result) = (view.Report, comparison.Overall);
        yield return $"How the verdict on {result.Level} against {result.Baseline} came about";
        yield return Question(view, scale);
        yield return $"Data. {Side(result.Level, result.LevelSide, result, scale)} "
            + $"{Side(result.Baseline, result.BaselineSide, result, scale)}";
        yield return Pairs(report, result, view.Question.Trainer is ImportedResults);
        if (LeftOut(result.Unused) is { } left)
            yield return left;
        if (result.Difference is not { } difference)
        {
            yield return "Verdict: not tested, since a side has no outcome to compare.";
            yield break;
        }
        if (comparison.Blocks.Count > 1)
            yield return Blocks(comparison, scale);
        if (result.Effects is { } effects)
            yield return Interaction(effects);
        yield return Difference(result, difference, scale);
        yield return Test(result);
        if (result.Sequential is { } looks)
            yield return Looks(looks);
        yield return Adjustment(report, result);
        yield return Equivalence(report, result, difference, scale);
        yield return Verdict(report, result);
        if (Power(result, scale) is { } power)
            yield return power;
        if (result.Supplement is { } supplement)
            yield return Beside(report, supplement);
        if (comparison.NewDatasets is { } datasets)
            yield return NewDatasets(report, datasets);
    }

    private static string Question(ComparisonView view, MetricScale scale)
    {
        string direction = view.Report.Options.LargerIsBetter ? "larger" : "smaller";
        string rope = view.Question.Rope > 0
            ? $"differences up to ±{MetricScale.WithUnit(scale.Size(view.Question.Rope), scale.DifferenceUnit)} count as none"
            : "no region of equivalence was given";
        string planned = view.Question.IsPlanned ? $"fixed before data in plan {view.Sweep.PlanHash}"
            : $"exploratory, since {string.Join("; ", view.Question.Deviations)}";
        return Text($"Question: {view.Question.Metric} at {view.Question.EpochText}, {direction} is better, alpha ")
            + Text($"{view.Report.Options.Alpha:0.####}, {rope}; {planned}.");
    }

    private static string Side(string level, SideSummary? side, ComparisonResult result, MetricScale scale)
    {
        if (side is null)
            return $"{level}: no trial to compare.";
        string diverged = side.DivergedCount == 0 ? ""
            : Text($", {side.DivergedCount} of them diverged and {(side.DivergedCount == 1 ? "counts" : "count")} as ")
                + DivergenceText.Counts([result.DivergenceScore], scale);
        string mean = side.Mean is { } value
            ? Text($"mean {MetricScale.WithUnit(scale.MeanAndDeviation(value, side.StandardDeviation), scale.Unit)} (sd within blocks)")
            : "no mean";
        return Text($"{level}: {side.Count} {(side.Count == 1 ? "value" : "values")}, {mean}{diverged}.");
    }

    private static string Pairs(ComparisonReport report, ComparisonResult result, bool isImported)
    {
        string blocks = Text($"{result.BlockCount} of {report.Blocks.Count} {(report.Blocks.Count == 1 ? "block" : "blocks")}");
        double overlap = report.Options.Overlap;
        string alike = overlap > 0 ? "the same seed and held-out fold" : isImported ? "equal seeds" : "equal random numbers";
        string shared = overlap > 0 ? "held-out samples" : "random numbers";
        string folds = overlap == 0 ? "" : " Folds share training samples: the squared standard error of the mean of n differences is "
            + Text($"(1/n + {overlap:0.####}) times their variance (Nadeau and Bengio, 2003).");
        return result.Design switch
        {
            ComparisonDesign.Paired => Text($"Pairs: {result.PairCount} pairs of trials with {alike}, in ")
                + Text($"{blocks}: {result.Wins} won, {result.Ties} tied, {result.Losses} lost.")
                + (result.IsCollapsed ? $" Blocks share {shared} and were averaged pair by pair first." : "") + folds
                + (result.Difference?.Correlation is { } r
                    ? Text($" Partners correlate with r = {r:0.00}: pairing changes the variance of a difference by ")
                    + Text($"the factor {1 - r:0.00}.") : ""),
            ComparisonDesign.Unpaired => $"Pairs: none, so that values are compared as independent samples, in "
                + $"{blocks}. That is exploratory.",
            _ => "Pairs: none.",
        };
    }

    private static string? LeftOut(IReadOnlyList<UnusedObservation> unused)
    {
        if (unused.Count == 0)
            return null;
        string rest = unused.Count > MaxNamed ? Text($"; and {unused.Count - MaxNamed} more (--format json names each)") : "";
        string[] named = [.. unused.Take(MaxNamed)
            .Select(u => Text($"{u.Level} seed {u.Seed}{(u.Block.Length == 0 ? "" : $" in {u.Block}")}, {u.Reason}"))];
        return Text($"Left out ({unused.Count}): {string.Join("; ", named)}{rest}.");
    }

    private static string Blocks(LevelComparison comparison, MetricScale scale)
    {
        ComparisonResult[] tested = [.. comparison.Blocks.Where(b => b.Difference is not null)];
        string rest = tested.Length > MaxNamed ? Text($"; and {tested.Length - MaxNamed} more") : "";
        return $"Blocks: {string.Join("; ", tested.Take(MaxNamed).Select(One))}{rest}.";

        string One(ComparisonResult b) =>
            Text($"{b.Block} {scale.Difference(b.Difference!.Mean.Value)} ")
            + Text($"({(b.Design == ComparisonDesign.Paired ? $"{b.PairCount} pairs" : "unpaired")}, ")
            + Text($"{VerdictText.Word(b.Decision.Verdict)} by itself)");
    }

    private static string Interaction(BlockEffects effects)
    {
        string same = effects.InteractionP is { } p ? $"p = {P(p)} for one effect in all blocks, p = {P(effects.OppositeP)} for one sign"
            : "not tested, since fewer than two blocks have pairs of their own and a spread";
        var named = new[] { ("better", effects.Better), ("worse", effects.Worse), ("equivalent", effects.Equivalent) }
            .Where(n => n.Item2.Count > 0).Select(n => $"{n.Item1} in {string.Join(", ", n.Item2.Take(MaxNamed))}"
                + (n.Item2.Count > MaxNamed ? Text($" and {n.Item2.Count - MaxNamed} more") : "")).ToArray();
        return $"Do blocks differ? {char.ToUpperInvariant(same[0])}{same[1..]}. "
            + $"{(named.Length == 0 ? "No block decides by itself" : $"By themselves: {string.Join("; ", named)}")}. "
            + (effects.IsOpposite ? "Blocks have opposite signs beyond chance." : "No opposite signs are shown.");
    }

    private static string Difference(ComparisonResult result, DifferenceSummary difference, MetricScale scale)
    {
        string mean = MetricScale.WithUnit(scale.Difference(difference.Mean.Value), scale.DifferenceUnit);
        string over = result.BlockCount > 1 ? "the mean of the blocks' mean differences, each block weighing the same"
            : result.Design == ComparisonDesign.Paired ? "the mean of the pairs" : "that of the means";
        string error = difference.Mean.HasSpread
            ? Text($", standard error {scale.Size(difference.Mean.StandardError)} with ")
                + Text($"{difference.Mean.DegreesOfFreedom:0.#} degrees of freedom") : ", without a standard error";
        string interval = difference.Interval is { } i ? $"; {VerdictText.Percent(i.Level)} interval {scale.Range(i)}{Kind(result)}"
            + (result.Decision.FamilySize > 1 && difference.PlainInterval is { } plain ? $", {scale.Range(plain)} alone" : "") : "";
        string[] effects = [.. new[] { ("d_z", result.Dz), ("d", result.CohensD), ("Hedges' g", difference.HedgesG) }
            .Where(e => e.Item2 is not null).Select(e => $"{e.Item1} {MetricScale.Effect(e.Item2)}")];
        string effect = effects.Length == 0 ? ""
            : $" In units of the spread: {string.Join(", ", effects)} (d_z: of differences; d: of values; g: without small-sample bias).";
        return $"Difference: {mean}, {over}{error}{interval}.{effect}";
    }

    private static string Kind(ComparisonResult result)
    {
        string[] parts =
        [
            .. result.Decision.FamilySize > 1
                ? [Text($"simultaneous with the {result.Decision.FamilySize - 1} {(result.Decision.FamilySize == 2 ? "other" : "others")}")]
                : Array.Empty<string>(),
            .. result.Decision.Interval switch
            {
                IntervalKind.Inverted => ["by the test below"],
                IntervalKind.Repeated => ["by the test below over all looks"],
                IntervalKind.StudentT => ["of t, whatever test decides"],
                _ => Array.Empty<string>(),
            },
        ];
        return parts.Length == 0 ? "" : $" ({string.Join(", ", parts)})";
    }

    private static string Test(ComparisonResult result)
    {
        if (TestText.Name(result) is not { } name)
            return "Test: none, since a t test needs two pairs or more, and differences that vary.";
        string law = result.Decision.Test == TestCatalogue.SignFlip && result.Sequential is null
            && result.Tests.SignFlipNullDistribution is { } l
            ? $" ({Law(l, result.Tests.SignFlipDraws)})" : "";
        string alone = result.Sequential is null ? "" : " over all looks";
        var beside = new (string Name, double? P, DecidingTest Test)[]
        {
            ("sign-flip", result.Tests.SignFlip, TestCatalogue.SignFlip),
                ("signed-rank", result.Tests.SignedRank, TestCatalogue.SignedRank),
            ("sign", result.Tests.Sign, TestCatalogue.None), ("t", result.Tests.T, TestCatalogue.StudentT),
            ("Mann-Whitney", result.Tests.MannWhitney, TestCatalogue.MannWhitney),
        }.Where(t => t.P is not null && (t.Test.Word != result.Decision.Test.Word || result.Sequential is not null))
            .Select(t => $"{t.Name} {P(t.P)}").ToArray();
        return $"Test: {name}{law}, p = {P(result.Decision.P)}{alone}."
            + (beside.Length == 0 ? "" : $" Beside it, without a say, on all values: {string.Join(", ", beside)}.");
    }

    private static string Law(NullDistribution law, int? draws) => law switch
    {
        NullDistribution.Exact => "exact: all sign patterns counted",
        NullDistribution.UpperBound => "upper bound of the exact p, values rounded to a fine grid",
        NullDistribution.MonteCarlo => Text($"{draws:N0} sign patterns drawn with a fixed seed"),
        NullDistribution.StudentT => "approximated by Student's t",
        _ => "normal approximation",
    };

    private static string Looks(SequentialSummary looks)
    {
        string rest = looks.Looks.Count > MaxNamed ? Text($"the last {MaxNamed} of {looks.Looks.Count}: ") : "";
        string taken = looks.Looks.Count == 0 ? "none taken yet" : rest + string.Join("; ", looks.Looks.TakeLast(MaxNamed)
            .Select(l => Text($"{l.SeedCount} seeds, {l.PairCount} pairs, p {P(l.P)}, over all looks {P(l.SequentialP)}")));
        return $"Looks: {taken}. The smallest of the last counts, {P(looks.P)}{(looks.IsLast ? "" : "; more looks are planned")}.";
    }

    private static string Adjustment(ComparisonReport report, ComparisonResult result)
    {
        if (report.OverallFamilySize == 1)
            return "Adjustment: a single comparison needs none.";
        double[] all = [.. report.Comparisons.Select(c => c.Overall.Decision.P ?? 1).Order()];
        int rank = 1 + all.Count(p => p < result.Decision.P);
        string step = result.Decision.Adjustment switch
        {
            AdjustmentMethod.MaxT when report.Options.Rope > 0 =>
                ": how often the largest statistic of all comparisons is as large, when the signs of all pairs flip together",
            AdjustmentMethod.MaxT when report.Options.Baseline is null =>
                ": how often the largest statistic of the comparisons that can be void together is as large, when the signs of all pairs "
                    + "flip together",
            AdjustmentMethod.MaxT =>
                ": how often the largest statistic of the comparisons that are left is as large, when the signs of all pairs flip together",
            AdjustmentMethod.Bonferroni => Text($": times {all.Length}, since better, worse and equivalent share one error rate"),
            AdjustmentMethod.Holm =>
                Text($": times {all.Length - rank + 1}, the comparisons that are left, and not below that of a smaller p"),
            _ => "",
        };
        return Text($"Adjustment: {result.Decision.Adjustment.Name()} over {report.OverallFamilySize} comparisons, untested ")
            + Text($"ones counting as p = 1. This p is number {rank} from below{step}. Adjusted p = {P(result.Decision.AdjustedP)}.");
    }

    private static string Equivalence(ComparisonReport report, ComparisonResult result, DifferenceSummary difference, MetricScale scale)
    {
        if (report.Options.Rope == 0)
            return "Equivalence: without a region nothing can be called equivalent.";
        string rope = MetricScale.WithUnit("±" + scale.Size(report.Options.Rope), scale.DifferenceUnit);
        bool isEquivalent = result.Decision.Verdict == Analysis.Comparisons.Verdict.Equivalent;
        bool isFamily = report.OverallFamilySize > 1;
        string interval = difference.EquivalenceInterval is { } i
            ? $" The {(isFamily ? "simultaneous " : "")}{VerdictText.Percent(i.Level)} interval is {scale.Range(i)}." : "";
        double? p = result.Sequential is { } looks ? looks.EquivalenceP : result.Tests.Equivalence;
        return $"Equivalence goes first: is the difference shown to lie within {rope}?{interval} Two one-sided "
            + $"tests{(result.Sequential is null ? "" : " over all looks")}{(isFamily ? " of this comparison alone" : "")}: "
            + $"p = {P(p)}, so {(isEquivalent ? "yes" : "no")}.";
    }

    private static string Verdict(ComparisonReport report, ComparisonResult result)
    {
        var decision = result.Decision;
        string alpha = Text($"{report.Options.Alpha:0.####}");
        string exploratory = decision.IsExploratory ? " It is exploratory." : "";
        string why = decision.Verdict switch
        {
            Analysis.Comparisons.Verdict.Equivalent => $"equivalence is shown at alpha {alpha}",
            Analysis.Comparisons.Verdict.Undecided when decision.IsContradicted =>
                "the ranks differ in one direction and the means in the other",
            Analysis.Comparisons.Verdict.Undecided =>
                $"the adjusted p {P(decision.AdjustedP)} is above alpha {alpha}. That does not mean equal",
            _ => $"the adjusted p {P(decision.AdjustedP)} is at most alpha {alpha}, and the test sees {result.Level} "
                + $"{(decision.Direction > 0 ? "above" : "below")} {result.Baseline}, where "
                + $"{(report.Options.LargerIsBetter ? "larger" : "smaller")} is better"
                + (decision.IsContradicted ? ". The mean of all seeds has the other sign by now" : ""),
        };
        return $"Verdict: {VerdictText.Outcome(result)}, since {why}.{exploratory}";
    }

    private static string? Power(ComparisonResult result, MetricScale scale)
    {
        if (result.Decision.Limit is { } limit)
            return $"What so many can show: {limit.Sentence}";
        if (result.Supplement?.Power is not { } power || !double.IsFinite(power.DetectableInFamily))
            return null;
        string found = MetricScale.WithUnit("±" + scale.Size(power.DetectableInFamily), scale.DifferenceUnit);
        string needed = double.IsFinite(power.PairsForObserved)
            ? Text($" If the true difference were the one observed, about {Math.Ceiling(power.PairsForObserved):0} ")
            + Text($"{(result.Sequential is { Rule: StoppingRule.EProcess } ? "seeds" : "pairs")} would do.") : "";
        return Text($"What so many can show: with power {power.Power:0.##} a true difference of {found} in this family.{needed}");
    }

    private static string Beside(ComparisonReport report, ComparisonSupplement supplement)
    {
        var parts = new List<string>();
        string interval = supplement.ImprovementInterval is { } i
            ? Text($" ({VerdictText.Percent(i.Level)} interval {i.Lower:0.00} to {i.Upper:0.00})") : "";
        parts.Add(Text($"an unrelated trial is better with probability {supplement.ProbabilityOfImprovement:0.00}{interval}"));
        if (supplement.StochasticOrder is { } order)
            parts.Add(Text($"almost stochastic order is violated by {order.Violation:0.00}, at most ")
                + Text($"{order.UpperBound:0.00} (0: better at every quantile, 1: worse)"));
        if (supplement.Posterior is { } posterior)
        {
            var (worse, better) = report.Options.LargerIsBetter ? (posterior.Below, posterior.Above) : (posterior.Above, posterior.Below);
            parts.Add(Text($"posterior of the mean difference: worse {worse:0.000}, within the region ")
                + Text($"{posterior.Within:0.000}, better {better:0.000}"));
        }
        return $"Beside the verdict: {string.Join("; ", parts)}.";
    }

    private static string NewDatasets(ComparisonReport report, DatasetComparison datasets)
    {
        string hierarchical = "";
        if (datasets.Hierarchical is { } model)
        {
            var (worse, better) = report.Options.LargerIsBetter ? (model.MostLikely.Below, model.MostLikely.Above)
                : (model.MostLikely.Above, model.MostLikely.Below);
            hierarchical = Text($" Hierarchical Bayesian model: most likely worse {worse:0.00}, equal ")
                + Text($"{model.MostLikely.Within:0.00}, better {better:0.00}.");
        }
        return Text($"On datasets not seen yet: {VerdictText.Word(datasets.Decision.Verdict)}; ")
            + Text($"{datasets.Datasets.Count} datasets are the units, signed-rank p {P(datasets.Decision.P)}, ")
            + Text($"adjusted {P(datasets.Decision.AdjustedP)}.{hierarchical}");
    }

    private static string P(double? p) => p is { } v ? v.ToString("G3", CultureInfo.InvariantCulture) : "-";

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
