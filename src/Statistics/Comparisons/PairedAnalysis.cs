using Sweep.Statistics.Estimates;
using Sweep.Statistics.SignificanceTests;

namespace Sweep.Statistics.Comparisons;

/// <summary>All numbers of a paired comparison, from strata of paired values.</summary>
internal static class PairedAnalysis
{
    public static ComparisonResult Fill(ComparisonResult result, IReadOnlyList<Stratum> strata, ComparisonOptions options)
    {
        var test = new PairedTest(strata, options);
        var (differences, pooled, mean) = (test.Differences, test.Pooled, test.Mean);
        bool isShort = options.Depth == ReportDepth.Verdicts;
        var sign = SignTest.Test(pooled);
        double deviation = PooledSpread.StandardDeviation(differences);
        double? effect = deviation > 0 ? mean.Value / deviation : null;
        int degreesOfFreedom = PooledSpread.DegreesOfFreedom(differences);
        return result with
        {
            Design = ComparisonDesign.Paired,
            PairCount = pooled.Count,
            Wins = options.LargerIsBetter ? sign.Wins : sign.Losses,
            Ties = sign.Ties,
            Losses = options.LargerIsBetter ? sign.Losses : sign.Wins,
            Difference = new DifferenceSummary(mean,
                isShort ? null : test.Interval(1 - options.Alpha, 0),
                isShort || options.Rope == 0 ? null : test.Interval(1 - 2 * options.Alpha, -options.Rope, options.Rope),
                options.IsBrief ? null : HodgesLehmann.Estimate(pooled, 1 - options.Alpha),
                effect,
                degreesOfFreedom > 1 ? effect * StandardizedEffect.HedgesFactor(degreesOfFreedom) : null,
                PooledSpread.Correlation(strata.Select(s => (s.X, s.Y))),
                strata.Select((s, i) => s.Weight * ShareAbove(differences[i])).Sum()),
            Test = test,
            Tests = new TestSummary
            {
                SignFlip = test.SignFlip.P,
                SignFlipLaw = test.SignFlip.Law,
                SignedRank = options.IsBrief ? null : SignedRankTest.Test(pooled, ZeroHandling.Pratt).P,
                Sign = sign.P,
                T = mean.HasSpread ? mean.P : null,
                Equivalence = test.Equivalence(),
            },
        };
    }

    /// <summary>What one look at growing data sees: p of the deciding test and the difference it tests, p of the equivalence test, independent pairs.</summary>
    public static (double P, double Difference, double? Equivalence, int PairCount) Look(IReadOnlyList<Stratum> strata, ComparisonOptions options)
    {
        var test = new PairedTest(strata, options);
        return (test.P ?? 1, test.Estimate, test.Equivalence(), test.Pooled.Count);
    }

    private static double ShareAbove(Sample differences)
    {
        double halves = 0;
        foreach (double d in differences.Values)
            halves += d > 0 ? 2 : d == 0 ? 1 : 0;
        return halves / 2 / differences.Count;
    }
}
