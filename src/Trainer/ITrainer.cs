using Sweep.Planning.Plans;
using Sweep.Planning.Trainers;
using Sweep.Planning.Trials;
using Sweep.Trainer.Engines;

namespace Sweep.Trainer;

/// <summary>Trains trials to their outcomes. Implementations are safe to call from several threads at once.</summary>
public interface ITrainer
{
    /// <summary>The engine's name as stored with each attempt: "cpu", "torchsharp-cuda".</summary>
    string Name { get; }

    /// <summary>What it can train.</summary>
    EngineCapabilities Capabilities => EngineCapabilities.Basic;

    /// <summary>How many trials one call can make use of, at least 1. Engines without fusion say 1.</summary>
    int MaxFusedTrials => 1;

    /// <summary>What trials must have in common to train together in one call: equal keys. Null for a trial that trains alone. Does not
    /// throw.</summary>
    object? FusionKeyOf(TrialDescription trial) => null;

    /// <summary>Trains some trials on the calling thread and returns one outcome per trial, in order.</summary>
    /// <param name="trials">Of equal keys; engines without fusion train them one after another.</param>
    /// <param name="observer">Told of each epoch as it ends, on the calling thread, and of each trial that ends before the others.</param>
    /// <param name="stop">Cooperative, for all: observed within 100 ms; what was unfinished ends as
    /// <see cref="TrialOutcome.Cancelled"/>.</param>
    /// <remarks>Mathematical failure is <see cref="TrialOutcome.Diverged"/>; missing or damaged data and exhausted memory are
    /// <see cref="TrialOutcome.Failed"/>. Only bugs throw.</remarks>
    IReadOnlyList<TrialOutcome> Train(FusedTrials trials, ITrainingObserver observer, CancellationToken stop);
}

/// <summary>Trials of equal tensor shapes that one device may train as one program.</summary>
/// <param name="Trials">At least one; each only once.</param>
public sealed record FusedTrials(IReadOnlyList<TrialDescription> Trials)
{
    /// <summary>One token for each trial, in order: it lets that trial leave, as <see cref="TrialOutcome.Cancelled"/>, while the others go
    /// on. Empty if none leaves alone.</summary>
    public IReadOnlyList<CancellationToken> Stops { get; init; } = [];

    /// <summary>How each trial saves itself, in order; empty for <see cref="CheckpointPlan.Default"/>.</summary>
    public IReadOnlyList<CheckpointPlan> Checkpoints { get; init; } = [];

    /// <summary>What is kept of each trial beside its metrics, in order; empty for nothing.</summary>
    public IReadOnlyList<KeepPlan> Keeps { get; init; } = [];

    /// <summary>Which attempt each trial is, in order; empty where nobody is to know.</summary>
    public IReadOnlyList<AttemptDescription> Attempts { get; init; } = [];
}

/// <summary>An attempt at a trial, for trainers that tell others of it.</summary>
/// <param name="Sweep">Name of the sweep that it is trained for.</param>
/// <param name="Attempt">From 1.</param>
/// <param name="Program">How its program is run; null where an engine trains.</param>
public sealed record AttemptDescription(string Sweep, int Attempt, ProgramPlan? Program);

/// <summary>Hears of a training's progress: must be quick and must not throw.</summary>
public interface ITrainingObserver
{
    /// <summary>An epoch of one trial ended. Called on the training thread; for a trial that goes on from a checkpoint first for the epochs
    /// before it.</summary>
    void EpochCompleted(TrialId trial, EpochMetrics metrics);

    /// <summary>A trial has its outcome while others go on; the same outcome is returned in the end. Called on the training thread, or
    /// on the thread that asked the trial to stop. Does nothing unless implemented.</summary>
    void TrialEnded(TrialId trial, TrialOutcome outcome)
    {
    }

    /// <summary>Weights that a trial had after an epoch: those that it is judged at. Called on the training thread before the epoch's
    /// metrics are told, in the last phase only; for epoch 0 before that phase begins. Does nothing unless implemented.</summary>
    /// <param name="trial">Which trial.</param>
    /// <param name="epoch">Of the last phase; 0 for its start.</param>
    /// <param name="save">Copies all that training changes of the trial; good until this returns.</param>
    void WeightsReached(TrialId trial, int epoch, Func<IReadOnlyList<NamedTensor>> save)
    {
    }

    /// <summary>What the program of a trial printed, shortened; told once, before the training returns. Does nothing unless
    /// implemented.</summary>
    void OutputKept(TrialId trial, string output)
    {
    }

    /// <summary>Something that people should know, such as a damaged checkpoint, in one sentence. Does nothing unless
    /// implemented.</summary>
    void Noted(TrialId trial, string note)
    {
    }

    /// <summary>Something that only those want to know who look closely, in one sentence. Does nothing unless implemented.</summary>
    void Mentioned(TrialId trial, string detail)
    {
    }
}
