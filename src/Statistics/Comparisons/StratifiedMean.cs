using Sweep.Statistics.Estimates;

namespace Sweep.Statistics.Comparisons;

/// <summary>The weighted mean of the strata's mean differences with its error.</summary>
/// <remarks>Each stratum has a variance of its own; degrees of freedom after Satterthwaite, doi:10.2307/3002019. A stratum of one pair has none and
/// takes the pooled one, each share of which counts with the degrees of freedom of its stratum. Pooling all strata would be exact where they
/// are equally noisy, and find equivalence in up to 29 % instead of 5 % where a small one is five times as noisy as the others.</remarks>
internal static class StratifiedMean
{
    private const int EnoughPairs = 4;

    /// <summary>The estimate.</summary>
    /// <param name="differences">Per stratum; without rounding error.</param>
    /// <param name="weights">As many.</param>
    /// <param name="magnitude">The smallest magnitude of the pairs that were subtracted.</param>
    public static MeanEstimate Of(IReadOnlyList<Sample> differences, IReadOnlyList<double> weights, Func<double> magnitude)
    {
        if (differences.Count == 1)
            return MeanEstimate.OfMean(differences[0]);
        double value = 0, share = 0, alone = 0; // the error of equal variances is their root times that of the share
        int fewest = int.MaxValue, degreesOfFreedom = PooledSpread.DegreesOfFreedom(differences);
        for (int i = 0; i < differences.Count; i++)
        {
            double square = weights[i] * weights[i];
            value += weights[i] * differences[i].Mean;
            share += square / differences[i].Count;
            alone += differences[i].Count == 1 ? square : 0;
            fewest = Math.Min(fewest, differences[i].Count);
        }
        if (degreesOfFreedom == 0)
        {
            // one pair in each: the strata count as drawn at random
            var means = RoundingError.Removed(new Sample(differences.Select(d => d.Mean)), magnitude);
            return MeanEstimate.Of(value, means.Variance * share, differences.Count - 1);
        }

        double variance = 0, spread = 0, pooled = 0;
        for (int i = 0; i < differences.Count; i++)
        {
            int count = differences[i].Count;
            if (count == 1)
                continue;
            double part = differences[i].Variance * (weights[i] * weights[i] / count + alone * (count - 1) / degreesOfFreedom);
            variance += part;
            spread += part * part / (count - 1);
            pooled += differences[i].Variance * (count - 1) / degreesOfFreedom;
        }
        double satterthwaite = variance * variance / spread;
        // Two or three pairs may agree by chance: the error is not below that of equal variances.
        return MeanEstimate.Of(value, fewest < EnoughPairs ? Math.Max(variance, pooled * share) : variance, satterthwaite);
    }
}
