using Sweep.Statistics;

namespace Sweep.Analysis.Comparisons;

/// <summary>Spread within blocks, pooled over blocks.</summary>
internal static class PooledSpread
{
    /// <summary>Sum of (n - 1) over the samples.</summary>
    public static int DegreesOfFreedom(IEnumerable<Sample> samples) => samples.Sum(s => s.Count - 1);

    /// <summary>Root of the squared deviations from block means over their degrees of freedom; NaN when no block has two values.</summary>
    public static double StandardDeviation(IReadOnlyCollection<Sample> samples)
    {
        int degreesOfFreedom = DegreesOfFreedom(samples);
        double squares = samples.Where(s => s.Count > 1).Sum(s => s.Variance * (s.Count - 1));
        if (degreesOfFreedom == 0)
            return double.NaN;
        double largest = samples.Where(s => s.Count > 1).Max(s => s.StandardDeviation);
        return double.IsFinite(squares) && (squares > 0 || largest == 0)
            ? Math.Sqrt(squares / degreesOfFreedom)
            : largest * Math.Sqrt(samples.Where(s => s.Count > 1).Sum(s => Math.Pow(s.StandardDeviation / largest, 2) * (s.Count
                - 1)) / degreesOfFreedom);
    }

    /// <summary>Correlation of partners within blocks; null without spread on both sides.</summary>
    public static double? Correlation(IEnumerable<(Sample X, Sample Y)> blocks)
    {
        double xy = 0, xx = 0, yy = 0;
        foreach (var (x, y) in blocks)
        {
            for (int i = 0; i < x.Count; i++)
            {
                double dx = x.Values[i] - x.Mean, dy = y.Values[i] - y.Mean;
                xy += dx * dy;
                xx += dx * dx;
                yy += dy * dy;
            }
        }
        return xx > 0 && yy > 0 ? Math.Clamp(xy / Math.Sqrt(xx * yy), -1, 1) : null;
    }
}
