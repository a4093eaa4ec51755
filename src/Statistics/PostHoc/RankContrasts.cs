using Sweep.Statistics.Adjustments;
using Sweep.Statistics.Distributions;
using Sweep.Statistics.Omnibus;

namespace Sweep.Statistics.PostHoc;

/// <summary>All pairs of levels by their mean ranks in complete blocks: the classic test after Friedman's. Each p of a pair depends on
/// which other levels are in the table (Benavoli et al., JMLR 17(5), 2016): prefer pairwise tests with an adjustment, and keep this for
/// comparison with older papers.</summary>
/// <remarks>SE = sqrt(k (k+1)/(6 N)). Demsar, JMLR 7 (2006), section 3.2.2; Nemenyi, PhD thesis, Princeton 1963. Pairs are in the order of
/// <see cref="LevelPairs"/>.</remarks>
public static class RankContrasts
{
    /// <summary>p per pair by Nemenyi's test: adjusted for all pairs by the studentized range.</summary>
    /// <param name="table">Complete.</param>
    public static double[] Nemenyi(BlockTable table)
    {
        ArgumentNullException.ThrowIfNull(table);
        double error = StandardError(table.LevelCount, table.BlockCount);
        return PerPair(table, difference =>
            StudentizedRange.UpperTail(Math.Sqrt(2) * Math.Abs(difference) / error, table.LevelCount, double.PositiveInfinity));
    }

    /// <summary>Nemenyi's critical difference of mean ranks.</summary>
    /// <param name="levels">k, at least 2.</param>
    /// <param name="blocks">N, at least 1.</param>
    /// <param name="alpha">Family-wise error rate, in (0,1).</param>
    public static double CriticalDifference(int levels, int blocks, double alpha) =>
        StudentizedRange.UpperQuantile(alpha, levels, double.PositiveInfinity) / Math.Sqrt(2) * StandardError(levels, blocks);

    private static double StandardError(int levels, int blocks) => Math.Sqrt(levels * (levels + 1.0) / (6.0 * blocks));

    private static double[] PerPair(BlockTable table, Func<double, double> p)
    {
        double[] ranks = table.MeanRanks();
        var known = new Dictionary<double, double>(); // many pairs of levels are equally far apart
        return [.. LevelPairs.All(ranks.Length).Select(pair => Of(ranks[pair.First] - ranks[pair.Second]))];

        double Of(double difference) => known.TryGetValue(difference, out double same) ? same : known[difference] = p(difference);
    }
}
