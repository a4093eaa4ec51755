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
        var samples = new List<Sample>(blocks.Count);
        var scores = new List<double>();
        int diverged = 0, failed = 0, missing = 0;
        foreach (var cell in blocks)
        {
            scores.Clear();
            foreach (var o in cell)
            {
                diverged += o.Status == ObservationStatus.Diverged ? 1 : 0;
                failed += o.Status == ObservationStatus.Failed ? 1 : 0;
                missing += o.Status == ObservationStatus.Missing ? 1 : 0;
                if (o.HasOutcome)
                    scores.Add(floor.Score(o));
            }
            if (scores.Count > 0)
                samples.Add(new Sample(scores));
        }
        double deviation = PooledSpread.StandardDeviation(samples);
        return new LevelSummary(level, block, samples.Sum(s => s.Count),
            samples.Count == 0 ? null : samples.Average(s => s.Mean),
            double.IsNaN(deviation) ? null : deviation,
            samples.Count == 0 ? null : samples.Min(s => s.Minimum),
            samples.Count == 0 ? null : samples.Max(s => s.Maximum),
            diverged, failed, missing);
    }
}
