using System.Collections.Concurrent;
using Sweep.Planning.Trials;
using Sweep.Store;

namespace Sweep.Scheduling.Tests;

/// <summary>Remembers what it hears, one line per event.</summary>
internal sealed class RecordingObserver : IWorkObserver
{
    private readonly ConcurrentQueue<string> events = new();

    public IReadOnlyList<string> Events => [.. events];

    public void TrialStarted(TrialDescription trial) => events.Enqueue($"started {trial.Seed}");

    public void EpochCompleted(TrialDescription trial, EpochMetrics metrics) => events.Enqueue($"epoch {metrics.Epoch} of {trial.Seed}");

    public void TrialEnded(TrialDescription trial, TrialOutcome outcome) => events.Enqueue($"ended {trial.Seed} {outcome.GetType().Name}");

    public void TrialDropped(TrialDescription trial, DropReason reason) => events.Enqueue($"dropped {trial.Seed} {reason}");

    public void TrialLeft(LeasedTrial leased, TrialOutcome? stored) =>
        events.Enqueue($"left {leased.Trial.Seed} {stored?.GetType().Name ?? "unfinished"}");

    public void SweepPaused(string sweep, string reason) => events.Enqueue($"paused {sweep}: {reason}");

    public void StoreUnreachable(string message) => events.Enqueue("unreachable");

    public void StoreReachable() => events.Enqueue("reachable");
}
