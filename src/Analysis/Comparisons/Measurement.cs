using Sweep.Planning.Expansion;

namespace Sweep.Analysis.Comparisons;

/// <summary>Which sides of a comparison have a mean: those with a finite value at all, and with a mean in each block. Without both there is
/// no difference, no interval and no effect, but ranks and signs, and so a p.</summary>
/// <param name="Level">Whether the level has a mean.</param>
/// <param name="Baseline">Whether the baseline has one.</param>
/// <param name="HasValues">Whether each side has a finite value.</param>
internal readonly record struct Measurement(bool Level, bool Baseline, bool HasValues)
{
    /// <summary>Whether there is a difference.</summary>
    public bool IsComplete => Level && Baseline;

    /// <summary>Of the blocks that a comparison rests on.</summary>
    public static Measurement Create(IReadOnlyList<BlockSides> blocks)
    {
        bool level = blocks.Any(b => b.Level.Any(s => !s.IsDiverged)), baseline = blocks.Any(b => b.Baseline.Any(s => !s.IsDiverged));
        return new Measurement(level && blocks.All(b => b.IsLevelMeasured), baseline && blocks.All(b => b.IsBaselineMeasured),
            level && baseline);
    }
}
