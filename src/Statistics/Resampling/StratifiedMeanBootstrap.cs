using Sweep.Statistics.Randomness;

namespace Sweep.Statistics.Resampling;

/// <summary>Bootstrap intervals of a weighted sum of stratum means: values are drawn again within their stratum, since the strata are not drawn
/// at random.</summary>
/// <remarks>Davison and Hinkley, Bootstrap Methods and their Application (1997), sections 3.2 and 5.3. A stratum of n below ten values gives n - 1 of
/// them, so that the drawn means spread by s^2/n and not by less (McCarthy and Snowden 1985; Rao and Wu, JASA 83 (1988), 231-241,
/// doi:10.1080/01621459.1988.10478591). With one stratum these are the intervals of <see cref="Bootstrap"/>.</remarks>
internal static class StratifiedMeanBootstrap
{
    private const int EnoughValues = 10;

    /// <summary>Percentile interval.</summary>
    /// <param name="strata">At least two values each, with the weight of their mean.</param>
    /// <param name="confidence">In (0,1).</param>
    /// <param name="seed">Of the resamples.</param>
    /// <param name="draws">How many resamples, at least 99.</param>
    public static Interval Percentile(IReadOnlyList<(double Weight, Sample Values)> strata, double confidence, ulong seed, int draws) =>
        Bootstrap.PercentileOf(Resampled(strata, seed, draws), confidence);

    /// <summary>Bias-corrected and accelerated interval.</summary>
    /// <inheritdoc cref="Percentile"/>
    public static Interval BiasCorrected(IReadOnlyList<(double Weight, Sample Values)> strata, double confidence, ulong seed, int draws) =>
        Bootstrap.BiasCorrectedOf(Resampled(strata, seed, draws), strata.Sum(s => s.Weight * s.Values.Mean), Acceleration(strata), confidence);

    // From the jackknife within each stratum: leaving out x moves the sum by w (x - mean)/(n - 1).
    internal static double Acceleration(IReadOnlyList<(double Weight, Sample Values)> strata)
    {
        double squares = 0, cubes = 0;
        foreach (var (weight, sample) in strata)
        {
            foreach (double value in sample.Values)
            {
                double moved = weight * (value - sample.Mean) / (sample.Count - 1);
                squares += moved * moved;
                cubes += moved * moved * moved;
            }
        }
        return squares > 0 ? cubes / (6 * Math.Pow(squares, 1.5)) : 0;
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
