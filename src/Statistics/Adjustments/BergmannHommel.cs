namespace Sweep.Statistics.Adjustments;

/// <summary>Bergmann and Hommel's dynamic adjustment for all pairs of levels: the sharpest of the stepwise ones, since it looks at every
/// way in which the levels can be equal. For up to <see cref="MaxLevels"/> levels.</summary>
/// <remarks>Bergmann and Hommel, in: Bauer, Hommel, Sonnemann (eds.), Multiple Hypotheses Testing, Springer 1988, 100-115,
/// doi:10.1007/978-3-642-52307-6_8; Garcia and Herrera, JMLR 9 (2008), section 3. A set of hypotheses is exhaustive when exactly it can be
/// true: then it is a partition of the levels into groups of equal ones. The adjusted p of a pair is the largest |I| min(p in I) over the
/// partitions that hold the pair together, made monotone in p. Bell(k) partitions: 4 million at k = 12.</remarks>
public static class BergmannHommel
{
    /// <summary>The largest number of levels; beyond, use <see cref="Shaffer"/>.</summary>
    public const int MaxLevels = 12;

    /// <summary>Adjusted p-values in the order given; reject where at most alpha.</summary>
    /// <param name="p">One per pair of levels in the order of <see cref="LevelPairs"/>, untested pairs with p = 1.</param>
    /// <param name="levels">How many levels there are; 2 to <see cref="MaxLevels"/>.</param>
    /// <exception cref="ArgumentException">There is not one p-value per pair.</exception>
    /// <exception cref="ArgumentOutOfRangeException">There are too many levels.</exception>
    public static double[] Adjust(ReadOnlySpan<double> p, int levels)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(levels, MaxLevels);
        LevelPairs.Require(p.Length, levels);
        var (order, adjusted) = PValueOrder.Ascending(p);
        double[] together = new Partitions(p, levels).MaxByGroup();
        foreach (var (i, j) in LevelPairs.All(levels))
        {
            int pair = 1 << i | 1 << j;
            double largest = 0;
            for (int group = 0; group < together.Length; group++)
            {
                if ((group & pair) == pair)
                    largest = Math.Max(largest, together[group]);
            }
            adjusted[LevelPairs.IndexOf(i, j, levels)] = Math.Min(1, largest);
        }
        double soFar = 0;
        foreach (int i in order)
            soFar = adjusted[i] = Math.Max(soFar, adjusted[i]);
        return adjusted;
    }

    // Walks through all partitions, level by level: each joins one of the groups so far or opens a new one.
    private sealed class Partitions(ReadOnlySpan<double> p, int levels)
    {
        private readonly double[] p = p.ToArray();
        private readonly int[] groups = new int[MaxLevels]; // members as bits
        private readonly double[] largest = new double[1 << levels]; // (group): over the partitions that contain it

        public double[] MaxByGroup()
        {
            Place(level: 0, groupCount: 0, pairCount: 0, smallest: 1);
            return largest;
        }

        private void Place(int level, int groupCount, int pairCount, double smallest)
        {
            if (level == levels)
            {
                double value = pairCount * smallest;
                for (int g = 0; g < groupCount; g++)
                    largest[groups[g]] = Math.Max(largest[groups[g]], value);
                return;
            }
            for (int g = 0; g < groupCount; g++)
            {
                int members = groups[g], pairs = 0;
                double least = smallest;
                for (int rest = members; rest != 0; rest &= rest - 1, pairs++)
                    least = Math.Min(least, p[LevelPairs.IndexOf(System.Numerics.BitOperations.TrailingZeroCount(rest), level, levels)]);
                groups[g] = members | 1 << level;
                Place(level + 1, groupCount, pairCount + pairs, least);
                groups[g] = members;
            }
            groups[groupCount] = 1 << level;
            Place(level + 1, groupCount + 1, pairCount, smallest);
        }
    }
}
