using Sweep.Statistics;
using Sweep.Statistics.Estimates;
using Sweep.Statistics.SignificanceTests;

namespace Sweep.Analysis.Comparisons;

/// <summary>All numbers of a paired comparison.</summary>
internal static class PairedAnalysis
{
    public static ComparisonResult Fill(ComparisonResult result, MatchedPairs pairs, ComparisonOptions options)
    {
        var test = PairedTest.Create(pairs, options);
        var all = ReferenceEquals(pairs.All, pairs.Differing) && test is not null ? test.Differences : PairedTest.DifferencesOf(pairs.All);
        var pooled = all.Length == 0 ? new Sample(0) : PairedTest.Pool(all);
        var sign = SignTest.Test(pooled);
        var difference = pairs.Measured.IsComplete && test is not null ? Difference(pairs, test, all, options) : null;
        return result with
        {
            Design = ComparisonDesign.Paired,
            PairCount = pooled.Count,
            Wins = options.LargerIsBetter ? sign.Wins : sign.Losses,
            Ties = sign.Ties,
            Losses = options.LargerIsBetter ? sign.Losses : sign.Wins,
            BothDivergedCount = pairs.BothDivergedCount,
            Direction = Math.Sign(test?.Estimate ?? 0),
            Difference = difference,
            Test = test,
            Tests = options.Overlap > 0 ? new TestSummary { Equivalence = difference is null ? null : Equivalence(pairs, test, options) }
                : new TestSummary
            {
                SignFlip = test?.SignFlip.P ?? 1,
                SignFlipNullDistribution = test?.SignFlip.NullDistribution ?? NullDistribution.Exact,
                SignFlipDraws = test?.SignFlip.Draws,
                SignedRank = options.IsBrief ? null : SignedRankTest.Test(pooled, ZeroHandling.Pratt).P,
                Sign = sign.P,
                T = difference is { Mean.HasSpread: true } ? difference.Mean.P : null,
                Equivalence = difference is null ? null : Equivalence(pairs, test, options),
            },
        };
    }

    /// <summary>What one look at growing data sees: p of the deciding test and the difference it tests, p of the equivalence test,
    /// independent pairs.</summary>
    public static (double P, double Difference, double? Equivalence, int PairCount) Look(MatchedPairs pairs, PairedTest? test,
        ComparisonOptions options)
    {
        return (test is null ? 1 : test.P ?? 1, test?.Estimate ?? 0, Equivalence(pairs, test, options), pairs.All.Sum(s => s.X.Count));
    }

    private static DifferenceSummary Difference(MatchedPairs pairs, PairedTest test, Sample[] all, ComparisonOptions options)
    {
        bool isShort = options.Depth == ReportDepth.Verdicts;
        double deviation = PooledSpread.StandardDeviation(test.Differences);
        double? effect = deviation > 0 ? test.Mean.Value / deviation : null;
        int degreesOfFreedom = PooledSpread.DegreesOfFreedom(test.Differences);
        return new DifferenceSummary(test.Mean,
            isShort ? null : test.Interval(1 - options.Alpha, 0),
            isShort || options.Rope == 0 || !pairs.MayBeEquivalent ? null
                : test.Interval(1 - 2 * options.Alpha, -options.Rope, options.Rope),
            options.IsBrief || options.Overlap > 0 ? null : HodgesLehmann.Estimate(test.Pooled, 1 - options.Alpha),
            effect,
            degreesOfFreedom > 1 ? effect * StandardizedEffect.HedgesFactor(degreesOfFreedom) : null,
            PooledSpread.Correlation(pairs.Differing.Select(s => (s.X, s.Y))),
            pairs.All.Select((s, i) => s.Weight * ShareAbove(all[i])).Sum());
    }

    private static double? Equivalence(MatchedPairs pairs, PairedTest? test, ComparisonOptions options) =>
        options.Rope > 0 && pairs.MayBeEquivalent ? test?.Equivalence() : null;

    private static double ShareAbove(Sample differences)
    {
        double halves = 0;
        foreach (double d in differences.Values)
            halves += d > 0 ? 2 : d == 0 ? 1 : 0;
        return halves / 2 / differences.Count;
    }
}
