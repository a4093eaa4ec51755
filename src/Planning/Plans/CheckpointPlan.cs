namespace Sweep.Planning.Plans;

/// <summary>How often trainings save themselves, and what stays when they are done.</summary>
/// <param name="EveryEpochs">After how many epochs, at least 1; 0 for never; null for as often as it is worth it: after each epoch that
/// ends a minute or more after the last checkpoint or the start, so that short trainings write none.</param>
/// <param name="KeepsWeights">Whether the final weights are kept.</param>
public sealed record CheckpointPlan(int? EveryEpochs = null, bool KeepsWeights = false)
{
    /// <summary>As often as it is worth it; no weights are kept.</summary>
    public static CheckpointPlan Default { get; } = new();
}
