using Sweep.Planning.Plans;
using Sweep.Planning.Trials;
using Sweep.Trainer.Protocols;

namespace Sweep.Trainer.Training;

/// <summary>One trial of a call.</summary>
/// <param name="Position">Its number among the trials that the caller gave.</param>
/// <param name="Trial">What is trained.</param>
/// <param name="Settings">Its configuration, read.</param>
internal sealed record TrainingTrial(int Position, TrialDescription Trial, TrialSettings Settings)
{
    /// <summary>What is kept of it beside its metrics.</summary>
    public KeepPlan Keep { get; init; } = KeepPlan.Nothing;
}
