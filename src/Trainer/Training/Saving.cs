using Sweep.Planning.Plans;
using Sweep.Planning.Trials;
using Sweep.Trainer.Checkpoints;
using Sweep.Trainer.Engines;

namespace Sweep.Trainer.Training;

/// <summary>Where the trials of a call go on from, when they save themselves, and what they leave. One thread at a time.</summary>
internal sealed class Saving
{
    private static readonly TimeSpan WorthSaving = TimeSpan.FromMinutes(1);

    private readonly CheckpointFolder? folder;
    private readonly string engineKind;
    private readonly ITrainingObserver observer;
    private readonly TimeProvider time;
    private readonly Dictionary<TrialId, CheckpointPlan> plans;
    private readonly Dictionary<TrialId, Checkpoint> found = [];
    private readonly Dictionary<TrialId, long> savedAt = [];

    /// <summary>Looks for the checkpoints of all trials; tells of those that are of no use.</summary>
    public Saving(CheckpointFolder? folder, string engineKind, FusedTrials trials, ITrainingObserver observer, TimeProvider time)
    {
        (this.folder, this.engineKind, this.observer, this.time) = (folder, engineKind, observer, time);
        plans = trials.Trials.Select((t, i) => (t.Id, Plan: i < trials.Checkpoints.Count ? trials.Checkpoints[i] : CheckpointPlan.Default))
            .ToDictionary(p => p.Id, p => p.Plan);
        foreach (var trial in trials.Trials)
        {
            savedAt[trial.Id] = time.GetTimestamp();
            if (folder is null)
                continue;
            if (folder.Find(trial.Id, engineKind, out string? problem) is { } checkpoint)
                found[trial.Id] = checkpoint;
            else if (problem is not null)
                observer.Noted(trial.Id, problem);
        }
    }

    /// <summary>The phase and epoch that a trial goes on from; zeros for its beginning.</summary>
    public (int Phase, int Epoch) PlaceOf(TrialDescription trial) =>
        found.TryGetValue(trial.Id, out var checkpoint) ? (checkpoint.PhaseNumber, checkpoint.Epoch) : (0, 0);

    /// <summary>What a trial goes on from; null for its beginning.</summary>
    public Checkpoint? Find(TrialDescription trial) => found.GetValueOrDefault(trial.Id);

    /// <summary>A checkpoint does not fit its trial after all: the trial goes on from its beginning.</summary>
    public void Reject(TrialDescription trial, string why)
    {
        found.Remove(trial.Id);
        observer.Noted(trial.Id, why);
    }

    /// <summary>Saves a trial if it is time to.</summary>
    public void EpochEnded(TrialDescription trial, int epoch, Func<Checkpoint> checkpoint)
    {
        bool isDue = folder is not null && (plans[trial.Id].EveryEpochs is { } every
            ? every > 0 && epoch % every == 0
            : time.GetElapsedTime(savedAt[trial.Id]) >= WorthSaving);
        if (!isDue)
            return;
        if (folder!.Write(checkpoint() with { EngineKind = engineKind }) is { } problem)
            observer.Noted(trial.Id, $"No checkpoint could be written to {folder.Path}: {problem}");
        savedAt[trial.Id] = time.GetTimestamp();
    }

    /// <summary>Whether a trial leaves its weights when it is done.</summary>
    public bool KeepsWeights(TrialDescription trial) => folder is not null && plans[trial.Id].KeepsWeights;

    /// <summary>A trial is done: it leaves no checkpoint, but its weights where they are given.</summary>
    public void Finished(TrialDescription trial, IReadOnlyList<NamedTensor>? weights)
    {
        if (folder is null)
            return;
        if (weights is not null
            && folder.KeepWeights(trial, [.. weights.Where(t => !TensorNames.IsOptimizerState(t.Name))]) is { } problem)
        {
            observer.Noted(trial.Id, $"The weights could not be kept in {folder.Path}: {problem}");
        }
        if (folder.Delete(trial.Id) is { } undeleted)
            observer.Noted(trial.Id, $"The checkpoint could not be removed from {folder.Path}: {undeleted}");
    }
}
