namespace Sweep.Statistics.Benchmarks;

/// <summary>The interquartile mean: the mean of the middle half of all runs of all tasks. Less swayed by single tasks than the mean, and by
/// less than the median.</summary>
/// <remarks>Agarwal et al., arXiv:2108.13264, section 4.3; floor(n/4) values are cut on each side, as scipy.stats.trim_mean does.</remarks>
public static class InterquartileMean
{
    /// <summary>Over all runs of all tasks, in the unit of the scores.</summary>
    /// <param name="tasks">The runs of each task, on one scale; at least one task.</param>
    public static double Compute(IReadOnlyList<Sample> tasks)
    {
        ArgumentNullException.ThrowIfNull(tasks);
        double[] all = [.. tasks.SelectMany(t => t.Values.ToArray())];
        Array.Sort(all);
        int cut = all.Length / 4;
        return new Sample(all[cut..^cut]).Mean;
    }
}
