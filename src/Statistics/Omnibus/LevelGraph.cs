namespace Sweep.Statistics.Omnibus;

/// <summary>Which levels can be compared through common blocks.</summary>
internal static class LevelGraph
{
    /// <summary>Whether every level is linked to every other through blocks that have both of two neighbours.</summary>
    /// <param name="levels">How many levels there are.</param>
    /// <param name="blocks">The levels present in each block.</param>
    public static bool IsConnected(int levels, IEnumerable<int[]> blocks)
    {
        int[] root = [.. Enumerable.Range(0, levels)];
        foreach (int[] present in blocks)
        {
            foreach (int level in present)
                root[Find(level)] = Find(present[0]);
        }
        return Enumerable.Range(0, levels).All(l => Find(l) == Find(0));

        int Find(int i)
        {
            while (root[i] != i)
                i = root[i] = root[root[i]];
            return i;
        }
    }
}
