using Sweep.Statistics.Estimates;
using Sweep.Statistics.Randomness;
using Sweep.Statistics.Ranking;
using Sweep.Statistics.Resampling;

namespace Sweep.Statistics.Benchmarks;

/// <summary>How likely a run of one method beats a run of another on a task drawn at random; ties count half.</summary>
/// <remarks>Agarwal et al., arXiv:2108.13264, section 4.3: the mean over tasks of U/(n m).</remarks>
public static class ProbabilityOfImprovement
{
    /// <summary>The probability, in [0,1].</summary>
    /// <param name="x">The runs of each task; at least one task.</param>
    /// <param name="y">The runs of the other method on the same tasks.</param>
    /// <exception cref="ArgumentException">There is no task, or the numbers of tasks differ.</exception>
    public static double Compute(IReadOnlyList<Sample> x, IReadOnlyList<Sample> y)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(y);
        if (x.Count == 0 || x.Count != y.Count)
            throw new ArgumentException($"Both methods have the same tasks, at least one, not {x.Count} and {y.Count}.");
        return x.Zip(y, ProbabilityOfSuperiority.A12).Average();
    }

    /// <summary>Percentile interval by stratified bootstrap: the runs of both methods are drawn again within each task, independently of
    /// each other.</summary>
    /// <param name="x">The runs of each task; at least one task.</param>
    /// <param name="y">The runs of the other method on the same tasks.</param>
    /// <param name="confidence">In (0,1).</param>
    /// <param name="seed">Of the resamples.</param>
    /// <param name="draws">How many resamples, at least 99.</param>
    public static Interval Percentile(IReadOnlyList<Sample> x, IReadOnlyList<Sample> y, double confidence, ulong seed,
        int draws = StratifiedBootstrap.DefaultDraws)
    {
        Compute(x, y); // checks the tasks
        // A resample is how often each value was drawn: the order of values is found once.
        DrawnTask[] tasks = [.. x.Zip(y, (a, b) => new DrawnTask(a, b))];
        return StratifiedBootstrap.PercentileInterval(stream => tasks.Average(t => t.Draw(stream)), confidence, seed, draws);
    }

    private sealed class DrawnTask
    {
        private readonly int countX;
        private readonly int[] below, notAbove; // per x: how many of the sorted y
        private readonly int[] drawnY, cumulated;

        public DrawnTask(Sample x, Sample y)
        {
            double[] sorted = [.. y.Values.ToArray().Order()];
            countX = x.Count;
            below = [.. x.Values.ToArray().Select(v => sorted.Count(s => s < v && !AreTied(s, v)))];
            notAbove = [.. x.Values.ToArray().Select(v => sorted.Count(s => s <= v || AreTied(s, v)))];
            (drawnY, cumulated) = (new int[y.Count], new int[y.Count + 1]);
        }

        public double Draw(RandomStream stream)
        {
            Array.Clear(drawnY);
            for (int j = 0; j < drawnY.Length; j++)
                drawnY[stream.Integer(drawnY.Length)]++;
            for (int j = 0; j < drawnY.Length; j++)
                cumulated[j + 1] = cumulated[j] + drawnY[j];
            double wins = 0;
            for (int i = 0; i < countX; i++)
            {
                int drawn = stream.Integer(countX);
                wins += cumulated[below[drawn]] + cumulated[notAbove[drawn]];
            }
            return wins / 2 / countX / drawnY.Length;
        }

        private static bool AreTied(double a, double b) =>
            Math.Abs(a - b) <= MidRanks.TieTolerance * Math.Max(Math.Abs(a), Math.Abs(b));
    }
}
