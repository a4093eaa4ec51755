using Sweep.Planning.Plans;
using Sweep.Statistics;
using Sweep.Statistics.Adjustments;
using Sweep.Statistics.SignificanceTests;

namespace Sweep.Analysis.Comparisons;

/// <summary>Turns the results of one family into verdicts, adjusted over the whole family, untested members included as p = 1.</summary>
internal static class VerdictRule
{
    /// <summary>Verdicts of a family.</summary>
    /// <param name="family">Its comparisons, tested.</param>
    /// <param name="adjustment">An effective one.</param>
    /// <param name="levels">How many levels there are, for adjustments of all their pairs.</param>
    /// <param name="options">What was asked.</param>
    public static ComparisonResult[] Decide(IReadOnlyList<ComparisonResult> family, AdjustmentMethod adjustment, int levels,
        ComparisonOptions options)
    {
        var error = new FamilyError(family, [.. family.Select(r => DecidingP(r, options))],
            [.. family.Select(r => EquivalenceP(r, options))],
            adjustment, levels, options);
        var decided = new ComparisonResult[family.Count];
        Parallel.For(0, decided.Length, i =>
        {
            var result = family[i];
            var decision = Decide(result, error.Adjusted[i], error.Equivalence(i), family.Count, adjustment, options);
            bool isWhole = options.Depth == ReportDepth.Verdicts || (family.Count == 1 && result.Sequential is null);
            var shown = result.Difference is { } difference && !isWhole ? difference with
            {
                Interval = error.Interval(i, difference),
                PlainInterval = error.Plain(i, difference),
                EquivalenceInterval = error.EquivalenceInterval(i, difference),
            } : result.Difference;
            decided[i] = result with
            {
                Decision = decision with { Interval = shown?.Interval is null ? IntervalKind.None : error.Kind(i) },
                Test = null,
                Sequential = result.Sequential is { } looks ? looks with { Test = null } : null,
                Difference = shown,
            };
        });
        return decided;
    }

    /// <summary>Verdicts within blocks: Holm (Bonferroni with a region of equivalence), and beside it the false discovery rate.</summary>
    public static ComparisonResult[] DecideBlocks(IReadOnlyList<ComparisonResult> family, ComparisonOptions options)
    {
        double[] discovery = BenjaminiHochberg.Adjust([.. family.Select(r => DecidingP(r, options) ?? 1)]);
        return [.. Decide(family, FamilyAdjustments.WithinBlocks(options), levels: 0, options).Select((r, i) =>
            r.Decision.P is null ? r : r with { Decision = r.Decision with { FalseDiscoveryP = discovery[i] } })];
    }

    private static Decision Decide(ComparisonResult result, double adjusted, double? equivalence, int familySize,
        AdjustmentMethod adjustment, ComparisonOptions options)
    {
        bool exploratory = !options.IsPlanned || result.Design == ComparisonDesign.Unpaired;
        if (DecidingP(result, options) is not { } p)
        {
            var limit = result.Design == ComparisonDesign.None ? null : Limit(result, familySize, adjustment, options);
            return new Decision(Verdict.Undecided, TestCatalogue.None, P: null, AdjustedP: null, limit, exploratory);
        }

        bool paired = result.Design == ComparisonDesign.Paired;
        int direction = Direction(result);
        bool isEquivalent = equivalence <= options.Alpha, isShown = !isEquivalent && adjusted <= options.Alpha && direction != 0;
        bool contradicted = isShown && Whole(result) != direction;
        // Of independent samples ranks and mean may tell opposite tales; a look that has decided stays decided.
        var verdict = isEquivalent ? Verdict.Equivalent
            : isShown && (paired || !contradicted) ? (direction > 0 == options.LargerIsBetter ? Verdict.Better : Verdict.Worse)
            : Verdict.Undecided;
        return new Decision(verdict, TestCatalogue.Get(options.Test, result.Design), p, adjusted, verdict == Verdict.Undecided
            ? Limit(result, familySize, adjustment, options) : null, exploratory)
        {
            Adjustment = adjustment,
            FamilySize = familySize,
            Direction = direction,
            IsContradicted = contradicted,
        };
    }

    // The sign of what gave the deciding p: a look at some of the data may differ from all of them.
    private static int Direction(ComparisonResult result) => result.Sequential is { } looks ? Math.Sign(looks.Difference)
        : result.Direction;

    // The sign of what all data show: of unpaired ones the mean may differ from the ranks, which decide.
    private static int Whole(ComparisonResult result) => result is { Design: ComparisonDesign.Unpaired, Difference: { } difference }
        ? Math.Sign(difference.Mean.Value)
        : result.Direction;

    private static double? DecidingP(ComparisonResult result, ComparisonOptions options) => result.Design switch
    {
        ComparisonDesign.Paired => result.Sequential?.P ?? (result.Test is { } test ? test.P : 1), // nothing but ties is no evidence
        ComparisonDesign.Unpaired => result.UnpairedP,
        _ => null,
    };

    // With planned looks the nominal p of the data at hand decides nothing.
    private static double? EquivalenceP(ComparisonResult result, ComparisonOptions options) =>
        options.Looks is null || result.Design != ComparisonDesign.Paired ? result.Tests.Equivalence : result.Sequential?.EquivalenceP;

    private static DecisionLimit? Limit(ComparisonResult result, int familySize, AdjustmentMethod adjustment, ComparisonOptions options)
    {
        double alpha = options.Alpha;
        int x = result.LevelSide!.Count, y = result.BaselineSide!.Count;
        bool paired = result.Design == ComparisonDesign.Paired, bets = result.Sequential is { Rule: StoppingRule.EProcess };
        bool dropsTies = TestCatalogue.Paired(options.Test).OfPairs!.CountsSigns;
        double smallest = paired ? options.MinimumPairedPValue(dropsTies ? result.DecidingPairs : result.PairCount)
            : result.MinimumUnpairedPValue;
        int against = adjustment == AdjustmentMethod.MaxT ? 1 : familySize; // joint flips of all comparisons reach the smallest p of one
        return smallest * against <= alpha
            ? null
            : new DecisionLimit(bets ? result.DecidingPairs : paired ? result.PairCount : null, bets || !dropsTies ? 0 : result.Ties, x, y,
                smallest,
                AttainablePValues.PairsNeeded(alpha, 1, options.MinimumPairedPValue),
                    AttainablePValues.PairsNeeded(alpha, against, options.MinimumPairedPValue),
                familySize, alpha) { Adjustment = adjustment, Unit = bets ? "seed" : "pair" };
    }
}
