namespace Sweep.Statistics.Ranking;

/// <summary>Average ranks, doubled so that they are integers even with ties.</summary>
internal static class MidRanks
{
    /// <summary>Means of equal values may differ in their last bits: neighbours so close are ties.</summary>
    public const double TieTolerance = 1e-13;

    /// <summary>Twice the rank of each value: 2, 4, 6, ... without ties; tied values share the mean of their ranks.</summary>
    /// <param name="values">Finite values.</param>
    /// <param name="tolerance">Neighbours so close, as a share of the larger of their two scales, are ties: 0.768 - 0.763 and 0.888 - 0.883
    /// differ in their last bit only. One huge value elsewhere ties nothing.</param>
    /// <param name="scales">Of each value, the magnitude of the operands whose rounding errors it carries; the value's own magnitude if
    /// empty.</param>
    public static int[] Doubled(ReadOnlySpan<double> values, double tolerance, ReadOnlySpan<double> scales = default)
    {
        var order = new int[values.Length];
        for (int i = 0; i < order.Length; i++)
            order[i] = i;
        var keys = values.ToArray();
        Array.Sort(keys, order);

        var ranks = new int[values.Length];
        for (int first = 0; first < keys.Length;)
        {
            int last = first;
            while (last + 1 < keys.Length && keys[last + 1] - keys[last] <= tolerance * Scale(last, scales))
                last++;
            for (int i = first; i <= last; i++)
                ranks[order[i]] = first + last + 2; // positions count from 1
            first = last + 1;
        }
        return ranks;

        double Scale(int lower, ReadOnlySpan<double> scales) => scales.IsEmpty
            ? Math.Max(Math.Abs(keys[lower]), Math.Abs(keys[lower + 1]))
            : Math.Max(scales[order[lower]], scales[order[lower + 1]]);
    }
}
