using Sweep.Statistics.Estimates;

namespace Sweep.Statistics.Benchmarks;

/// <summary>How likely a run of one method beats a run of another on a task drawn at random; ties count half.</summary>
/// <remarks>Agarwal et al., arXiv:2108.13264, section 4.3: the mean over tasks of U/(n m).</remarks>
public static class ProbabilityOfImprovement
{
    /// <summary>The probability, in [0,1].</summary>
    /// <param name="x">The runs of each task; at least one task.</param>
    /// <param name="y">The runs of the other method on the same tasks.</param>
    /// <exception cref="ArgumentException">There is no task, or the numbers of tasks differ.</exception>
    public static double Of(IReadOnlyList<Sample> x, IReadOnlyList<Sample> y)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(y);
        if (x.Count == 0 || x.Count != y.Count)
            throw new ArgumentException($"Both methods have the same tasks, at least one, not {x.Count} and {y.Count}.");
        return x.Zip(y, Superiority.A12).Average();
    }
}
