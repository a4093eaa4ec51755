using Sweep.Statistics.Benchmarks;
using Sweep.Statistics.Resampling;

namespace Sweep.Statistics.Comparisons;

/// <summary>Aggregates of a level over all blocks that a few bad blocks or seeds cannot dominate.</summary>
/// <param name="Level">The level.</param>
/// <param name="InterquartileMean">Mean of the middle half of all its scores.</param>
/// <param name="InterquartileInterval">Stratified bootstrap interval at 1 - alpha; null when no bootstrap was asked for.</param>
/// <param name="OptimalityGap">Mean shortfall from the target score; null without target.</param>
/// <param name="Profile">Share of its runs above each of the report's thresholds (below, when smaller is better), blocks weighing the same.</param>
public sealed record LevelScores(string Level, double InterquartileMean, Interval? InterquartileInterval, double? OptimalityGap,
    IReadOnlyList<double> Profile)
{
    /// <summary>Aggregates a level's blocks; null without any outcome.</summary>
    internal static LevelScores? Of(string level, IReadOnlyList<Sample> blocks, IReadOnlyList<double> thresholds, ComparisonOptions options)
    {
        if (blocks.Count == 0)
            return null;
        double sign = options.LargerIsBetter ? 1 : -1;
        Sample[] directed = options.LargerIsBetter ? [.. blocks] : [.. blocks.Select(b => new Sample(b.Values.ToArray().Select(v => -v)))];
        return new LevelScores(level, Benchmarks.InterquartileMean.Of(blocks),
            options.BootstrapDraws > 0
                ? StratifiedBootstrap.Percentile(blocks, Benchmarks.InterquartileMean.Of, 1 - options.Alpha, options.Seed, options.BootstrapDraws)
                : null,
            options.TargetScore is { } target ? Benchmarks.OptimalityGap.Of(directed, sign * target) : null,
            PerformanceProfile.Of(directed, [.. thresholds.Select(t => sign * t)]));
    }
}
