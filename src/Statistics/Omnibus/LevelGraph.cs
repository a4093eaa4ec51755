namespace Sweep.Statistics.Omnibus;

/// <summary>Which levels can be compared through common blocks.</summary>
public static class LevelGraph
{
    /// <summary>Whether every level is linked to every other through blocks that have both of two neighbours.</summary>
    /// <param name="levels">How many levels there are.</param>
    /// <param name="blocks">The levels present in each block.</param>
    public static bool IsConnected(int levels, IEnumerable<int[]> blocks) => Components(levels, blocks) == 1;

    /// <summary>Into how many groups without a link between them the levels fall; at least 1.</summary>
    /// <inheritdoc cref="IsConnected"/>
    public static int Components(int levels, IEnumerable<int[]> blocks)
    {
        int[] root = [.. Enumerable.Range(0, levels)];
        foreach (int[] present in blocks)
        {
            foreach (int level in present)
                root[Find(level)] = Find(present[0]);
        }
        return Enumerable.Range(0, levels).Count(l => Find(l) == l);

        int Find(int i)
        {
            while (root[i] != i)
                i = root[i] = root[root[i]];
            return i;
        }
    }
}
