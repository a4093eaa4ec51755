namespace Sweep.Statistics.Adjustments;

/// <summary>Holm's step-down adjustment: the family-wise error rate is kept whatever the dependence of the p-values.</summary>
/// <remarks>Holm, Scand. J. Statist. 6 (1979), 65-70, https://www.jstor.org/stable/4615733.</remarks>
public static class Holm
{
    /// <summary>Adjusted p-values in the order given; reject where at most alpha.</summary>
    /// <param name="p">Each in [0,1]; the whole family, untestable comparisons with p = 1.</param>
    public static double[] Adjust(ReadOnlySpan<double> p)
    {
        var (order, adjusted) = PValueOrder.Ascending(p);
        double largest = 0;
        for (int i = 0; i < order.Length; i++)
        {
            largest = Math.Max(largest, Math.Min(1, (order.Length - i) * p[order[i]]));
            adjusted[order[i]] = largest;
        }
        return adjusted;
    }
}
