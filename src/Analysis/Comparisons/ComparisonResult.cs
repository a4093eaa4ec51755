using Sweep.Planning.Expansion;
using Sweep.Planning.Plans;
using Sweep.Planning.Trials;
using Sweep.Statistics;
using Sweep.Statistics.Estimates;

namespace Sweep.Analysis.Comparisons;

/// <summary>How the two sides were compared.</summary>
public enum ComparisonDesign
{
    /// <summary>A side has no outcome: nothing was tested.</summary>
    None,

    /// <summary>By pairs of equal keys.</summary>
    Paired,

    /// <summary>As independent samples, because no keys are equal or pairing was not allowed: exploratory.</summary>
    Unpaired,
}

/// <summary>The answer.</summary>
public enum Verdict
{
    /// <summary>Neither a difference nor equivalence is shown. It never means equal.</summary>
    Undecided,

    /// <summary>The level is better than the baseline.</summary>
    Better,

    /// <summary>The level is worse than the baseline.</summary>
    Worse,

    /// <summary>The difference is smaller than the region of practical equivalence, whatever its sign.</summary>
    Equivalent,
}

/// <summary>Two levels compared, within one block or over all.</summary>
public sealed record ComparisonResult
{
    /// <summary>The level.</summary>
    public required string Level { get; init; }

    /// <summary>What it is compared with.</summary>
    public required string Baseline { get; init; }

    /// <summary>The block; null for all blocks.</summary>
    public required string? Block { get; init; }

    /// <summary>How the sides were compared.</summary>
    public required ComparisonDesign Design { get; init; }

    /// <summary>How many blocks contribute.</summary>
    public required int BlockCount { get; init; }

    /// <summary>Blocks that do not contribute since they have a single pair where others have more: it has no spread.</summary>
    public IReadOnlyList<string> LeftOut { get; init; } = [];

    /// <summary>Independent pairs; 0 when unpaired. Trials of one key in several blocks count once.</summary>
    public int PairCount { get; init; }

    /// <summary>Whether blocks share pair keys, so that their trials were averaged key by key before testing.</summary>
    public bool IsCollapsed { get; init; }

    /// <summary>Pairs in which the level is better than the baseline.</summary>
    public int Wins { get; init; }

    /// <summary>Pairs of equal values, and pairs in which both sides diverged.</summary>
    public int Ties { get; init; }

    /// <summary>Pairs in which the level is worse.</summary>
    public int Losses { get; init; }

    /// <summary>Independent pairs in which both sides diverged: ties, and in no difference, interval or test of equivalence.</summary>
    public int BothDivergedCount { get; init; }

    /// <summary>What a diverged trial scores; null over several blocks, each of which has its own, and without divergence or
    /// number.</summary>
    public DivergenceScore? DivergenceScore { get; init; }

    /// <summary>The level's values.</summary>
    public SideSummary? LevelSide { get; init; }

    /// <summary>The baseline's values.</summary>
    public SideSummary? BaselineSide { get; init; }

    /// <summary>The difference level - baseline, in the unit of the metric; null when nothing was tested, and where a side has no mean,
    /// since all its trials diverged, or all those of a block and nothing says what guessing scores. Ranks and signs decide then.</summary>
    public DifferenceSummary? Difference { get; init; }

    /// <summary>Cohen's d as other tools print it: the mean difference over the standard deviation of the values, that of both levels
    /// pooled within blocks. Where partners correlate it is smaller than d_z; null without spread.</summary>
    public double? CohensD => Design == ComparisonDesign.Unpaired ? Difference?.StandardizedEffect
        : double.Hypot(LevelSide?.StandardDeviation ?? double.NaN, BaselineSide?.StandardDeviation ?? double.NaN) / Math.Sqrt(2)
            is > 0 and var deviation
            && double.IsFinite(deviation) ? Difference?.Mean.Value / deviation
        : null;

    /// <summary>d_z: the mean difference over the standard deviation of the differences within blocks; null when unpaired or without
    /// spread.</summary>
    public double? Dz => Design == ComparisonDesign.Paired ? Difference?.StandardizedEffect : null;

    /// <summary>Unadjusted p-values; each null where its test does not apply or was not asked for.</summary>
    public TestSummary Tests { get; init; } = new();

    /// <summary>The test that decides; null when unpaired.</summary>
    internal PairedTest? Test { get; init; }

    /// <summary>p of the test that decides about independent samples; null when paired, and where it does not apply.</summary>
    internal double? UnpairedP { get; init; }

    /// <summary>The smallest p that the deciding test of independent samples can give; 1 when paired.</summary>
    internal double MinimumUnpairedPValue { get; init; } = 1;

    /// <summary>The sign of level - baseline as the test of all data sees it; 0 when it sees none.</summary>
    internal int Direction { get; init; }

    /// <summary>Pairs of which a side is missing or without outcome.</summary>
    internal int LostPairs { get; init; }

    /// <summary>Pairs that the deciding test can use: those that are not tied, of an e-process the seeds it has bet on.</summary>
    internal int DecidingPairs => Sequential is { Rule: StoppingRule.EProcess, Looks: var bets }
        ? (bets.Count == 0 ? 0 : bets[^1].PairCount) : PairCount - Ties;

    /// <summary>What planned looks at growing data have shown; null without planned looks or when unpaired.</summary>
    public SequentialSummary? Sequential { get; init; }

    /// <summary>How the effect differs between blocks; null within a block, of a single one, and when nothing was tested.</summary>
    public BlockEffects? Effects { get; init; }

    /// <summary>What a report adds to an overall comparison; null within blocks and when nothing was tested.</summary>
    public ComparisonSupplement? Supplement { get; init; }

    /// <summary>The verdict and what it rests on.</summary>
    public required Decision Decision { get; init; }

    /// <summary>Observations without outcome, or without a partner, by name. They are in no number.</summary>
    public IReadOnlyList<UnusedObservation> Unused { get; init; } = [];
}

/// <summary>One side of a comparison.</summary>
/// <param name="Count">Outcomes.</param>
/// <param name="Mean">Mean of block means, without pairs in which both sides diverged; null without any finite value, and where a block has
/// none and nothing says what guessing scores.</param>
/// <param name="StandardDeviation">Within blocks, pooled (n - 1); NaN when no block has two values, and without mean.</param>
/// <param name="DivergedCount">How many of them diverged.</param>
public sealed record SideSummary(int Count, double? Mean, double StandardDeviation, int DivergedCount);

/// <summary>The estimated difference level - baseline.</summary>
/// <param name="Mean">Mean of block means of differences, with error and degrees of freedom.</param>
/// <param name="Interval">Of the mean difference at 1 - alpha, together with those of the other comparisons of the family: the deciding
/// test inverted, so that it
/// excludes 0 if, and only if, a difference is shown. One that was shown at a later step of the adjustment alone ends at 0: its sign is
/// known and not
/// its size. Null where nothing bounds it.</param>
/// <param name="EquivalenceInterval">The same at 1 - 2 alpha: the comparison is equivalent when it lies inside the region. Null without
/// region, and as above.</param>
/// <param name="HodgesLehmann">Median of Walsh averages of all pairs, with exact interval; null when unpaired or not asked for.</param>
/// <param name="StandardizedEffect">Mean over within-block standard deviation: d_z of differences when paired, d of values when not; null
/// without spread.</param>
/// <param name="HedgesG">The same without small-sample bias; null without spread or with fewer than 2 degrees of freedom.</param>
/// <param name="Correlation">Of the partners within blocks; null when unpaired or without spread.</param>
/// <param name="ProbabilityOfSuperiority">P(level larger than baseline) + P(equal)/2: over the pairs of each block, averaged over blocks,
/// when paired; over all combinations within blocks when not.</param>
public sealed record DifferenceSummary(MeanEstimate Mean, Interval? Interval, Interval? EquivalenceInterval,
    HodgesLehmannResult? HodgesLehmann,
    double? StandardizedEffect, double? HedgesG, double? Correlation, double ProbabilityOfSuperiority)
{
    /// <summary>The interval of this comparison alone, as if nothing else had been compared; null where nothing bounds it.</summary>
    public Interval? PlainInterval { get; init; } = Interval;
}

/// <summary>Unadjusted two-sided p-values.</summary>
public sealed record TestSummary
{
    /// <summary>Sign-flip test of the weighted mean difference; stratified over blocks. Decides paired comparisons.</summary>
    public double? SignFlip { get; init; }

    /// <summary>How the sign-flip distribution was obtained.</summary>
    public NullDistribution? SignFlipNullDistribution { get; init; }

    /// <summary>How many sign patterns were drawn for it; null when none were.</summary>
    public int? SignFlipDraws { get; init; }

    /// <summary>Wilcoxon's signed-rank test of all pairs (Pratt's zeros).</summary>
    public double? SignedRank { get; init; }

    /// <summary>Sign test of wins against losses.</summary>
    public double? Sign { get; init; }

    /// <summary>Student's t of the mean difference: paired, or Welch's when unpaired; null without spread.</summary>
    public double? T { get; init; }

    /// <summary>Mann-Whitney test, stratified over blocks. Decides unpaired comparisons.</summary>
    public double? MannWhitney { get; init; }

    /// <summary>Two one-sided tests against the region of equivalence; null without region or spread of a single pair, and where a
    /// divergence forbids it: of one side alone of a pair, of either side when unpaired, or of all pairs of a block.</summary>
    public double? Equivalence { get; init; }
}

/// <summary>An observation that takes no part in a comparison.</summary>
/// <param name="Level">Its level.</param>
/// <param name="Block">Its block.</param>
/// <param name="Seed">Its seed.</param>
/// <param name="Reason">Why, for people.</param>
public sealed record UnusedObservation(string Level, string Block, int Seed, string Reason)
{
    /// <summary>The reason of a trial whose partner was never planned or stored.</summary>
    public const string NoPartner = "no trial with this pair key";

    /// <summary>The reason of trials that a planned look made superfluous.</summary>
    public const string NotNeeded = "not needed after an earlier look";

    /// <summary>The reason of trials of tuned levels that were not chosen.</summary>
    public const string NotNeededAfterChoice = "not needed after the choice of tuned levels";

    /// <summary>The reason of trials that the plan made superfluous for another question than the one asked.</summary>
    public const string NotNeededByPlan = "not needed by the plan";

    /// <summary>Whether the plan made the trial superfluous: it is not missing.</summary>
    public bool IsUnneeded => Reason is NotNeeded or NotNeededAfterChoice or NotNeededByPlan;

    internal static string Unneeded(ComparisonOptions options) => options.Looks is not null ? NotNeeded
        : options.Tuning is not null ? NotNeededAfterChoice
        : NotNeededByPlan;
}
