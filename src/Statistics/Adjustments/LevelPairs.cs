namespace Sweep.Statistics.Adjustments;

/// <summary>All pairs of k levels in a fixed order: (0,1), (0,2), ..., (0,k-1), (1,2), ...</summary>
public static class LevelPairs
{
    /// <summary>How many pairs k levels have: k (k - 1)/2.</summary>
    public static int Count(int levels) => levels * (levels - 1) / 2;

    /// <summary>The place of the pair (first, second), first below second.</summary>
    public static int IndexOf(int first, int second, int levels) => first * (2 * levels - first - 1) / 2 + second - first - 1;

    /// <summary>The pairs in order.</summary>
    public static IEnumerable<(int First, int Second)> All(int levels)
    {
        for (int i = 0; i < levels; i++)
        {
            for (int j = i + 1; j < levels; j++)
                yield return (i, j);
        }
    }

    /// <summary>Checks that a family has one p-value per pair.</summary>
    internal static void Require(int familySize, int levels)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(levels, 2);
        if (familySize != Count(levels))
            throw new ArgumentException($"{levels} levels have {Count(levels)} pairs, not {familySize}: untested pairs belong in the "
                + "family with p = 1.");
    }
}
