namespace Sweep.Statistics.Comparisons;

/// <summary>The values of one level, within one block or over all. With tuning: of the judged trials of the chosen tuned levels.</summary>
/// <param name="Level">The level.</param>
/// <param name="Block">The block; null for all blocks.</param>
/// <param name="Count">Outcomes: values and divergences.</param>
/// <param name="Mean">Mean of block means, diverged trials at the floor; null without outcome.</param>
/// <param name="StandardDeviation">Within blocks, pooled (n - 1); null when no block has two outcomes.</param>
/// <param name="Minimum">Smallest outcome.</param>
/// <param name="Maximum">Largest outcome.</param>
/// <param name="DivergedCount">Diverged trials.</param>
/// <param name="FailedCount">Failed or cancelled trials: in no number.</param>
/// <param name="MissingCount">Trials that have not ended: in no number.</param>
public sealed record LevelSummary(string Level, string? Block, int Count, double? Mean, double? StandardDeviation, double? Minimum,
    double? Maximum, int DivergedCount, int FailedCount, int MissingCount)
{
    /// <summary>Summarizes observations.</summary>
    /// <param name="level">The level.</param>
    /// <param name="block">The block, or null.</param>
    /// <param name="blocks">The observations of each block.</param>
    /// <param name="floor">What a divergence scores.</param>
    public static LevelSummary Of(string level, string? block, IReadOnlyList<IReadOnlyList<Observation>> blocks, DivergenceFloor floor)
    {
        ArgumentNullException.ThrowIfNull(blocks);
        ArgumentNullException.ThrowIfNull(floor);
        var all = blocks.SelectMany(b => b).ToArray();
        Sample[] samples = [.. blocks.Where(b => b.Any(o => o.HasOutcome)).Select(b => new Sample(b.Where(o => o.HasOutcome).Select(floor.Score)))];
        double deviation = PooledSpread.StandardDeviation(samples);
        int Count(ObservationStatus status) => all.Count(o => o.Status == status);
        return new LevelSummary(level, block, samples.Sum(s => s.Count),
            samples.Length == 0 ? null : samples.Average(s => s.Mean),
            double.IsNaN(deviation) ? null : deviation,
            samples.Length == 0 ? null : samples.Min(s => s.Minimum),
            samples.Length == 0 ? null : samples.Max(s => s.Maximum),
            Count(ObservationStatus.Diverged), Count(ObservationStatus.Failed), Count(ObservationStatus.Missing));
    }
}
