using Sweep.Statistics.Distributions;

namespace Sweep.Statistics.Omnibus;

/// <summary>Quade's test: Friedman's with blocks weighed by the rank of their range; sharper for few levels if blocks share a
/// unit.</summary>
/// <remarks>Quade, JASA 74 (1979), 680-683, doi:10.1080/01621459.1979.10481670. S_ij = Q_i (r_ij - (k+1)/2) with Q_i the mid-rank of
/// the range of block i; F = (N-1) B/(A - B), A = sum S_ij^2, B = sum_j (sum_i S_ij)^2/N.</remarks>
public static class QuadeTest
{
    /// <summary>Tests whether all levels are alike.</summary>
    /// <param name="table">Complete; at least two blocks; values of different blocks in one unit.</param>
    /// <exception cref="ArgumentException">A cell is missing, or there is a single block.</exception>
    public static OmnibusResult Test(BlockTable table)
    {
        ArgumentNullException.ThrowIfNull(table);
        if (table.BlockCount < 2)
            throw new ArgumentException("Quade's test needs at least two blocks.", nameof(table));
        int n = table.BlockCount, k = table.LevelCount;
        int[][] ranks = table.DoubledRanks();
        double[] ranges = new double[n], scales = new double[n]; // 0.8400 - 0.8398 and 0.7093 - 0.7091 differ by errors of the values
        for (int i = 0; i < n; i++)
        {
            var row = new Sample(table.Row(i).ToArray());
            ranges[i] = row.Maximum - row.Minimum;
            scales[i] = Math.Max(Math.Abs(row.Minimum), Math.Abs(row.Maximum));
        }
        int[] weights = BlockTable.DoubledRanks(ranges, scales);

        double squares = 0;
        var sums = new double[k];
        for (int i = 0; i < n; i++)
        {
            for (int j = 0; j < k; j++)
            {
                double score = weights[i] / 2.0 * (ranks[i][j] - (k + 1)) / 2;
                squares += score * score;
                sums[j] += score;
            }
        }
        double between = sums.Sum(s => s * s) / n;
        int degreesOfFreedom = k - 1, error = (n - 1) * (k - 1);
        double left = squares - between;
        if (squares == 0)
            return new OmnibusResult("Quade", 0, degreesOfFreedom, error, 1);
        if (left <= 1e-12 * squares) // all blocks rank alike: k! arrangements of (k!)^n do
        {
            double p = Math.Exp((1.0 - n) * MathNet.Numerics.SpecialFunctions.FactorialLn(k));
            return new OmnibusResult("Quade", double.PositiveInfinity, degreesOfFreedom, error, p);
        }
        double f = (n - 1) * between / left;
        return new OmnibusResult("Quade", f, degreesOfFreedom, error, FisherF.UpperTail(f, degreesOfFreedom, error));
    }
}
