namespace Sweep.Analysis.Comparisons;

/// <summary>The pairs of a comparison. One in which both sides diverged is a tie: it counts among pairs and ranks, and is in no size, since
/// nothing says how large or how small its difference would be.</summary>
internal sealed class MatchedPairs
{
    private MatchedPairs(IReadOnlyList<BlockSides> blocks)
    {
        BlockSides[] differing = [.. blocks.Select(b => b.Differing()).Where(b => b.Level.Count > 0)];
        bool hasTies = differing.Length < blocks.Count || differing.Zip(blocks).Any(b => b.First.Level.Count < b.Second.Level.Count);
        Differing = Strata.Paired(differing);
        LeftOut = differing.Select(b => b.Block).Except(Differing.SelectMany(s => s.Blocks)).ToArray();
        All = hasTies ? Strata.EveryPaired([.. blocks.Where(b => !LeftOut.Contains(b.Block))]) : Differing;
        BothDivergedCount = All.Sum(s => s.X.Count) - Differing.Sum(s => s.X.Count);
        Measured = Measurement.Create(differing);
        IsCollapsed = Differing.Count < differing.Length - LeftOut.Count;
        MayBeEquivalent = differing.Length == blocks.Count && !differing.Any(b => b.HasDivergence);
    }

    /// <summary>Every pair, but those of a block that is left out.</summary>
    public IReadOnlyList<Stratum> All { get; }

    /// <summary>The pairs that did not diverge on both sides: what has a size. Empty where all did.</summary>
    public IReadOnlyList<Stratum> Differing { get; }

    /// <summary>The block that has a single pair where others have more; empty when there is none.</summary>
    public IReadOnlyList<string> LeftOut { get; }

    /// <summary>Independent pairs in which both sides diverged.</summary>
    public int BothDivergedCount { get; }

    /// <summary>Which sides have a mean.</summary>
    public Measurement Measured { get; }

    /// <summary>Whether blocks share pair keys.</summary>
    public bool IsCollapsed { get; }

    /// <summary>Whether equivalence can be shown: no pair diverged on one side alone, and each block has pairs that diverged on neither.
    /// The test of equivalence rests on these pairs.</summary>
    public bool MayBeEquivalent { get; }

    /// <summary>The pairs of blocks that have at least one each.</summary>
    public static MatchedPairs Create(IReadOnlyList<BlockSides> blocks) => new(blocks);
}
