namespace Sweep.Statistics.Benchmarks;

/// <summary>A performance profile: for each threshold the share of runs above it, tasks weighing the same.</summary>
/// <remarks>Agarwal et al., arXiv:2108.13264, section 4.2 (run-score distributions); after Dolan and More, Math. Program. 91 (2002),
/// 201-213, doi:10.1007/s101070100263.</remarks>
public static class PerformanceProfile
{
    /// <summary>Shares, one per threshold, in [0,1], falling as thresholds rise.</summary>
    /// <param name="tasks">The runs of each task, on one scale; at least one task.</param>
    /// <param name="thresholds">Scores.</param>
    public static double[] Compute(IReadOnlyList<Sample> tasks, IReadOnlyList<double> thresholds)
    {
        ArgumentNullException.ThrowIfNull(tasks);
        ArgumentNullException.ThrowIfNull(thresholds);
        if (tasks.Count == 0)
            throw new ArgumentException("A profile needs at least one task.", nameof(tasks));
        double[][] sorted = [.. tasks.Select(t => t.Values.ToArray())];
        foreach (double[] runs in sorted)
            Array.Sort(runs);
        return [.. thresholds.Select(threshold => sorted.Average(runs => CountAbove(runs, threshold) / (double)runs.Length))];
    }

    private static int CountAbove(double[] sorted, double threshold)
    {
        int low = 0, high = sorted.Length;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (sorted[middle] > threshold)
                high = middle;
            else
                low = middle + 1;
        }
        return sorted.Length - low;
    }
}
