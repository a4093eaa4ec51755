using System.Numerics;

namespace Sweep.Statistics.Adjustments;

/// <summary>Shaffer's static adjustment for all pairs of levels: Holm's, with the number of hypotheses that can still be true at once
/// in place of the number left. If one pair differs, some other pair must too.</summary>
/// <remarks>Shaffer, JASA 81 (1986), 826-831, doi:10.1080/01621459.1986.10478341. The numbers of hypotheses that can be true together
/// follow S(k) = union over j of {C(j,2) + x : x in S(k-j)}. The family-wise error rate is kept whatever the dependence.</remarks>
public static class Shaffer
{
    /// <summary>Adjusted p-values in the order given; reject where at most alpha.</summary>
    /// <param name="p">One per pair of levels, in any order, untested pairs with p = 1.</param>
    /// <param name="levels">How many levels there are; at least 2.</param>
    /// <exception cref="ArgumentException">There is not one p-value per pair.</exception>
    public static double[] Adjust(ReadOnlySpan<double> p, int levels)
    {
        LevelPairs.Require(p.Length, levels);
        var (order, adjusted) = PValueOrder.Ascending(p);
        int[] possible = TrueCounts(levels);
        double largest = 0;
        int last = possible.Length - 1;
        for (int i = 0; i < order.Length; i++)
        {
            int left = order.Length - i;
            while (possible[last] > left)
                last--; // 0 is among them
            int multiplier = possible[last];
            largest = Math.Max(largest, Math.Min(1, Math.Max(multiplier, 1) * p[order[i]]));
            adjusted[order[i]] = largest;
        }
        return adjusted;
    }

    /// <summary>The numbers of pairwise hypotheses that can be true together, ascending: a partition of the levels into equal
    /// ones.</summary>
    internal static int[] TrueCounts(int levels)
    {
        var counts = new BigInteger[levels + 1]; // a set of numbers each: bit n stands for n
        counts[0] = BigInteger.One;
        for (int k = 1; k <= levels; k++)
        {
            for (int equal = 1; equal <= k; equal++)
                counts[k] |= counts[k - equal] << LevelPairs.Count(equal);
        }
        byte[] bits = counts[levels].ToByteArray(isUnsigned: true);
        return [.. Enumerable.Range(0, 8 * bits.Length).Where(n => (bits[n >> 3] >> (n & 7) & 1) == 1)];
    }
}
