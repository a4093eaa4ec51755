namespace Sweep.Planning.Plans;

/// <summary>What is stored of trainings beside their metrics. It changes no trial's id.</summary>
/// <param name="ConfusionMatrix">The confusion matrix of the test split after the last epoch.</param>
public sealed record KeepPlan(bool ConfusionMatrix = false)
{
    /// <summary>Nothing.</summary>
    public static KeepPlan Nothing { get; } = new();
}
