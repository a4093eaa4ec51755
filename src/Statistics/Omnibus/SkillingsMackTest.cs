using MathNet.Numerics.LinearAlgebra;
using Sweep.Statistics.Distributions;
using Sweep.Statistics.Randomness;

namespace Sweep.Statistics.Omnibus;

/// <summary>Skillings and Mack's test: Friedman's for blocks with missing cells; equal to the tie-corrected Friedman statistic when none
/// is missing. The p-value is counted over random arrangements within blocks beside the chi-square approximation.</summary>
/// <remarks>Skillings and Mack, Technometrics 23 (1981), 171-177, doi:10.1080/00401706.1981.10486261. In each block the present cells are
/// ranked, centred and weighed by sqrt(12/(k_i + 1)); A are the sums per level, V their covariance over all arrangements given the
/// ties; the statistic is A' V^- A, chi-square with as many degrees of freedom as V has rank. V is the Laplacian of the graph that links
/// the levels of each block whose values are not all tied, so its rank is the number of levels less that of the graph's components: k - 1
/// where ties leave the levels connected.</remarks>
public static class SkillingsMackTest
{
    /// <summary>How many arrangements are drawn unless told otherwise.</summary>
    public const int DefaultDraws = 9_999;

    /// <summary>Tests whether all levels are alike.</summary>
    /// <param name="table">Cells may be missing; blocks with fewer than two cells take no part.</param>
    /// <param name="seed">Seed of the drawn arrangements.</param>
    /// <param name="draws">How many arrangements to draw; 0 for the chi-square approximation alone.</param>
    /// <exception cref="ArgumentException">The levels are not connected: some are never in a block with the others.</exception>
    public static SkillingsMackResult Test(BlockTable table, ulong seed, int draws = DefaultDraws)
    {
        ArgumentNullException.ThrowIfNull(table);
        ArgumentOutOfRangeException.ThrowIfNegative(draws);
        Block[] blocks = [.. Enumerable.Range(0, table.BlockCount).Select(i => Block.Create(table.Row(i))).Where(b => b.Levels.Length > 1)];
        if (!LevelGraph.IsConnected(table.LevelCount, blocks.Select(b => b.Levels)))
            throw new ArgumentException("Some levels share no block with the others: they cannot be compared in one test.", nameof(table));

        int k = table.LevelCount;
        var covariance = Covariance(blocks, k);
        // Where all values within blocks are equal there is nothing to invert, and nothing to find.
        var inverse = covariance.L1Norm() > 0 ? covariance.PseudoInverse() : covariance;
        double[] weights = inverse.ToColumnMajorArray(); // (levels, levels)
        double observed = Statistic(blocks, k, weights);
        int rank = k - LevelGraph.Components(k, blocks.Where(b => b.Scores.Any(s => s != 0)).Select(b => b.Levels));
        int degreesOfFreedom = rank > 0 ? rank : k - 1;
        int? reached = draws == 0 ? null : DrawAtLeast(blocks, k, weights, observed, seed, draws);
        return new SkillingsMackResult(blocks.Length,
            new OmnibusResult("Skillings-Mack", observed, degreesOfFreedom, ErrorDegreesOfFreedom: null,
                ChiSquare.UpperTail(observed, degreesOfFreedom)),
            (reached + 1.0) / (draws + 1.0), reached is null ? null : draws);
    }

    private static Matrix<double> Covariance(Block[] blocks, int k)
    {
        var covariance = new double[k * k];
        foreach (var block in blocks)
        {
            double n = block.Levels.Length, variance = block.Scores.Sum(s => s * s) / (n - 1);
            foreach (int i in block.Levels)
            {
                foreach (int j in block.Levels)
                    covariance[i * k + j] += i == j ? variance * (n - 1) / n : -variance / n;
            }
        }
        return Matrix<double>.Build.Dense(k, k, covariance); // symmetric: rows or columns first is the same
    }

    private static double Statistic(Block[] blocks, int k, double[] weights)
    {
        Span<double> sums = k <= 64 ? stackalloc double[k] : new double[k];
        foreach (var block in blocks)
        {
            for (int c = 0; c < block.Levels.Length; c++)
                sums[block.Levels[c]] += block.Scores[c];
        }
        double statistic = 0;
        for (int i = 0; i < k; i++)
        {
            for (int j = 0; j < k; j++)
                statistic += sums[i] * weights[j * k + i] * sums[j];
        }
        return statistic;
    }

    private static int DrawAtLeast(Block[] blocks, int k, double[] weights, double observed, ulong seed, int draws)
    {
        var stream = new RandomStream(seed);
        int reached = 0;
        Block[] shuffled = [.. blocks.Select(b => b with { Scores = [.. b.Scores] })];
        for (int draw = 0; draw < draws; draw++)
        {
            foreach (var block in shuffled)
                stream.Shuffle(block.Scores);
            if (Statistic(shuffled, k, weights) >= observed * (1 - 1e-10))
                reached++;
        }
        return reached;
    }

    // Which levels a block has, and their centred and weighed ranks.
    private sealed record Block(int[] Levels, double[] Scores)
    {
        public static Block Create(ReadOnlySpan<double> row)
        {
            double[] values = row.ToArray();
            int[] levels = [.. Enumerable.Range(0, values.Length).Where(j => !double.IsNaN(values[j]))];
            int[] ranks = BlockTable.DoubledRanks([.. levels.Select(j => values[j])]);
            double weight = Math.Sqrt(12.0 / (levels.Length + 1));
            return new Block(levels, [.. ranks.Select(r => weight * (r - (levels.Length + 1)) / 2.0)]);
        }
    }
}

/// <summary>Result of Skillings and Mack's test.</summary>
/// <param name="BlockCount">Blocks with at least two cells.</param>
/// <param name="Approximate">The statistic with its chi-square p.</param>
/// <param name="PermutationP">p over drawn arrangements, (b + 1)/(B + 1); null when none were drawn.</param>
/// <param name="Draws">How many arrangements were drawn; null when none were.</param>
public sealed record SkillingsMackResult(int BlockCount, OmnibusResult Approximate, double? PermutationP, int? Draws);
