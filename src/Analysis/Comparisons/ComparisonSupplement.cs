using Sweep.Statistics;
using Sweep.Statistics.Bayes;
using Sweep.Statistics.Benchmarks;
using Sweep.Statistics.SignificanceTests;

namespace Sweep.Analysis.Comparisons;

/// <summary>What a report adds to an overall comparison. None of it takes part in the verdict.</summary>
public sealed record ComparisonSupplement
{
    /// <summary>Pairs that could have been: units of both sides, lost ones included.</summary>
    public required int PossiblePairCount { get; init; }

    /// <summary>Divergence of the level alone against that of the baseline alone, by McNemar's exact test; null when unpaired.</summary>
    public McNemarResult? Divergence { get; init; }

    /// <summary>Cliff's delta within blocks, averaged over them: P(level larger) - P(level smaller) of two unrelated trials.</summary>
    public required double CliffsDelta { get; init; }

    /// <summary>P(level larger than baseline) of two unrelated trials, A12, within blocks, averaged over them.</summary>
    public required double A12 { get; init; }

    /// <summary>Studentized bootstrap interval of the mean difference, pairs drawn again within their blocks; null for fewer than ten
    /// pairs, where some but not all blocks have a single one (nothing to draw from), when unpaired or when no bootstrap was asked
    /// for.</summary>
    public Interval? BootstrapInterval { get; init; }

    /// <summary>Percentile bootstrap interval of the probability that the level wins a pair, averaged over blocks (Bouthillier et al.
    /// 2021); null as above.</summary>
    public Interval? WinInterval { get; init; }

    /// <summary>P(level better than baseline) of two unrelated trials, within blocks, averaged over them: rliable's probability of
    /// improvement.</summary>
    public required double ProbabilityOfImprovement { get; init; }

    /// <summary>Its percentile interval by stratified bootstrap; null when no bootstrap was asked for or the depth is not full.</summary>
    public Interval? ImprovementInterval { get; init; }

    /// <summary>Almost stochastic order, by the direction of the metric: by how much "the level is better at every quantile" fails,
    /// averaged over blocks, with its upper bound; null as above. Of the baseline over the level it is 1 minus this ratio.</summary>
    public StochasticOrderResult? StochasticOrder { get; init; }

    /// <summary>Where the mean difference lies, given the seeds and a flat prior: t posterior; null without spread.</summary>
    public RegionPosterior? Posterior { get; init; }

    /// <summary>What so many pairs can find, and how many would be needed; null without spread or when unpaired.</summary>
    public PowerSummary? Power { get; init; }
}

/// <summary>What the pairs at hand can find, and how many more it would take. Differences are in the unit of the metric.</summary>
/// <param name="Power">The power spoken of.</param>
/// <param name="Alpha">Error rate of a single comparison.</param>
/// <param name="DetectableDifference">The smallest true difference found with that power, by one comparison alone; infinite
/// where so few pairs cannot reach the level.</param>
/// <param name="DetectableInFamily">The same where the comparison must stand alone against the whole family: at alpha over its
/// size.</param>
/// <param name="PairsForObserved">Pairs needed in the family if the true effect were the one observed (a guess, since what was observed is
/// itself uncertain), at least those that can reach the level; infinite when it is zero.</param>
/// <param name="PairsForEquivalence">Pairs needed to show equivalence if the true difference were zero (normal approximation); null without
/// region of equivalence and for an e-process, whose pairs are seeds.</param>
public sealed record PowerSummary(double Power, double Alpha, double DetectableDifference, double DetectableInFamily,
    double PairsForObserved,
    double? PairsForEquivalence);
