namespace Sweep.Statistics.Adjustments;

/// <summary>Benjamini and Hochberg's step-up adjustment: the expected share of false discoveries is kept for independent or positively
/// dependent p-values.</summary>
/// <remarks>Benjamini and Hochberg, J. R. Statist. Soc. B 57 (1995), 289-300, doi:10.1111/j.2517-6161.1995.tb02031.x.</remarks>
public static class BenjaminiHochberg
{
    /// <summary>Adjusted p-values in the order given; discover where at most the rate.</summary>
    /// <param name="p">Each in [0,1].</param>
    public static double[] Adjust(ReadOnlySpan<double> p)
    {
        var (order, adjusted) = PValueOrder.Ascending(p);
        double smallest = 1;
        for (int i = order.Length - 1; i >= 0; i--)
        {
            smallest = Math.Min(smallest, p[order[i]] * order.Length / (i + 1));
            adjusted[order[i]] = smallest;
        }
        return adjusted;
    }
}
