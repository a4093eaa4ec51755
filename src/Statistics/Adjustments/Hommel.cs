namespace Sweep.Statistics.Adjustments;

/// <summary>Hommel's adjustment: the closed test whose parts are Simes tests; at least as sharp as Hochberg's, under the same
/// dependence.</summary>
/// <remarks>Hommel, Biometrika 75 (1988), 383-386, doi:10.1093/biomet/75.2.383; the adjusted values after Wright, Biometrics 48 (1992),
/// 1005-1013, doi:10.2307/2532694. A hypothesis is rejected when every intersection that contains it is; of the intersections of a given
/// size the one with the largest other p-values decides. O(m^2).</remarks>
public static class Hommel
{
    /// <summary>Adjusted p-values in the order given; reject where at most alpha.</summary>
    /// <param name="p">Each in [0,1]; the whole family, untestable comparisons with p = 1.</param>
    public static double[] Adjust(ReadOnlySpan<double> p)
    {
        var (order, answers) = PValueOrder.Ascending(p);
        int count = order.Length;
        double[] sorted = new double[count], adjusted = new double[count];
        for (int i = 0; i < count; i++)
            adjusted[i] = sorted[i] = p[order[i]];

        for (int size = 2; size <= count; size++)
        {
            // Simes' p of the size - 1 largest values, as members 2, 3, ... of an intersection of this size
            double others = double.PositiveInfinity;
            for (int member = 2; member <= size; member++)
                others = Math.Min(others, size * sorted[count - size + member - 1] / member);
            for (int i = 0; i < count; i++)
            {
                // Outside the largest values: it is the first member. Among them: the intersection is the largest values themselves.
                double simes = i <= count - size
                    ? Math.Min(size * sorted[i], others)
                    : Math.Min(size * sorted[count - size], others);
                adjusted[i] = Math.Max(adjusted[i], simes);
            }
        }
        for (int i = 0; i < count; i++)
            answers[order[i]] = Math.Min(1, adjusted[i]);
        return answers;
    }
}
