namespace Sweep.Statistics.Benchmarks;

/// <summary>How far the runs fall short of a target score on average; runs beyond the target count as the target.</summary>
/// <remarks>Agarwal et al., arXiv:2108.13264, section 4.3.</remarks>
public static class OptimalityGap
{
    /// <summary>The gap, at least 0, in the unit of the scores; 0 when every run reaches the target.</summary>
    /// <param name="tasks">The runs of each task, larger is better; at least one task.</param>
    /// <param name="target">The score that is good enough.</param>
    public static double Compute(IReadOnlyList<Sample> tasks, double target)
    {
        ArgumentNullException.ThrowIfNull(tasks);
        if (!double.IsFinite(target))
            throw new ArgumentOutOfRangeException(nameof(target), target, "The target is finite.");
        return target - new Sample(tasks.SelectMany(t => t.Values.ToArray()).Select(v => Math.Min(v, target))).Mean;
    }
}
