using Sweep.Statistics.Estimates;
using Sweep.Statistics.SignificanceTests;

namespace Sweep.Statistics.Comparisons;

/// <summary>All numbers of a paired comparison, from strata of paired values.</summary>
internal static class PairedAnalysis
{
    public static ComparisonResult Fill(ComparisonResult result, IReadOnlyList<Stratum> strata, ComparisonOptions options)
    {
        Sample[] differences = [.. strata.Select(Differences)];
        var pooled = Pool(differences);
        var mean = Mean(strata, differences);

        var contributions = Contributions(strata, differences);
        var signFlip = options.AreMany ? SignFlipTest.TestQuickly(contributions, options.Seed) : SignFlipTest.Test(contributions, options.Seed);
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
                mean.HasSpread ? mean.At(1 - options.Alpha) : null,
                mean.HasSpread ? mean.At(1 - 2 * options.Alpha) : null,
                options.IsBrief ? null : HodgesLehmann.Estimate(pooled, 1 - options.Alpha),
                effect,
                degreesOfFreedom > 1 ? effect * StandardizedEffect.HedgesFactor(degreesOfFreedom) : null,
                PooledSpread.Correlation(strata.Select(s => (s.X, s.Y))),
                strata.Select((s, i) => s.Weight * ShareAbove(differences[i])).Sum()),
            Tests = new TestSummary
            {
                SignFlip = signFlip.P,
                SignFlipLaw = signFlip.Law,
                SignedRank = options.IsBrief ? null : SignedRankTest.Test(pooled, ZeroHandling.Pratt).P,
                Sign = sign.P,
                T = mean.HasSpread ? mean.P : null,
                Equivalence = Equivalence(mean, pooled, strata, options),
            },
        };
    }

    /// <summary>What one look at growing data sees: p of the deciding test and the difference it tests, p of the equivalence test, independent pairs.</summary>
    public static (double P, double Difference, double? Equivalence, int PairCount) Look(IReadOnlyList<Stratum> strata, ComparisonOptions options)
    {
        Sample[] differences = [.. strata.Select(Differences)];
        var pooled = Pool(differences);
        double? equivalence = options.Rope > 0 ? Equivalence(Mean(strata, differences), pooled, strata, options) : null;
        var signFlip = SignFlipTest.Test(Contributions(strata, differences), options.Seed);
        return (signFlip.P, signFlip.Statistic, equivalence, pooled.Count);
    }

    private static double ShareAbove(Sample differences)
    {
        double halves = 0;
        foreach (double d in differences.Values)
            halves += d > 0 ? 2 : d == 0 ? 1 : 0;
        return halves / 2 / differences.Count;
    }

    private static Sample Contributions(IReadOnlyList<Stratum> strata, Sample[] differences) =>
        Pool(differences, (d, i) => strata[i].Weight * d / differences[i].Count);

    private static Sample Pool(Sample[] differences, Func<double, int, double>? map = null)
    {
        var pooled = new double[differences.Sum(d => d.Count)];
        int next = 0;
        for (int i = 0; i < differences.Length; i++)
        {
            foreach (double d in differences[i].Values)
                pooled[next++] = map is null ? d : map(d, i);
        }
        return new Sample(pooled);
    }

    /// <summary>Differences of partners; what rounding alone keeps from zero is zero, what it alone keeps from being equal is equal.</summary>
    public static Sample Differences(Stratum stratum)
    {
        var differences = new double[stratum.X.Count];
        for (int i = 0; i < differences.Length; i++)
            differences[i] = RoundingError.Difference(stratum.X.Values[i], stratum.Y.Values[i]);
        return RoundingError.Removed(new Sample(differences), () => Magnitude(stratum));
    }

    private static double Magnitude(Stratum stratum) => RoundingError.Magnitude(stratum.X, stratum.Y);

    private static MeanEstimate Mean(IReadOnlyList<Stratum> strata, Sample[] differences) =>
        StratifiedMean.Of(differences, [.. strata.Select(s => s.Weight)], () => strata.Min(Magnitude));

    // Differences without any spread leave no t: if all are the same, the sign-flip test of equal shifts answers, 2^-n on either side.
    private static double? Equivalence(MeanEstimate mean, Sample pooled, IReadOnlyList<Stratum> strata, ComparisonOptions options)
    {
        if (options.Rope == 0)
            return null;
        if (mean.HasSpread)
            return EquivalenceTest.Test(mean, options.Rope, options.Alpha).P;
        if (pooled.Count < 2 || !RoundingError.AreEqual(pooled, () => strata.Min(Magnitude)))
            return null;
        return Math.Abs(mean.Value) < options.Rope ? Math.ScaleB(1, -pooled.Count) : 1;
    }
}
