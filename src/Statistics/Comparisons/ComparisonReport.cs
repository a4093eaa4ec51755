namespace Sweep.Statistics.Comparisons;

/// <summary>The answer to a comparison: every number a table, a plot or a file may want. Equal observations in any order give equal reports.</summary>
/// <param name="Options">What was asked.</param>
/// <param name="Levels">All levels, in order.</param>
/// <param name="Blocks">All blocks, in order.</param>
/// <param name="Floor">What a diverged trial scores.</param>
/// <param name="TuningChoices">The tuned level chosen per level and block; empty when nothing is tuned.</param>
/// <param name="Summaries">Per level over all blocks, then per level and block.</param>
/// <param name="Comparisons">One per pair of levels.</param>
/// <param name="OverallFamilySize">How many overall comparisons Holm's adjustment covers.</param>
/// <param name="BlockFamilySize">How many comparisons within blocks the other adjustment covers.</param>
/// <param name="Notes">What a reader must know and no number says: sentences.</param>
public sealed record ComparisonReport(ComparisonOptions Options, IReadOnlyList<string> Levels, IReadOnlyList<string> Blocks,
    DivergenceFloor Floor, IReadOnlyList<TuningChoice> TuningChoices, IReadOnlyList<LevelSummary> Summaries,
    IReadOnlyList<LevelComparison> Comparisons, int OverallFamilySize, int BlockFamilySize, IReadOnlyList<string> Notes);

/// <summary>Two levels compared.</summary>
/// <param name="Level">The level.</param>
/// <param name="Baseline">What it is compared with.</param>
/// <param name="Overall">Over all blocks, each block with equal weight.</param>
/// <param name="Blocks">Within each block.</param>
public sealed record LevelComparison(string Level, string Baseline, ComparisonResult Overall, IReadOnlyList<ComparisonResult> Blocks);
