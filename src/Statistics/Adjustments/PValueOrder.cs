namespace Sweep.Statistics.Adjustments;

/// <summary>The order in which a stepwise adjustment walks through its family.</summary>
internal static class PValueOrder
{
    /// <summary>Indices from the smallest p to the largest (equal ones in the order given), and an array for the answers.</summary>
    /// <exception cref="ArgumentException">A value is not in [0,1].</exception>
    public static (int[] Order, double[] Answers) Ascending(ReadOnlySpan<double> p)
    {
        foreach (double value in p)
        {
            if (!(value >= 0 && value <= 1))
                throw new ArgumentException($"A p-value lies in [0,1], not {value}.", nameof(p));
        }
        double[] keys = p.ToArray();
        int[] order = [.. Enumerable.Range(0, keys.Length).OrderBy(i => keys[i])];
        return (order, new double[keys.Length]);
    }
}
