namespace Sweep.Statistics.Adjustments;

/// <summary>Hochberg's step-up adjustment: sharper than Holm's, for independent or positively dependent p-values only.</summary>
/// <remarks>Hochberg, Biometrika 75 (1988), 800-802, doi:10.1093/biomet/75.4.800.</remarks>
public static class Hochberg
{
    /// <summary>Adjusted p-values in the order given; reject where at most alpha.</summary>
    /// <param name="p">Each in [0,1]; the whole family, untestable comparisons with p = 1.</param>
    public static double[] Adjust(ReadOnlySpan<double> p)
    {
        var (order, adjusted) = PValueOrder.Ascending(p);
        double smallest = 1;
        for (int i = order.Length - 1; i >= 0; i--)
        {
            smallest = Math.Min(smallest, p[order[i]] * (order.Length - i));
            adjusted[order[i]] = smallest;
        }
        return adjusted;
    }
}
