namespace Sweep.Statistics.SignificanceTests;

/// <summary>Differences of one stratum with their shares in a weighted mean, and what a pattern of signs makes of their sum and of its
/// variance.</summary>
/// <remarks>Flips do not change the sum of squares, so that the variance follows from the sum alone. Both are computed from the sum of the
/// magnitudes that
/// carry a minus, without cancellation.</remarks>
internal sealed class SignFlipStratum
{
    private const double RoundOff = 1e-14; // of the total: what is left of it when all signs are alike
    private readonly double spread; // squared deviations of the magnitudes from their mean

    /// <summary>A stratum of contributions.</summary>
    /// <param name="contributions">Differences times their shares; at least two.</param>
    public SignFlipStratum(double[] contributions)
    {
        Contributions = contributions;
        Magnitudes = [.. contributions.Where(c => c != 0).Select(Math.Abs)];
        foreach (double c in contributions)
        {
            Total += Math.Abs(c);
            Negative += c < 0 ? -c : 0;
        }
        Tolerance = SignFlipTest.Tolerance([.. Magnitudes], Total);
        if (contributions.All(c => Math.Abs(c) == Math.Abs(contributions[0])))
            return;
        double mean = Total / contributions.Length;
        foreach (double c in contributions)
            spread += (Math.Abs(c) - mean) * (Math.Abs(c) - mean);
    }

    /// <summary>The contributions as observed.</summary>
    public double[] Contributions { get; }

    /// <summary>Magnitudes of those that are not zero.</summary>
    public double[] Magnitudes { get; }

    /// <summary>How many contributions there are, zeros included.</summary>
    public int Count => Contributions.Length;

    /// <summary>Sum of all magnitudes.</summary>
    public double Total { get; }

    /// <summary>Sum of the magnitudes that carry a minus as observed.</summary>
    public double Negative { get; }

    /// <summary>What rounding may add to a sum.</summary>
    public double Tolerance { get; }

    /// <summary>The smallest variance that a pattern gives: that of equal signs.</summary>
    public double MinVariance => Variance(0);

    /// <summary>The estimated variance of the sum for a pattern.</summary>
    /// <param name="negative">Sum of the magnitudes that carry a minus.</param>
    public double Variance(double negative)
    {
        double positive = Total - negative, fewer = Math.Min(negative, positive);
        return Count / (Count - 1.0) * (spread + (fewer > RoundOff * Total ? 4 * negative * positive / Count : 0));
    }

    /// <summary>All sums of the magnitudes that carry a minus, up to half of their total, each with its number of patterns, ascending; the
    /// others mirror them.
    /// Null when there are more than <paramref name="most"/>.</summary>
    public List<(double Negative, double Patterns)>? Sums(int most)
    {
        var sums = new List<(double Negative, double Patterns)> { (0, 1) };
        foreach (double magnitude in Magnitudes)
        {
            var next = new List<(double Negative, double Patterns)>(2 * sums.Count);
            int kept = 0, moved = 0;
            while (kept < sums.Count || moved < sums.Count)
            {
                bool isMoved = kept == sums.Count || (moved < sums.Count && sums[moved].Negative + magnitude < sums[kept].Negative);
                var (sum, patterns) = isMoved ? (sums[moved].Negative + magnitude, sums[moved++].Patterns) : sums[kept++];
                if (next.Count > 0 && sum - next[^1].Negative <= Tolerance / 2)
                    next[^1] = (next[^1].Negative, next[^1].Patterns + patterns);
                else
                    next.Add((sum, patterns));
            }
            if (next.Count > most)
                return null;
            sums = next;
        }
        return sums.FindAll(s => s.Negative <= (Total + Tolerance) / 2);
    }
}
