namespace Sweep.Statistics;

/// <summary>What pairing makes of two samples: the differences x - y, and how alike the partners are.</summary>
public static class PairedDifferences
{
    /// <summary>The differences x - y, pair by pair.</summary>
    /// <param name="x">Values of one side; the i-th belongs to the i-th of <paramref name="y"/>.</param>
    /// <param name="y">Values of the baseline.</param>
    /// <exception cref="ArgumentException">The samples differ in length.</exception>
    public static Sample Between(Sample x, Sample y)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(y);
        if (x.Count != y.Count)
            throw new ArgumentException($"Pairs need samples of equal length, not {x.Count} and {y.Count}.");
        var differences = new double[x.Count];
        for (int i = 0; i < differences.Length; i++)
            differences[i] = x.Values[i] - y.Values[i];
        return new Sample(differences);
    }

    /// <summary>Pearson's correlation of the partners, in [-1,1]: pairing sharpens a comparison by the factor 1 - r in variance.</summary>
    /// <returns>NaN when a side has no spread.</returns>
    public static double Correlation(Sample x, Sample y)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(y);
        if (x.Count != y.Count)
            throw new ArgumentException($"Pairs need samples of equal length, not {x.Count} and {y.Count}.");
        double covariance = 0;
        for (int i = 0; i < x.Count; i++)
            covariance += (x.Values[i] - x.Mean) * (y.Values[i] - y.Mean);
        double scale = x.StandardDeviation * y.StandardDeviation * (x.Count - 1);
        return scale > 0 ? Math.Clamp(covariance / scale, -1, 1) : double.NaN;
    }
}
