using Sweep.Planning.Expansion;
using Sweep.Statistics;
using Sweep.Statistics.Benchmarks;
using Sweep.Statistics.Resampling;

namespace Sweep.Analysis.Comparisons;

/// <summary>Aggregates of a level over all blocks that a few bad blocks or seeds cannot dominate.</summary>
/// <param name="Level">The level.</param>
/// <param name="InterquartileMean">Mean of the middle half of all its scores; null without mean.</param>
/// <param name="InterquartileInterval">Stratified bootstrap interval at 1 - alpha; null when no bootstrap was asked for, and without
/// mean.</param>
/// <param name="OptimalityGap">Mean shortfall from the target score; null without target or mean.</param>
/// <param name="Profile">Share of its runs above each of the report's thresholds (below, when smaller is better), blocks weighing the same;
/// a diverged run is above none.</param>
public sealed record LevelScores(string Level, double? InterquartileMean, Interval? InterquartileInterval, double? OptimalityGap,
    IReadOnlyList<double> Profile)
{
    /// <summary>Aggregates a level's blocks; null without any outcome.</summary>
    internal static LevelScores? Compute(string level, IReadOnlyList<ScoredCell> cells, IReadOnlyList<double> thresholds,
        ComparisonOptions options)
    {
        if (cells.Count == 0)
            return null;
        double sign = options.LargerIsBetter ? 1 : -1;
        double[] directed = [.. thresholds.Select(t => sign * t)];
        double below = directed.Length == 0 ? 0 : directed.Min();
        var profile = PerformanceProfile.Compute([.. cells.Select(c =>
            new Sample(c.Scores.Select(s => s.IsDiverged ? below : sign * s.Value)))], directed);
        if (cells.All(c => c.FiniteCount == 0) || cells.Any(c => !c.IsMeasured))
            return new LevelScores(level, null, null, null, profile);
        Sample[] blocks = [.. cells.Select(c => c.Scores.ToSample())];
        return new LevelScores(level, Statistics.Benchmarks.InterquartileMean.Compute(blocks),
            options.BootstrapDraws > 0
                ? StratifiedBootstrap.Percentile(blocks, Statistics.Benchmarks.InterquartileMean.Compute, 1 - options.Alpha, options.Seed,
                    options.BootstrapDraws)
                : null,
            options.TargetScore is { } target
                ? Statistics.Benchmarks.OptimalityGap.Compute([.. blocks.Select(b => options.LargerIsBetter ? b
                    : new Sample(b.Values.ToArray().Select(v => -v)))], sign * target)
                : null,
            profile);
    }
}
