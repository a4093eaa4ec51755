namespace Sweep.Statistics.Resampling;

/// <summary>Intervals from resampled statistics.</summary>
/// <remarks>Efron and Tibshirani, An Introduction to the Bootstrap (1993), chapters 12 and 13.</remarks>
internal static class Bootstrap
{
    private const int MinDraws = 99;

    /// <summary>Studentized interval from (resampled - estimate)/error of the resamples that have an error; null where these are too
    /// few.</summary>
    public static Interval? StudentizedInterval(IReadOnlyCollection<double> ratios, double estimate, double error, double confidence)
    {
        if (ratios.Count < MinDraws)
            return null;
        double[] sorted = [.. ratios.Order()];
        double tail = (1 - confidence) / 2;
        return new Interval(estimate - Quantile(sorted, 1 - tail) * error, estimate - Quantile(sorted, tail) * error, confidence);
    }

    /// <summary>Percentile interval from resampled statistics in ascending order.</summary>
    public static Interval PercentileInterval(double[] resampled, double confidence)
    {
        double tail = (1 - confidence) / 2;
        return new Interval(Quantile(resampled, tail), Quantile(resampled, 1 - tail), confidence);
    }

    /// <summary>Linear interpolation between order statistics (R's type 7).</summary>
    public static double Quantile(double[] sorted, double level)
    {
        double position = Math.Clamp(level, 0, 1) * (sorted.Length - 1);
        int index = Math.Min((int)position, sorted.Length - 2);
        return sorted.Length == 1 ? sorted[0] : sorted[index] + (position - index) * (sorted[index + 1] - sorted[index]);
    }
}
