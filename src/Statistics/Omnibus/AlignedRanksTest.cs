using Sweep.Statistics.Distributions;

namespace Sweep.Statistics.Omnibus;

/// <summary>Friedman's aligned ranks test: block means are taken away and all values ranked together, so that differences of different
/// blocks count by their size. Sharper than Friedman's test for few levels if blocks share a unit.</summary>
/// <remarks>Hodges and Lehmann, Ann. Math. Statist. 33 (1962), 482-497, doi:10.1214/aoms/1177704575. T = (k-1) sum_j (R_j - mean)^2 /
/// (sum r^2 - sum_i R_i^2/k) with R_j the rank sums of levels and R_i those of blocks: the usual formula without ties, and right with
/// them; chi-square with k - 1 degrees of freedom.</remarks>
public static class AlignedRanksTest
{
    /// <summary>Tests whether all levels are alike.</summary>
    /// <param name="table">Complete; values of different blocks in one unit.</param>
    /// <exception cref="ArgumentException">A cell is missing.</exception>
    public static OmnibusResult Test(BlockTable table)
    {
        ArgumentNullException.ThrowIfNull(table);
        table.RequireComplete();
        int n = table.BlockCount, k = table.LevelCount;
        double[] aligned = new double[n * k], scales = new double[n * k]; // (blocks, levels)
        for (int i = 0; i < n; i++)
        {
            var row = new Sample(table.Row(i).ToArray());
            for (int j = 0; j < k; j++)
                aligned[i * k + j] = table.Row(i)[j] - row.Mean;
            // Subtracting the mean leaves rounding errors of the values, which must not break ties.
            scales.AsSpan(i * k, k).Fill(Math.Max(Math.Abs(row.Minimum), Math.Abs(row.Maximum)));
        }
        int[] ranks = BlockTable.DoubledRanks(aligned, scales);
        double center = (n * k + 1) / 2.0, total = 0, blocks = 0;
        var levels = new double[k];
        for (int i = 0; i < n; i++)
        {
            double block = 0;
            for (int j = 0; j < k; j++)
            {
                double rank = ranks[i * k + j] / 2.0 - center;
                total += rank * rank;
                block += rank;
                levels[j] += rank;
            }
            blocks += block * block / k;
        }
        double error = total - blocks;
        double statistic = error > 1e-12 * total ? (k - 1) * levels.Sum(r => r * r) / error : 0;
        return new OmnibusResult("Friedman's aligned ranks", statistic, k - 1, ErrorDegreesOfFreedom: null,
            ChiSquare.UpperTail(statistic, k - 1));
    }
}
