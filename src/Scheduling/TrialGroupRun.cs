using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using Sweep.Planning.Trials;
using Sweep.Trainer;

namespace Sweep.Scheduling;

/// <summary>Trials that one slot trains together, each with an ending of its own. Thread-safe: a trial ends on the slot's thread, or on the
/// thread that asked it to stop.</summary>
internal sealed class TrialGroupRun : ITrainingObserver, IDisposable
{
    private readonly Lock gate = new();
    private readonly Dictionary<TrialId, Assignment> open = [];
    private readonly IWorkObserver observer;
    private readonly TimeProvider time;
    private readonly Action<Assignment, AttemptResult> early;
    private readonly TrialPruner? pruner;
    private readonly GroupStop stop;
    private long countedAt;
    private TimeSpan share; // of each trial that still trains

    private TrialGroupRun(IReadOnlyList<Assignment> group, IWorkObserver observer, TimeProvider time,
        Action<Assignment, AttemptResult> early, TrialPruner? pruner)
    {
        (this.observer, this.time, this.early, this.pruner) = (observer, time, early, pruner);
        countedAt = time.GetTimestamp();
        foreach (var assignment in group)
        {
            assignment.Begin(countedAt);
            open.Add(assignment.Leased.Trial.Id, assignment);
        }
        stop = new GroupStop(group);
    }

    /// <summary>Trains some trials to their endings on the calling thread.</summary>
    /// <param name="group">At least one.</param>
    /// <param name="trainer">What trains.</param>
    /// <param name="observer">Told of starts, epochs and endings.</param>
    /// <param name="time">Measures.</param>
    /// <param name="early">Takes the endings of trials that end while others of the group go on.</param>
    /// <param name="pruner">Asked after epochs whether a trial goes on; null where none is given up.</param>
    /// <returns>The endings of the rest.</returns>
    public static IReadOnlyList<(Assignment Assignment, AttemptResult Ending)> Run(IReadOnlyList<Assignment> group, ITrainer trainer,
        IWorkObserver observer, TimeProvider time, Action<Assignment, AttemptResult> early, TrialPruner? pruner = null)
    {
        Assignment[] begun = [.. group.Where(a => !a.Stop.IsCancellationRequested)];
        var endings = group.Except(begun)
            .Select(a => (a, new AttemptResult(a.Meant(new TrialOutcome.Cancelled()), TimeSpan.Zero))).ToList();
        if (begun.Length == 0)
            return endings;
        using var training = new TrialGroupRun(begun, observer, time, early, pruner);
        return [.. endings, .. training.Train(begun, trainer)];
    }

    public void EpochCompleted(TrialId trial, EpochMetrics metrics)
    {
        if (!IsOpen(trial, out var assignment))
            return; // it was asked to stop meanwhile
        assignment.Add(metrics);
        observer.EpochCompleted(assignment.Leased.Trial, metrics);
        pruner?.Consider(assignment, metrics);
    }

    public void TrialEnded(TrialId trial, TrialOutcome outcome)
    {
        Assignment? assignment;
        AttemptResult ending;
        lock (gate)
        {
            if (open.Count == 1 || !open.TryGetValue(trial, out assignment))
                return; // the last one keeps its slot until the training returns
            ending = new AttemptResult(assignment.Meant(outcome), Share());
            open.Remove(trial);
        }
        stop.Leave(trial);
        Tell(assignment, ending.Outcome);
        early(assignment, ending);
    }

    public void Noted(TrialId trial, string note)
    {
        if (IsOpen(trial, out var assignment))
            observer.TrialNoted(assignment.Leased.Trial, note);
    }

    public void OutputKept(TrialId trial, string output)
    {
        if (IsOpen(trial, out var assignment))
            assignment.Output = output;
    }

    public void Mentioned(TrialId trial, string detail)
    {
        if (IsOpen(trial, out var assignment))
            observer.TrialMentioned(assignment.Leased.Trial, detail);
    }

    public void Dispose() => stop.Dispose();

    private List<(Assignment, AttemptResult)> Train(IReadOnlyList<Assignment> begun, ITrainer trainer)
    {
        foreach (var assignment in begun)
            observer.TrialStarted(assignment.Leased.Trial);
        Func<int, TrialOutcome> outcomeOf;
        try
        {
            var outcomes = trainer.Train(new FusedTrials([.. begun.Select(a => a.Leased.Trial)])
            {
                Stops = [.. begun.Select(a => a.Stop)],
                Checkpoints = [.. begun.Select(a => a.Leased.Checkpoint)],
                Keeps = [.. begun.Select(a => a.Leased.Keep)],
                Attempts = [.. begun.Select(a => new AttemptDescription(a.Leased.Sweep, a.Lease.Attempt, a.Leased.Program))],
            }, this, stop.Token);
            outcomeOf = i => outcomes[i];
        }
        catch (OutOfMemoryException error)
        {
            outcomeOf = _ => new TrialOutcome.Failed(FailureKind.OutOfMemory, OneLine(error));
        }
        catch (OperationCanceledException error)
        {
            outcomeOf = i => begun[i].Stop.IsCancellationRequested ? new TrialOutcome.Cancelled()
                : new TrialOutcome.Failed(FailureKind.Exception, OneLine(error));
        }
        catch (Exception error) // a bug of the trainer is the trials' failure, never the worker's end
        {
            outcomeOf = _ => new TrialOutcome.Failed(FailureKind.Exception, OneLine(error));
        }
        return EndRest(begun, outcomeOf);
    }

    private List<(Assignment, AttemptResult)> EndRest(IReadOnlyList<Assignment> begun, Func<int, TrialOutcome> outcomeOf)
    {
        List<(Assignment Assignment, AttemptResult Ending)> rest = [];
        lock (gate)
        {
            var duration = Share();
            for (int i = 0; i < begun.Count; i++)
            {
                if (open.Remove(begun[i].Leased.Trial.Id))
                    rest.Add((begun[i], new AttemptResult(begun[i].Meant(outcomeOf(i)), duration)));
            }
        }
        foreach (var (assignment, ending) in rest)
            Tell(assignment, ending.Outcome);
        return rest;
    }

    private void Tell(Assignment assignment, TrialOutcome outcome)
    {
        if (outcome is TrialOutcome.Cancelled && !assignment.IsCancelRequested)
            observer.TrialDropped(assignment.Leased.Trial, assignment.DropReason);
        else
            observer.TrialEnded(assignment.Leased.Trial, outcome);
    }

    private bool IsOpen(TrialId trial, [NotNullWhen(true)] out Assignment? assignment)
    {
        lock (gate)
            return open.TryGetValue(trial, out assignment);
    }

    /// <summary>A trial's time is its share of the slot's, so that all durations add up to the slot's time. Call it with the lock, before a
    /// trial leaves.</summary>
    private TimeSpan Share()
    {
        long now = time.GetTimestamp();
        if (open.Count > 0)
            share += time.GetElapsedTime(countedAt, now) / open.Count;
        countedAt = now;
        return share;
    }

    private static string OneLine(Exception error) => $"{error.GetType().Name}: {error.Message}".ReplaceLineEndings(" ");

    /// <summary>Cancelled when nobody wants the training any more: every trial of the group has ended or was asked to stop.</summary>
    private sealed class GroupStop : IDisposable
    {
        private readonly CancellationTokenSource all = new();
        private readonly ConcurrentDictionary<TrialId, byte> wanted;
        private readonly List<CancellationTokenRegistration> registrations = [];

        public GroupStop(IReadOnlyList<Assignment> group)
        {
            wanted = new(group.Select(a => KeyValuePair.Create(a.Leased.Trial.Id, default(byte))));
            foreach (var assignment in group)
                registrations.Add(assignment.Stop.Register(() => Leave(assignment.Leased.Trial.Id)));
        }

        public CancellationToken Token => all.Token;

        public void Leave(TrialId trial)
        {
            if (wanted.TryRemove(trial, out _) && wanted.IsEmpty)
                all.Cancel();
        }

        public void Dispose()
        {
            foreach (var registration in registrations)
                registration.Dispose(); // waits for a callback under way
            all.Dispose();
        }
    }
}
