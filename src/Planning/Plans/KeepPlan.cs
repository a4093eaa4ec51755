using Sweep.Planning.Trials;

namespace Sweep.Planning.Plans;

/// <summary>What is stored of trainings beside their metrics. It changes no trial's id.</summary>
/// <param name="ConfusionMatrix">The confusion matrix of the test split after the last epoch.</param>
/// <param name="Recorded">Statistics that are measured after each epoch; they become metrics.</param>
public sealed record KeepPlan(bool ConfusionMatrix = false, RecordedStatistics Recorded = RecordedStatistics.None)
{
    /// <summary>Nothing.</summary>
    public static KeepPlan Nothing { get; } = new();
}
