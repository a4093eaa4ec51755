using Sweep.Statistics.Distributions;
using Sweep.Statistics.Randomness;

namespace Sweep.Statistics.Benchmarks;

/// <summary>Almost stochastic order: by how much does "x is larger at every quantile" fail? 0 when x dominates, 1 when y does, 1/2 when
/// alike.</summary>
/// <remarks>del Barrio, Cuesta-Albertos and Matran 2018, doi:10.1007/978-3-319-73848-2_33; Dror, Shlomov and Reichart, ACL 2019,
/// doi:10.18653/v1/P19-1266. With quantile functions F of x and G of y: eps = ∫ over {F &lt; G} of (F - G)^2 / ∫ (F - G)^2, integrated
/// exactly over the steps; its upper confidence bound is eps + z sd(bootstrap). x is declared almost dominant when the bound is
/// below a threshold agreed on before data, at most 0.5; Ulmer et al., arXiv:2204.06815, advise 0.2. For unpaired runs.</remarks>
public static class StochasticOrder
{
    /// <summary>The violation ratio eps, in [0,1]; 1/2 when the samples have the same quantiles.</summary>
    public static double Violation(Sample x, Sample y)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(y);
        return Violation(Sorted(x), Sorted(y));
    }

    /// <summary>The upper confidence bound of the violation ratio, at most 1.</summary>
    /// <param name="x">The method that may dominate; larger is better.</param>
    /// <param name="y">The other.</param>
    /// <param name="confidence">One-sided, in (0.5,1).</param>
    /// <param name="seed">Of the resamples.</param>
    /// <param name="draws">How many resamples, at least 99.</param>
    public static StochasticOrderResult Test(Sample x, Sample y, double confidence, ulong seed, int draws = 1_000) =>
        Test([x], [y], confidence, seed, draws);

    /// <summary>The same over several tasks: the mean of their violation ratios, the runs of each task drawn again within it.</summary>
    /// <param name="x">The runs of each task of the method that may dominate; larger is better.</param>
    /// <param name="y">The runs of the other on the same tasks.</param>
    /// <param name="confidence">One-sided, in (0.5,1).</param>
    /// <param name="seed">Of the resamples.</param>
    /// <param name="draws">How many resamples, at least 99.</param>
    /// <exception cref="ArgumentException">There is no task, or the numbers of tasks differ.</exception>
    public static StochasticOrderResult Test(IReadOnlyList<Sample> x, IReadOnlyList<Sample> y, double confidence, ulong seed,
        int draws = 1_000)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(y);
        if (x.Count == 0 || x.Count != y.Count)
            throw new ArgumentException($"Both methods have the same tasks, at least one, not {x.Count} and {y.Count}.");
        ArgumentOutOfRangeException.ThrowIfLessThan(draws, 99);
        if (!(confidence > 0.5 && confidence < 1))
            throw new ArgumentOutOfRangeException(nameof(confidence), confidence, "A one-sided confidence lies in (0.5,1).");
        double estimate = x.Zip(y, Violation).Average();
        var stream = new RandomStream(seed);
        double[][] drawnX = [.. x.Select(s => new double[s.Count])], drawnY = [.. y.Select(s => new double[s.Count])];
        double[] results = new double[draws];
        for (int draw = 0; draw < draws; draw++)
        {
            for (int task = 0; task < x.Count; task++)
            {
                Draw(x[task].Values, drawnX[task], stream);
                Draw(y[task].Values, drawnY[task], stream);
                results[draw] += Violation(drawnX[task], drawnY[task]) / x.Count;
            }
        }
        double error = new Sample(results).StandardDeviation;
        return new StochasticOrderResult(x.Sum(s => s.Count), y.Sum(s => s.Count), estimate, error,
            Math.Min(1, estimate + Normal.UpperQuantile(1 - confidence) * error), confidence);
    }

    private static double Violation(double[] x, double[] y)
    {
        double violated = 0, all = 0;
        int i = 0, j = 0;
        // positions in units of 1/(n m): whole numbers, so that steps meet exactly
        long at = 0, n = x.Length, m = y.Length;
        while (at < n * m)
        {
            long next = Math.Min((i + 1) * m, (j + 1) * n);
            double difference = x[i] - y[j], part = (next - at) * difference * difference;
            all += part;
            if (difference < 0)
                violated += part;
            at = next;
            if (at == (i + 1) * m)
                i++;
            if (at == (j + 1) * n)
                j++;
        }
        return all > 0 ? violated / all : 0.5;
    }

    private static double[] Sorted(Sample sample) => [.. sample.Values.ToArray().Order()];

    private static void Draw(ReadOnlySpan<double> values, double[] drawn, RandomStream stream)
    {
        for (int i = 0; i < drawn.Length; i++)
            drawn[i] = values[stream.Integer(values.Length)];
        Array.Sort(drawn);
    }
}

/// <summary>Result of the almost-stochastic-order test.</summary>
/// <param name="CountX">Values of x.</param>
/// <param name="CountY">Values of y.</param>
/// <param name="Violation">The ratio found.</param>
/// <param name="StandardError">Its standard deviation over resamples.</param>
/// <param name="UpperBound">The confidence bound; x almost dominates where it is below the agreed threshold.</param>
/// <param name="Confidence">Of the bound.</param>
public sealed record StochasticOrderResult(int CountX, int CountY, double Violation, double StandardError, double UpperBound,
    double Confidence);
