using Sweep.Statistics.Adjustments;
using Sweep.Statistics.SignificanceTests;

namespace Sweep.Statistics.Comparisons;

/// <summary>Turns the results of one family into verdicts: Holm over the whole family, untested members included as p = 1.</summary>
internal static class VerdictRule
{
    public static ComparisonResult[] Decide(IReadOnlyList<ComparisonResult> family, ComparisonOptions options)
    {
        double[] adjusted = Holm.Adjust([.. family.Select(r => DecidingP(r) ?? 1)]);
        return [.. family.Select((r, i) => r with { Decision = Decide(r, adjusted[i], family.Count, options) })];
    }

    private static Decision Decide(ComparisonResult result, double adjusted, int familySize, ComparisonOptions options)
    {
        bool exploratory = !options.IsPlanned || result.Design == ComparisonDesign.Unpaired;
        if (DecidingP(result) is not { } p)
            return new Decision(Verdict.Undecided, DecidingTest.None, P: null, AdjustedP: null, Limit: null, exploratory);

        double difference = result.Difference!.Mean.Value;
        bool better = options.LargerIsBetter ? difference > 0 : difference < 0;
        var verdict = result.Tests.Equivalence <= options.Alpha ? Verdict.Equivalent
            : adjusted <= options.Alpha && difference != 0 ? (better ? Verdict.Better : Verdict.Worse)
            : Verdict.Undecided;
        var test = result.Design == ComparisonDesign.Paired ? DecidingTest.SignFlip : DecidingTest.MannWhitney;
        return new Decision(verdict, test, p, adjusted, verdict == Verdict.Undecided ? Limit(result, familySize, options.Alpha) : null, exploratory);
    }

    private static double? DecidingP(ComparisonResult result) => result.Design switch
    {
        ComparisonDesign.Paired => result.Tests.SignFlip,
        ComparisonDesign.Unpaired => result.Tests.MannWhitney,
        _ => null,
    };

    private static DecisionLimit? Limit(ComparisonResult result, int familySize, double alpha)
    {
        int x = result.LevelSide!.Count, y = result.BaselineSide!.Count;
        bool paired = result.Design == ComparisonDesign.Paired;
        double smallest = paired ? Resolution.SmallestPairedP(result.PairCount - result.Ties) : Resolution.SmallestUnpairedP(x, y);
        return smallest * familySize <= alpha
            ? null
            : new DecisionLimit(paired ? result.PairCount : null, result.Ties, x, y, smallest, Resolution.PairsNeeded(alpha, 1),
                Resolution.PairsNeeded(alpha, familySize), familySize, alpha);
    }
}
