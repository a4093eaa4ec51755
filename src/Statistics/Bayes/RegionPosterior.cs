namespace Sweep.Statistics.Bayes;

/// <summary>Posterior probabilities of where a difference lies; they sum to 1.</summary>
/// <param name="Below">Below the region of practical equivalence.</param>
/// <param name="Within">Inside it.</param>
/// <param name="Above">Above it.</param>
public readonly record struct RegionPosterior(double Below, double Within, double Above);
