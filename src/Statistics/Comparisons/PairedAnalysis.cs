using Sweep.Statistics.Estimates;
using Sweep.Statistics.SignificanceTests;

namespace Sweep.Statistics.Comparisons;

/// <summary>All numbers of a paired comparison, from strata of paired values.</summary>
internal static class PairedAnalysis
{
    public static ComparisonResult Fill(ComparisonResult result, PairedBlocks pairs, ComparisonOptions options)
    {
        Sample[] differences = [.. pairs.Differing.Select(Differences)];
        Sample[] all = ReferenceEquals(pairs.All, pairs.Differing) ? differences : [.. pairs.All.Select(Differences)];
        var pooled = Pool(all);
        var contributions = Contributions(pairs.Differing, differences);
        var signFlip = options.AreMany ? SignFlipTest.TestQuickly(contributions, options.Seed) : SignFlipTest.Test(contributions, options.Seed);
        var sign = SignTest.Test(pooled);
        var difference = pairs.Measured.IsComplete ? Difference(pairs, differences, all, options) : null;
        return result with
        {
            Design = ComparisonDesign.Paired,
            PairCount = pooled.Count,
            Wins = options.LargerIsBetter ? sign.Wins : sign.Losses,
            Ties = sign.Ties,
            Losses = options.LargerIsBetter ? sign.Losses : sign.Wins,
            BothDivergedCount = pairs.BothDivergedCount,
            Direction = Math.Sign(signFlip.Statistic),
            Difference = difference,
            Tests = new TestSummary
            {
                SignFlip = signFlip.P,
                SignFlipLaw = signFlip.Law,
                SignedRank = options.IsBrief ? null : SignedRankTest.Test(pooled, ZeroHandling.Pratt).P,
                Sign = sign.P,
                T = difference is { Mean.HasSpread: true } ? difference.Mean.P : null,
                Equivalence = difference is null ? null : Equivalence(pairs, difference.Mean, differences, options),
            },
        };
    }

    /// <summary>What one look at growing data sees: p of the deciding test and the difference it tests, p of the equivalence test, independent pairs.</summary>
    public static (double P, double Difference, double? Equivalence, int PairCount) Look(PairedBlocks pairs, ComparisonOptions options)
    {
        Sample[] differences = [.. pairs.Differing.Select(Differences)];
        double? equivalence = options.Rope > 0 && pairs.MayBeEquivalent
            ? Equivalence(pairs, Mean(pairs.Differing, differences), differences, options) : null;
        var signFlip = SignFlipTest.Test(Contributions(pairs.Differing, differences), options.Seed);
        return (signFlip.P, signFlip.Statistic, equivalence, pairs.All.Sum(s => s.X.Count));
    }

    private static DifferenceSummary Difference(PairedBlocks pairs, Sample[] differences, Sample[] all, ComparisonOptions options)
    {
        var mean = Mean(pairs.Differing, differences);
        double deviation = PooledSpread.StandardDeviation(differences);
        double? effect = deviation > 0 ? mean.Value / deviation : null;
        int degreesOfFreedom = PooledSpread.DegreesOfFreedom(differences);
        return new DifferenceSummary(mean,
            mean.HasSpread ? mean.At(1 - options.Alpha) : null,
            mean.HasSpread ? mean.At(1 - 2 * options.Alpha) : null,
            options.IsBrief ? null : HodgesLehmann.Estimate(Pool(differences), 1 - options.Alpha),
            effect,
            degreesOfFreedom > 1 ? effect * StandardizedEffect.HedgesFactor(degreesOfFreedom) : null,
            PooledSpread.Correlation(pairs.Differing.Select(s => (s.X, s.Y))),
            pairs.All.Select((s, i) => s.Weight * ShareAbove(all[i])).Sum());
    }

    private static double ShareAbove(Sample differences)
    {
        double halves = 0;
        foreach (double d in differences.Values)
            halves += d > 0 ? 2 : d == 0 ? 1 : 0;
        return halves / 2 / differences.Count;
    }

    // Where both sides diverged in all pairs, nothing but a tie is left.
    private static Sample Contributions(IReadOnlyList<Stratum> strata, Sample[] differences) => strata.Count == 0 ? new Sample(0)
        : Pool(differences, (d, i) => strata[i].Weight * d / differences[i].Count);

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
    private static double? Equivalence(PairedBlocks pairs, MeanEstimate mean, Sample[] differences, ComparisonOptions options)
    {
        if (options.Rope == 0 || !pairs.MayBeEquivalent)
            return null;
        if (mean.HasSpread)
            return EquivalenceTest.Test(mean, options.Rope, options.Alpha).P;
        var pooled = Pool(differences);
        if (pooled.Count < 2 || !RoundingError.AreEqual(pooled, () => pairs.Differing.Min(Magnitude)))
            return null;
        return Math.Abs(mean.Value) < options.Rope ? Math.ScaleB(1, -pooled.Count) : 1;
    }
}
