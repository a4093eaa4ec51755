using Sweep.Statistics.Ranking;

namespace Sweep.Statistics.Omnibus;

/// <summary>One value per block and level: what rank tests over more than two levels look at. Immutable. Larger values get larger
/// ranks.</summary>
public sealed class BlockTable
{
    private readonly double[][] rows; // (blocks, levels); NaN where a cell is missing
    private int[][]? ranks; // of a complete table, once asked for: every test wants the same

    /// <summary>Takes a copy of the values.</summary>
    /// <param name="rows">(blocks, levels): finite, or NaN for a missing cell; at least one block, at least two levels.</param>
    /// <exception cref="ArgumentException">Rows differ in length, or a value is infinite.</exception>
    public BlockTable(IEnumerable<IReadOnlyList<double>> rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        this.rows = [.. rows.Select(r => r.ToArray())];
        if (this.rows.Length == 0 || this.rows[0].Length < 2)
            throw new ArgumentException("A table has at least one block and two levels.", nameof(rows));
        foreach (double[] row in this.rows)
        {
            if (row.Length != LevelCount)
                throw new ArgumentException($"All blocks have the same levels, not {LevelCount} and {row.Length}.", nameof(rows));
            if (row.Any(double.IsInfinity))
                throw new ArgumentException("Values are finite, or NaN where missing.", nameof(rows));
        }
    }

    /// <summary>N, the number of blocks.</summary>
    public int BlockCount => rows.Length;

    /// <summary>k, the number of levels.</summary>
    public int LevelCount => rows[0].Length;

    /// <summary>Whether no cell is missing.</summary>
    public bool IsComplete => rows.All(r => !r.Any(double.IsNaN));

    /// <summary>The values of a block, NaN where missing.</summary>
    public ReadOnlySpan<double> Row(int block) => rows[block];

    /// <summary>Mean rank of each level within blocks (1 = smallest), from a complete table.</summary>
    public double[] MeanRanks()
    {
        var means = new double[LevelCount];
        foreach (int[] ranks in DoubledRanks())
        {
            for (int j = 0; j < means.Length; j++)
                means[j] += ranks[j] / 2.0 / BlockCount;
        }
        return means;
    }

    /// <summary>Twice the mid-ranks within each block (blocks, levels); shared, to be read only.</summary>
    internal int[][] DoubledRanks()
    {
        RequireComplete();
        return ranks ??= [.. rows.Select(r => MidRanks.Doubled(r, MidRanks.TieTolerance))];
    }

    /// <summary>Twice the mid-ranks of some values, with the table's tolerance for ties.</summary>
    /// <param name="values">Values of cells, or what was computed from them.</param>
    /// <param name="scales">Where computed: the largest magnitude among the cells that each came from.</param>
    internal static int[] DoubledRanks(ReadOnlySpan<double> values, ReadOnlySpan<double> scales = default) =>
        MidRanks.Doubled(values, MidRanks.TieTolerance, scales);

    internal void RequireComplete()
    {
        if (!IsComplete)
            throw new ArgumentException("A cell is missing: this test needs complete blocks. Use SkillingsMackTest, or leave the block "
                + "out.");
    }
}
