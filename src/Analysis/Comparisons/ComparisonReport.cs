using Sweep.Planning.Expansion;
using Sweep.Planning.Plans;
using Sweep.Statistics.Variance;

namespace Sweep.Analysis.Comparisons;

/// <summary>The answer to a comparison: every number a table, a plot or a file may want. Equal observations in any order give equal
/// reports.</summary>
/// <param name="Options">What was asked.</param>
/// <param name="Levels">All levels, in order.</param>
/// <param name="Blocks">All blocks, in order.</param>
/// <param name="TuningChoices">The tuned level chosen per level and block; empty when nothing is tuned.</param>
/// <param name="Summaries">Per level over all blocks, then per level and block.</param>
/// <param name="Comparisons">One per pair of levels.</param>
/// <param name="OverallFamilySize">How many overall comparisons the adjustment covers.</param>
/// <param name="BlockFamilySize">How many comparisons within blocks the other adjustment covers.</param>
/// <param name="Notes">What a reader must know and no number says: sentences.</param>
public sealed record ComparisonReport(ComparisonOptions Options, IReadOnlyList<string> Levels, IReadOnlyList<string> Blocks,
    IReadOnlyList<TuningChoice> TuningChoices, IReadOnlyList<LevelSummary> Summaries,
    IReadOnlyList<LevelComparison> Comparisons, int OverallFamilySize, int BlockFamilySize, IReadOnlyList<string> Notes)
{
    /// <summary>The adjustment of the overall comparisons that was possible: what was asked for, or the next best.</summary>
    public AdjustmentMethod Adjustment { get; init; }

    /// <summary>How the comparisons within blocks are adjusted.</summary>
    public AdjustmentMethod BlockAdjustment { get; init; }

    /// <summary>Are all levels alike on these datasets? Units are pair keys within blocks; null when no key is shared by two
    /// levels.</summary>
    public OmnibusSummary? Omnibus { get; init; }

    /// <summary>Are all levels alike on datasets like these? Units are datasets; null for fewer than two.</summary>
    public OmnibusSummary? OmnibusOverDatasets { get; init; }

    /// <summary>Means over all blocks as if no cell were missing, in the order of the levels; null when some levels share no block with the
    /// others.</summary>
    public IReadOnlyList<MarginalMean>? MarginalMeans { get; init; }

    /// <summary>Robust aggregates per level with outcomes; none unless the depth or a target score asks for them.</summary>
    public IReadOnlyList<LevelScores> Scores { get; init; } = [];

    /// <summary>The thresholds of the performance profiles, ascending: evenly over the range of all scores.</summary>
    public IReadOnlyList<double> ProfileThresholds { get; init; } = [];

    /// <summary>Where the spread comes from, blocks standing for datasets; from the keys that all levels share in each block. Null for
    /// fewer than two levels, two blocks or two such keys each.</summary>
    public VarianceComponents? Variance { get; init; }

    /// <summary>Fingerprint of the observations, whatever their order: lower-case hexadecimal; empty unless the depth is full.</summary>
    public string InputHash { get; init; } = "";

    /// <summary>How many trials of each level diverged on the seeds that select; levels without any are left out.</summary>
    public IEnumerable<(string Level, int Count)> DivergedWhileSelecting() => WhileSelecting(t => t.DivergedCount);

    /// <summary>How many trials of each level have no outcome on the seeds that select; levels without any are left out.</summary>
    public IEnumerable<(string Level, int Count)> LostWhileSelecting() => WhileSelecting(t => t.WithoutOutcome);

    /// <summary>Which observations judge: those of chosen tuned levels on seeds that do not select; all where nothing is tuned.</summary>
    public Func<Observation, bool> Judging() => Options.Tuning is { } tuning ? TuningSelection.Judging(TuningChoices, tuning) : _ => true;

    private IEnumerable<(string Level, int Count)> WhileSelecting(Func<TuningCandidate, int> count) => TuningChoices.GroupBy(c => c.Level)
        .Select(g => (g.Key, g.Sum(c => c.Candidates.Sum(count)))).Where(d => d.Item2 > 0);
}

/// <summary>Two levels compared.</summary>
/// <param name="Level">The level.</param>
/// <param name="Baseline">What it is compared with.</param>
/// <param name="Overall">Over all blocks, each block with equal weight.</param>
/// <param name="Blocks">Within each block.</param>
public sealed record LevelComparison(string Level, string Baseline, ComparisonResult Overall, IReadOnlyList<ComparisonResult> Blocks)
{
    /// <summary>The same question for datasets not seen yet; null for fewer than two datasets with both levels.</summary>
    public DatasetComparison? NewDatasets { get; init; }
}
