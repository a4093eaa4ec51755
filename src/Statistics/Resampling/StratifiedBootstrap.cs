using Sweep.Statistics.Randomness;

namespace Sweep.Statistics.Resampling;

/// <summary>Percentile interval of a number over several tasks: the runs of each task are drawn again, the tasks stay ("these
/// datasets").</summary>
/// <remarks>Agarwal et al., Deep Reinforcement Learning at the Edge of the Statistical Precipice, arXiv:2108.13264, section 4.2.</remarks>
public static class StratifiedBootstrap
{
    /// <summary>How many resamples are drawn unless told otherwise.</summary>
    public const int DefaultDraws = 2_000;

    /// <summary>The percentile interval.</summary>
    /// <param name="tasks">The runs of each task.</param>
    /// <param name="statistic">A number of the tasks, such as the interquartile mean; finite.</param>
    /// <param name="confidence">In (0,1).</param>
    /// <param name="seed">Of the resamples.</param>
    /// <param name="draws">How many resamples, at least 99.</param>
    public static Interval Percentile(IReadOnlyList<Sample> tasks, Func<IReadOnlyList<Sample>, double> statistic, double confidence,
        ulong seed,
        int draws = DefaultDraws)
    {
        ArgumentNullException.ThrowIfNull(tasks);
        ArgumentNullException.ThrowIfNull(statistic);
        var resample = new Sample[tasks.Count];
        return PercentileInterval(stream =>
        {
            for (int task = 0; task < resample.Length; task++)
            {
                var runs = tasks[task].Values;
                var drawn = new double[runs.Length];
                for (int i = 0; i < drawn.Length; i++)
                    drawn[i] = runs[stream.Integer(runs.Length)];
                resample[task] = new Sample(drawn);
            }
            return statistic(resample);
        }, confidence, seed, draws);
    }

    /// <summary>The percentile interval of a number that draws its own resample.</summary>
    internal static Interval PercentileInterval(Func<RandomStream, double> draw, double confidence, ulong seed, int draws)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(draws, 99);
        if (!(confidence > 0 && confidence < 1))
            throw new ArgumentOutOfRangeException(nameof(confidence), confidence, "A confidence lies in (0,1).");
        var stream = new RandomStream(seed);
        var results = new double[draws];
        for (int i = 0; i < draws; i++)
            results[i] = draw(stream);
        Array.Sort(results);
        return Bootstrap.PercentileInterval(results, confidence);
    }
}
