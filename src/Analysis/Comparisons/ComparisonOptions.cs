using Sweep.Planning.Plans;
using Sweep.Planning.Trials;

namespace Sweep.Analysis.Comparisons;

/// <summary>What was asked, before data.</summary>
public sealed record ComparisonOptions
{
    /// <summary>The levels in the order to report them, those without observations included; levels not named follow in ordinal
    /// order.</summary>
    public IReadOnlyList<string> Levels { get; init; } = [];

    /// <summary>The blocks in the order to report them; blocks not named follow in ordinal order.</summary>
    public IReadOnlyList<string> Blocks { get; init; } = [];

    /// <summary>The level all others are compared with; null for all pairs.</summary>
    public string? Baseline { get; init; }

    /// <summary>Whether a larger value is better.</summary>
    public bool LargerIsBetter { get; init; } = true;

    /// <summary>Family-wise error rate, in (0,0.5).</summary>
    public double Alpha { get; init; } = 0.05;

    /// <summary>Half-width of the region of practical equivalence, in the unit of the metric; 0 for none.</summary>
    public double Rope { get; init; }

    /// <summary>Whether this comparison was planned before data; otherwise it is exploratory.</summary>
    public bool IsPlanned { get; init; }

    /// <summary>Whether equal pair keys may be used as pairs; false forces unpaired tests.</summary>
    public bool MayPair { get; init; } = true;

    /// <summary>Tuning per level and block; null when nothing is tuned.</summary>
    public TuningOptions? Tuning { get; init; }

    /// <summary>How the overall comparisons are adjusted for their number.</summary>
    public AdjustmentMethod Adjustment { get; init; } = AdjustmentMethod.MaxT;

    /// <summary>Which test decides.</summary>
    public PlannedTest Test { get; init; }

    /// <summary>Held-out samples over training samples where pairs are folds of cross-validations, which share training samples; 0 where
    /// pairs are independent. What takes pairs as independent is left out then.</summary>
    public double Overlap { get; init; }

    /// <summary>Planned looks at growing data; null when the data are looked at once, at the end.</summary>
    public SequentialLooks? Looks { get; init; }

    /// <summary>The smallest p that so many pairs can give: of the test that decides, or of the planned looks. Two pairs may have any
    /// t.</summary>
    /// <param name="pairs">Pairs that are not tied; of an e-process seeds.</param>
    public double MinimumPairedPValue(int pairs)
    {
        var procedure = TestCatalogue.Paired(Test).OfPairs!;
        return Looks is { } looks && (procedure.CountsSigns || looks.Rule == StoppingRule.EProcess)
            ? looks.MinimumPValue(pairs)
            : procedure.MinimumPValue(pairs);
    }

    /// <summary>The score that is good enough, for the optimality gap; null for none.</summary>
    public double? TargetScore { get; init; }

    /// <summary>The power that the power summaries speak of, in (alpha,1).</summary>
    public double Power { get; init; } = 0.8;

    /// <summary>How much to compute beside the verdicts.</summary>
    public ReportDepth Depth { get; init; } = ReportDepth.Full;

    /// <summary>Resamples of each bootstrap interval; 0 for none (they cost most of the time), else at least 99.</summary>
    public int BootstrapDraws { get; init; }

    /// <summary>Seed of drawn sign patterns (more than 40 differing pairs): the same report from the same data.</summary>
    public ulong Seed { get; init; } = 20260101;

    /// <summary>Whether so many comparisons are made that each must be quick.</summary>
    internal bool AreMany { get; init; }

    /// <summary>Whether a comparison goes without what stands beside its verdict: nobody would read it.</summary>
    internal bool IsBrief => AreMany && Depth < ReportDepth.Full;

    internal void Validate()
    {
        if (!(Alpha > 0 && Alpha < 0.5))
            throw new ArgumentOutOfRangeException(nameof(Alpha), Alpha, "Alpha lies in (0,0.5).");
        if (!(Rope >= 0 && double.IsFinite(Rope)))
            throw new ArgumentOutOfRangeException(nameof(Rope), Rope, "The region of equivalence has a half-width of at least 0.");
        if (!(Power > Alpha && Power < 1))
            throw new ArgumentOutOfRangeException(nameof(Power), Power, "The power lies between alpha and 1.");
        if (BootstrapDraws is < 0 or (> 0 and < 99))
            throw new ArgumentOutOfRangeException(nameof(BootstrapDraws), BootstrapDraws,
                "A bootstrap draws at least 99 resamples; 0 is none.");
        if (TargetScore is { } target && !double.IsFinite(target))
            throw new ArgumentOutOfRangeException(nameof(TargetScore), target, "The target score is finite.");
        Looks?.Validate();
    }
}

/// <summary>How much a comparison computes.</summary>
public enum ReportDepth
{
    /// <summary>Estimates, tests and verdicts, on both targets: what a schedule needs to decide about more seeds. No intervals of paired
    /// differences.</summary>
    Verdicts,

    /// <summary>Also supplements, omnibus tests, marginal means and variance components: what is said in words and tables. When there are
    /// hundreds of comparisons within blocks, they have no signed-rank test and no Hodges-Lehmann estimate.</summary>
    Answer,

    /// <summary>Also robust aggregates and profiles, every number of every comparison, and the fingerprint of the observations.</summary>
    Full,
}

/// <summary>How tuned levels are chosen.</summary>
/// <param name="SelectionSeeds">Trials of these seeds choose; all others judge.</param>
/// <param name="LargerIsBetter">Whether a larger selection value is better.</param>
public sealed record TuningOptions(IReadOnlySet<int> SelectionSeeds, bool LargerIsBetter);
