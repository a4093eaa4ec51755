namespace Sweep.Analysis.Costs;

/// <summary>What a trial took.</summary>
/// <param name="Seconds">Of training, all epochs together; null where it reports none, as a trial that diverged.</param>
/// <param name="Parameters">Learned numbers of its network; null where it reports none.</param>
public readonly record struct TrialCost(double? Seconds, double? Parameters);
