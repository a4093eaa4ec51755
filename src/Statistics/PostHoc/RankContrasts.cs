using Sweep.Statistics.Adjustments;
using Sweep.Statistics.Distributions;
using Sweep.Statistics.Omnibus;

namespace Sweep.Statistics.PostHoc;

/// <summary>All pairs of levels by their mean ranks in complete blocks: the classic tests after Friedman's. Each p of a pair depends on which
/// other levels are in the table (Benavoli et al., JMLR 17(5), 2016): prefer pairwise tests with an adjustment, and keep these for comparison
/// with older papers.</summary>
/// <remarks>SE = sqrt(k (k+1)/(6 N)). z and Nemenyi: Demsar, JMLR 7 (2006), section 3.2.2; Nemenyi, PhD thesis, Princeton 1963. Conover:
/// Practical Nonparametric Statistics (3rd ed. 1999), section 5.8, tie-corrected. Pairs are in the order of
/// <see cref="LevelPairs"/>; p-values of z and Conover are not adjusted.</remarks>
public static class RankContrasts
{
    /// <summary>p per pair by z = (R_i - R_j)/SE, two-sided, unadjusted: the input of Holm, Shaffer or Bergmann-Hommel.</summary>
    /// <param name="table">Complete.</param>
    public static double[] Z(BlockTable table)
    {
        ArgumentNullException.ThrowIfNull(table);
        double error = StandardError(table.LevelCount, table.BlockCount);
        return PerPair(table, difference => Normal.TwoSided(difference / error));
    }

    /// <summary>p per pair by Nemenyi's test: adjusted for all pairs by the studentized range.</summary>
    /// <param name="table">Complete.</param>
    public static double[] Nemenyi(BlockTable table)
    {
        ArgumentNullException.ThrowIfNull(table);
        double error = StandardError(table.LevelCount, table.BlockCount);
        return PerPair(table, difference =>
            StudentizedRange.UpperTail(Math.Sqrt(2) * Math.Abs(difference) / error, table.LevelCount, double.PositiveInfinity));
    }

    /// <summary>p per pair by Conover's t, two-sided, unadjusted, tie-corrected.</summary>
    /// <param name="table">Complete; at least two blocks that do not rank all alike.</param>
    public static double[] Conover(BlockTable table)
    {
        ArgumentNullException.ThrowIfNull(table);
        double n = table.BlockCount, k = table.LevelCount, degreesOfFreedom = (n - 1) * (k - 1);
        double spread = table.DoubledRanks().Sum(row => row.Sum(r => (r - (k + 1)) * (r - (k + 1)) / 4)) - n * table.MeanRanks().Sum(r => Math.Pow(r - (k + 1) / 2, 2));
        double error = Math.Sqrt(2 * spread / (n * degreesOfFreedom)); // of a difference of mean ranks
        if (!(spread > 1e-12 * n))
            throw new ArgumentException("All blocks rank the levels alike, or there is one block: Conover's test has no error.", nameof(table));
        return PerPair(table, difference => StudentT.TwoSided(difference / error, degreesOfFreedom));
    }

    /// <summary>Nemenyi's critical difference of mean ranks.</summary>
    /// <param name="levels">k, at least 2.</param>
    /// <param name="blocks">N, at least 1.</param>
    /// <param name="alpha">Family-wise error rate, in (0,1).</param>
    public static double CriticalDifference(int levels, int blocks, double alpha) =>
        StudentizedRange.UpperQuantile(alpha, levels, double.PositiveInfinity) / Math.Sqrt(2) * StandardError(levels, blocks);

    /// <summary>Bonferroni and Dunn's critical difference of mean ranks from one control.</summary>
    /// <inheritdoc cref="CriticalDifference"/>
    public static double CriticalDifferenceFromControl(int levels, int blocks, double alpha) =>
        Normal.UpperQuantile(alpha / (2 * (levels - 1))) * StandardError(levels, blocks);

    private static double StandardError(int levels, int blocks) => Math.Sqrt(levels * (levels + 1.0) / (6.0 * blocks));

    private static double[] PerPair(BlockTable table, Func<double, double> p)
    {
        double[] ranks = table.MeanRanks();
        var known = new Dictionary<double, double>(); // many pairs of levels are equally far apart
        return [.. LevelPairs.All(ranks.Length).Select(pair => Of(ranks[pair.First] - ranks[pair.Second]))];

        double Of(double difference) => known.TryGetValue(difference, out double same) ? same : known[difference] = p(difference);
    }
}
