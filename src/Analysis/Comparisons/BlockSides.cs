using Sweep.Planning.Expansion;

namespace Sweep.Analysis.Comparisons;

/// <summary>The two sides of one block; when paired, Level[i] and Baseline[i] share their key. Divergences are scored among the finite
/// values of these two sides in this block: no other level, block or dataset changes them.</summary>
internal sealed class BlockSides
{
    private readonly DivergenceRule rule;

    private BlockSides(string block, IReadOnlyList<ScoredTrial> level, IReadOnlyList<ScoredTrial> baseline, DivergenceRule rule,
        DivergenceScore? score,
        bool hasDivergence)
    {
        (Block, Level, Baseline, this.rule) = (block, level, baseline, rule);
        (Score, HasDivergence) = (score, hasDivergence);
    }

    /// <summary>The name of the block.</summary>
    public string Block { get; }

    /// <summary>The level's trials.</summary>
    public IReadOnlyList<ScoredTrial> Level { get; }

    /// <summary>The baseline's trials.</summary>
    public IReadOnlyList<ScoredTrial> Baseline { get; }

    /// <summary>What divergences score; null without divergence or number.</summary>
    public DivergenceScore? Score { get; }

    /// <summary>Whether a trial diverged.</summary>
    public bool HasDivergence { get; }

    /// <summary>Whether the level has a mean here: a finite value, or a known score of guessing.</summary>
    public bool IsLevelMeasured => IsMeasured(Level);

    /// <summary>The same of the baseline.</summary>
    public bool IsBaselineMeasured => IsMeasured(Baseline);

    /// <summary>Scores the trials of both sides.</summary>
    public static BlockSides Create(string block, IReadOnlyList<ScoredTrial> level, IReadOnlyList<ScoredTrial> baseline,
        DivergenceRule rule)
    {
        if (!level.Any(s => s.IsDiverged) && !baseline.Any(s => s.IsDiverged))
            return new BlockSides(block, level, baseline, rule, score: null, hasDivergence: false);
        var score = rule.Score(level.Concat(baseline));
        return new BlockSides(block, level.WithScore(score), baseline.WithScore(score), rule, score, hasDivergence: true);
    }

    /// <summary>What was known of the block when only some seeds had been bought: a worse value that comes later changes no score of an
    /// earlier look, whose verdict has stopped comparisons by then.</summary>
    public BlockSides Restrict(IReadOnlySet<int> seeds) =>
        Create(Block, [.. Level.Where(s => seeds.Contains(s.Seed))], [.. Baseline.Where(s => seeds.Contains(s.Seed))], rule);

    /// <summary>The pairs that did not diverge on both sides.</summary>
    public BlockSides Differing()
    {
        if (!HasDivergence)
            return this;
        int[] kept = [.. Enumerable.Range(0, Level.Count).Where(i => !(Level[i].IsDiverged && Baseline[i].IsDiverged))];
        return kept.Length == Level.Count ? this : Create(Block, [.. kept.Select(i => Level[i])], [.. kept.Select(i => Baseline[i])], rule);
    }

    private bool IsMeasured(IReadOnlyList<ScoredTrial> side) => !HasDivergence || rule.Chance is not null || side.Any(s => !s.IsDiverged);
}
