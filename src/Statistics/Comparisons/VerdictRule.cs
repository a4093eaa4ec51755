using Sweep.Statistics.Adjustments;
using Sweep.Statistics.SignificanceTests;

namespace Sweep.Statistics.Comparisons;

/// <summary>Turns the results of one family into verdicts, adjusted over the whole family, untested members included as p = 1.</summary>
internal static class VerdictRule
{
    /// <summary>Verdicts of the overall comparisons.</summary>
    public static ComparisonResult[] Decide(IReadOnlyList<ComparisonResult> family, Func<double[], double[]> adjust, FamilyAdjustment adjustment,
        ComparisonOptions options)
    {
        double[] adjusted = adjust([.. family.Select(r => DecidingP(r) ?? 1)]);
        return [.. family.Select((r, i) => r with { Decision = Decide(r, adjusted[i], family.Count, adjustment, options) })];
    }

    /// <summary>Verdicts within blocks: Holm, and beside it the false discovery rate.</summary>
    public static ComparisonResult[] DecideBlocks(IReadOnlyList<ComparisonResult> family, ComparisonOptions options)
    {
        double[] discovery = BenjaminiHochberg.Adjust([.. family.Select(r => DecidingP(r) ?? 1)]);
        return [.. Decide(family, p => Holm.Adjust(p), FamilyAdjustment.Holm, options).Select((r, i) =>
            r.Decision.P is null ? r : r with { Decision = r.Decision with { FalseDiscoveryP = discovery[i] } })];
    }

    private static Decision Decide(ComparisonResult result, double adjusted, int familySize, FamilyAdjustment adjustment, ComparisonOptions options)
    {
        bool exploratory = !options.IsPlanned || result.Design == ComparisonDesign.Unpaired;
        if (DecidingP(result) is not { } p)
            return new Decision(Verdict.Undecided, DecidingTest.None, P: null, AdjustedP: null, Limit: null, exploratory);

        bool paired = result.Design == ComparisonDesign.Paired;
        int direction = Direction(result);
        bool isEquivalent = EquivalenceP(result, options) <= options.Alpha, isShown = !isEquivalent && adjusted <= options.Alpha && direction != 0;
        bool contradicted = isShown && Whole(result) != direction;
        // Of independent samples ranks and mean may tell opposite tales; a look that has decided stays decided.
        var verdict = isEquivalent ? Verdict.Equivalent
            : isShown && (paired || !contradicted) ? (direction > 0 == options.LargerIsBetter ? Verdict.Better : Verdict.Worse)
            : Verdict.Undecided;
        var test = paired ? DecidingTest.SignFlip : DecidingTest.MannWhitney;
        return new Decision(verdict, test, p, adjusted, verdict == Verdict.Undecided ? Limit(result, familySize, adjustment, options) : null, exploratory)
        {
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

    private static double? DecidingP(ComparisonResult result) => result.Design switch
    {
        ComparisonDesign.Paired => result.Sequential?.P ?? result.Tests.SignFlip,
        ComparisonDesign.Unpaired => result.Tests.MannWhitney,
        _ => null,
    };

    // With planned looks the nominal p of the data at hand decides nothing.
    private static double? EquivalenceP(ComparisonResult result, ComparisonOptions options) =>
        options.Looks is null || result.Design != ComparisonDesign.Paired ? result.Tests.Equivalence : result.Sequential?.EquivalenceP;

    private static DecisionLimit? Limit(ComparisonResult result, int familySize, FamilyAdjustment adjustment, ComparisonOptions options)
    {
        double alpha = options.Alpha;
        int x = result.LevelSide!.Count, y = result.BaselineSide!.Count;
        bool paired = result.Design == ComparisonDesign.Paired, bets = result.Sequential is { Rule: StoppingRule.EProcess };
        double smallest = paired ? options.SmallestPairedP(result.DecidingPairs) : result.SmallestUnpairedP;
        return smallest * familySize <= alpha
            ? null
            : new DecisionLimit(bets ? result.DecidingPairs : paired ? result.PairCount : null, bets ? 0 : result.Ties, x, y, smallest, Resolution.PairsNeeded(alpha, 1, options.SmallestPairedP),
                Resolution.PairsNeeded(alpha, familySize, options.SmallestPairedP), familySize, alpha) { Adjustment = adjustment, Unit = bets ? "seed" : "pair" };
    }
}
