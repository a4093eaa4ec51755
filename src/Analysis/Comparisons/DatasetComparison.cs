using Sweep.Statistics;
using Sweep.Statistics.Bayes;
using Sweep.Statistics.Estimates;

namespace Sweep.Analysis.Comparisons;

/// <summary>Two levels compared for the other target: datasets not seen yet. The unit is the dataset; its seeds, architectures and other
/// blocks are averaged first, since they are no further evidence about other datasets.</summary>
/// <param name="Datasets">The difference on each dataset that has both levels.</param>
/// <param name="Mean">Their mean, with error and degrees of freedom; null where a dataset has no difference.</param>
/// <param name="Interval">Its t interval at 1 - alpha; null without spread.</param>
/// <param name="HodgesLehmann">The typical difference with its exact interval, of the level that so many datasets reach; null without
/// mean.</param>
/// <param name="Wins">Datasets on which the level is better.</param>
/// <param name="Ties">Datasets on which it is equal.</param>
/// <param name="Losses">Datasets on which it is worse.</param>
/// <param name="SignedRank">p of Wilcoxon's exact signed-rank test (Pratt's zeros): it decides.</param>
/// <param name="SignFlip">p of the sign-flip test of the mean.</param>
/// <param name="Sign">p of the sign test.</param>
/// <param name="T">p of Student's t; null without spread.</param>
/// <param name="Equivalence">p of the two one-sided tests; null without region or spread.</param>
/// <param name="Posterior">Bayesian signed-rank test: is the level worse, equal or better on most datasets? In the unit's direction, so
/// that Above means larger. Null without mean.</param>
/// <param name="Decision">The verdict for new datasets, adjusted over the same family.</param>
public sealed record DatasetComparison(IReadOnlyList<DatasetDifference> Datasets, MeanEstimate? Mean, Interval? Interval,
    HodgesLehmannResult? HodgesLehmann, int Wins, int Ties, int Losses, double SignedRank, double SignFlip, double Sign, double? T,
    double? Equivalence, RegionPosterior? Posterior, Decision Decision)
{
    /// <summary>The hierarchical Bayesian model over the datasets on which the difference has an error: where will it lie on a new one?
    /// Null for fewer than three of them, for many comparisons, or unless the depth is full.</summary>
    public HierarchicalResult? Hierarchical { get; init; }

    /// <summary>The interval of the typical difference to be shown; null where so few datasets reach a level far below 1 - alpha at
    /// most.</summary>
    public Interval? TypicalInterval { get; init; }
}

/// <summary>The mean difference on one dataset.</summary>
/// <param name="Dataset">Its name.</param>
/// <param name="BlockCount">Blocks averaged over.</param>
/// <param name="Difference">level - baseline, in the unit of the metric; null where a side has no mean in a block, since all its trials
/// diverged there, or where both sides diverged in all pairs.</param>
public sealed record DatasetDifference(string Dataset, int BlockCount, double? Difference);
