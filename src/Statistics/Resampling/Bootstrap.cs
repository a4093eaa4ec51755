using Sweep.Statistics.Distributions;
using Sweep.Statistics.Randomness;

namespace Sweep.Statistics.Resampling;

/// <summary>Bootstrap intervals of a statistic of independent values. Fewer than ten values make none of them trustworthy: prefer t or exact
/// intervals there.</summary>
/// <remarks>Efron and Tibshirani, An Introduction to the Bootstrap (1993), chapters 12 to 14; Efron, JASA 82 (1987), 171-185,
/// doi:10.1080/01621459.1987.10478410 (BCa). Draws are a function of the seed: equal inputs give equal intervals.</remarks>
public static class Bootstrap
{
    /// <summary>How many resamples are drawn unless told otherwise.</summary>
    public const int DefaultDraws = 9_999;

    private const int FewestDraws = 99;

    /// <summary>Percentile interval: quantiles of the resampled statistic.</summary>
    /// <param name="sample">Independent values.</param>
    /// <param name="statistic">Finite for every resample.</param>
    /// <param name="confidence">In (0,1).</param>
    /// <param name="seed">Of the resamples.</param>
    /// <param name="draws">How many resamples, at least 99.</param>
    public static Interval Percentile(Sample sample, SampleStatistic statistic, double confidence, ulong seed, int draws = DefaultDraws) =>
        PercentileOf(Resampled(sample, statistic, confidence, seed, draws), confidence);

    /// <summary>Bias-corrected and accelerated interval: the percentile interval with its levels moved for bias and for a spread that changes
    /// with the statistic; second-order accurate.</summary>
    /// <inheritdoc cref="Percentile"/>
    /// <returns>The single point when all resamples agree.</returns>
    public static Interval BiasCorrected(Sample sample, SampleStatistic statistic, double confidence, ulong seed, int draws = DefaultDraws)
    {
        double[] resampled = Resampled(sample, statistic, confidence, seed, draws);
        return BiasCorrectedOf(resampled, statistic(sample.Values), Acceleration(sample, statistic), confidence);
    }

    /// <summary>Studentized interval: quantiles of (resampled - estimate)/error, turned round.</summary>
    /// <param name="sample">Independent values.</param>
    /// <param name="statistic">Finite for every resample.</param>
    /// <param name="standardError">The statistic's standard error from the same values, such as sd/sqrt(n) of a mean; resamples
    /// without spread are left out.</param>
    /// <param name="confidence">In (0,1).</param>
    /// <param name="seed">Of the resamples.</param>
    /// <param name="draws">How many resamples, at least 99.</param>
    public static Interval Studentized(Sample sample, SampleStatistic statistic, SampleStatistic standardError, double confidence, ulong seed,
        int draws = DefaultDraws)
    {
        ArgumentNullException.ThrowIfNull(standardError);
        Check(sample, statistic, confidence, draws);
        double estimate = statistic(sample.Values), error = standardError(sample.Values);
        var ratios = new List<double>(draws);
        var stream = new RandomStream(seed);
        var resample = new double[sample.Count];
        for (int draw = 0; draw < draws; draw++)
        {
            Draw(sample.Values, resample, stream);
            double own = standardError(resample);
            if (own > 0)
                ratios.Add((statistic(resample) - estimate) / own);
        }
        return StudentizedOf(ratios, estimate, error, confidence)
            ?? throw new ArgumentException("Nearly all resamples lack spread: a studentized interval needs values that differ.",
                nameof(sample));
    }

    /// <summary>Studentized interval from (resampled - estimate)/error of the resamples that have an error; null where these are too
    /// few.</summary>
    internal static Interval? StudentizedOf(IReadOnlyCollection<double> ratios, double estimate, double error, double confidence)
    {
        if (ratios.Count < FewestDraws)
            return null;
        double[] sorted = [.. ratios.Order()];
        double tail = (1 - confidence) / 2;
        return new Interval(estimate - Quantile(sorted, 1 - tail) * error, estimate - Quantile(sorted, tail) * error, confidence);
    }

    /// <summary>Percentile interval from resampled statistics in ascending order.</summary>
    internal static Interval PercentileOf(double[] resampled, double confidence)
    {
        double tail = (1 - confidence) / 2;
        return new Interval(Quantile(resampled, tail), Quantile(resampled, 1 - tail), confidence);
    }

    /// <summary>Bias-corrected and accelerated interval from resampled statistics in ascending order.</summary>
    internal static Interval BiasCorrectedOf(double[] resampled, double estimate, double acceleration, double confidence)
    {
        if (resampled[0] == resampled[^1])
            return new Interval(resampled[0], resampled[^1], confidence);
        // share of resamples below the estimate, ties counting half; never 0 or 1
        double below = (resampled.Count(r => r < estimate) + resampled.Count(r => r <= estimate)) / 2.0;
        double bias = -Normal.UpperQuantile(Math.Clamp(below / resampled.Length, 0.5 / resampled.Length, 1 - 0.5 / resampled.Length));
        double z = Normal.UpperQuantile((1 - confidence) / 2);
        return new Interval(Quantile(resampled, Level(-z)), Quantile(resampled, Level(z)), confidence);

        double Level(double side) => Normal.LowerTail(bias + (bias + side) / (1 - acceleration * (bias + side)));
    }

    /// <summary>Efron's acceleration from the jackknife; 0 when leaving values out changes nothing.</summary>
    internal static double Acceleration(Sample sample, SampleStatistic statistic)
    {
        double[] values = sample.Values.ToArray();
        if (values.Length < 2)
            return 0;
        var left = new double[values.Length];
        for (int i = 0; i < values.Length; i++)
            left[i] = statistic([.. values[..i], .. values[(i + 1)..]]);
        double mean = new Sample(left).Mean, squares = 0, cubes = 0;
        foreach (double value in left)
        {
            squares += Math.Pow(mean - value, 2);
            cubes += Math.Pow(mean - value, 3);
        }
        return squares > 0 ? cubes / (6 * Math.Pow(squares, 1.5)) : 0;
    }

    /// <summary>Linear interpolation between order statistics (R's type 7).</summary>
    internal static double Quantile(double[] sorted, double level)
    {
        double position = Math.Clamp(level, 0, 1) * (sorted.Length - 1);
        int index = Math.Min((int)position, sorted.Length - 2);
        return sorted.Length == 1 ? sorted[0] : sorted[index] + (position - index) * (sorted[index + 1] - sorted[index]);
    }

    private static double[] Resampled(Sample sample, SampleStatistic statistic, double confidence, ulong seed, int draws)
    {
        Check(sample, statistic, confidence, draws);
        var stream = new RandomStream(seed);
        double[] results = new double[draws], resample = new double[sample.Count];
        for (int draw = 0; draw < draws; draw++)
        {
            Draw(sample.Values, resample, stream);
            results[draw] = statistic(resample);
        }
        Array.Sort(results);
        return results;
    }

    private static void Draw(ReadOnlySpan<double> values, double[] resample, RandomStream stream)
    {
        for (int i = 0; i < resample.Length; i++)
            resample[i] = values[stream.Integer(values.Length)];
    }

    private static void Check(Sample sample, SampleStatistic statistic, double confidence, int draws)
    {
        ArgumentNullException.ThrowIfNull(sample);
        ArgumentNullException.ThrowIfNull(statistic);
        ArgumentOutOfRangeException.ThrowIfLessThan(draws, FewestDraws);
        if (!(confidence > 0 && confidence < 1))
            throw new ArgumentOutOfRangeException(nameof(confidence), confidence, "A confidence lies in (0,1).");
    }
}
