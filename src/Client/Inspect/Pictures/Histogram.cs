namespace Sweep.Client.Inspect.Pictures;

/// <summary>The density of numbers in bins of equal width.</summary>
/// <param name="Low">Where the first bin begins.</param>
/// <param name="Width">Of a bin.</param>
/// <param name="Densities">Per bin: the share of all numbers, those outside included, by the width.</param>
internal sealed record Histogram(double Low, double Width, IReadOnlyList<double> Densities)
{
    /// <summary>Counts numbers from <paramref name="low"/> to <paramref name="high"/>.</summary>
    public static Histogram Of(IReadOnlyCollection<double> values, double low, double high, int bins)
    {
        double width = (high - low) / bins;
        double[] densities = new double[bins];
        foreach (double value in values)
        {
            if (value >= low && value <= high)
                densities[Math.Min(bins - 1, (int)((value - low) / width))] += 1 / (width * values.Count);
        }
        return new Histogram(low, width, densities);
    }

    /// <summary>The outline: up and down at each bin, from the ground to the ground.</summary>
    public IEnumerable<(double X, double Y)> Outline()
    {
        yield return (Low, 0);
        for (int i = 0; i < Densities.Count; i++)
        {
            yield return (Low + i * Width, Densities[i]);
            yield return (Low + (i + 1) * Width, Densities[i]);
        }
        yield return (Low + Densities.Count * Width, 0);
    }

    /// <summary>A number that such a part of all numbers does not exceed.</summary>
    /// <param name="values">At least one.</param>
    /// <param name="share">In [0,1].</param>
    public static double Quantile(IEnumerable<double> values, double share)
    {
        double[] sorted = [.. values.Order()];
        return sorted[(int)Math.Round(share * (sorted.Length - 1))];
    }
}
