using Sweep.Planning;

namespace Sweep.Trainer;

/// <summary>An engine that trains trials to their outcomes. Implementations are safe to call from several threads at once.</summary>
public interface ITrainer
{
    /// <summary>The engine's name as stored with each attempt: "cpu", "torchsharp-cuda".</summary>
    string Name { get; }

    /// <summary>Trains a replica group on the calling thread and returns one outcome per trial, in order.</summary>
    /// <param name="group">Trials of equal tensor shapes; engines without fusion train them one after another.</param>
    /// <param name="observer">Told of each epoch as it ends, on the calling thread.</param>
    /// <param name="stop">Cooperative: observed within 100 ms; what was unfinished ends as <see cref="TrialOutcome.Cancelled"/>.</param>
    /// <remarks>Mathematical failure is <see cref="TrialOutcome.Diverged"/>; missing or damaged data and exhausted memory are
    /// <see cref="TrialOutcome.Failed"/>. Only bugs throw.</remarks>
    IReadOnlyList<TrialOutcome> Train(ReplicaGroup group, ITrainingObserver observer, CancellationToken stop);
}

/// <summary>Trials of equal tensor shapes that one device may train in one fused program.</summary>
/// <param name="Trials">At least one.</param>
public sealed record ReplicaGroup(IReadOnlyList<TrialDescription> Trials);

/// <summary>Hears of a training's progress. Called on the training thread: must be quick and must not throw.</summary>
public interface ITrainingObserver
{
    /// <summary>An epoch of one trial ended.</summary>
    void EpochCompleted(TrialId trial, EpochMetrics metrics);
}
