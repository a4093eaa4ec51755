namespace Sweep.Statistics.Adjustments;

/// <summary>All ways in which levels can be equal: partitions into groups, of which some group has at least two levels.</summary>
internal static class LevelPartitions
{
    /// <summary>Per partition its groups of two levels and more, each with its levels as bits.</summary>
    /// <param name="levels">How many levels there are; 8 have 4,139 such partitions.</param>
    public static IReadOnlyList<int[]> Enumerate(int levels)
    {
        var found = new List<int[]>();
        Place(level: 0, []);
        return found;

        void Place(int level, List<int> groups)
        {
            if (level == levels)
            {
                int[] several = [.. groups.Where(g => (g & (g - 1)) != 0)];
                if (several.Length > 0)
                    found.Add(several);
                return;
            }
            for (int g = 0; g < groups.Count; g++)
            {
                groups[g] |= 1 << level;
                Place(level + 1, groups);
                groups[g] &= ~(1 << level);
            }
            groups.Add(1 << level);
            Place(level + 1, groups);
            groups.RemoveAt(groups.Count - 1);
        }
    }
}
