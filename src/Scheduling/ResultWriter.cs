using System.Collections.Concurrent;
using Sweep.Planning.Trials;
using Sweep.Store;

namespace Sweep.Scheduling;

/// <summary>Stores epoch metrics and endings, in one loop so that metrics never arrive after their ending. What ends while a batch is
/// being stored makes the next batch: one transaction for many at high rates, at once at low ones.</summary>
internal sealed class ResultWriter(ITrialClaims store, StoreGuard guard, Breakers breakers, IWorkObserver observer)
{
    private const int MaxBatch = 1000;

    private readonly ConcurrentQueue<Assignment> ended = new();
    private readonly Signal wake = new();
    private volatile bool isMetricsDue, isClosing;
    private long completed, diverged, pruned, failed, cancelled, lost;

    /// <summary>Takes over an assignment that has its ending.</summary>
    public void Add(Assignment assignment)
    {
        ended.Enqueue(assignment);
        wake.Set();
    }

    /// <summary>Time to store the metrics of what is still running.</summary>
    public void FlushMetrics()
    {
        isMetricsDue = true;
        wake.Set();
    }

    /// <summary>Store what is left, then end.</summary>
    public void Close()
    {
        isClosing = true;
        wake.Set();
    }

    /// <summary>Runs until closed.</summary>
    /// <param name="held">All assignments of this process; those whose endings are stored are removed.</param>
    /// <param name="stored">Called after each batch, with the number of failures in it.</param>
    /// <param name="giveUp">Ends waiting for an unreachable store.</param>
    public async Task RunAsync(ConcurrentDictionary<Lease, Assignment> held, Func<int, Task> stored, CancellationToken giveUp)
    {
        while (!(isClosing && ended.IsEmpty))
        {
            if (ended.IsEmpty)
                await wake.WaitAsync(CancellationToken.None).ConfigureAwait(false);
            if (isMetricsDue)
            {
                isMetricsDue = false;
                await AppendAsync([.. held.Values.Where(a => a.Ending is null && !a.IsLost)], giveUp).ConfigureAwait(false);
            }
            var batch = new List<Assignment>();
            while (batch.Count < MaxBatch && ended.TryDequeue(out var assignment))
                batch.Add(assignment);
            if (batch.Count == 0)
                continue;
            await FinishAsync(batch, giveUp).ConfigureAwait(false);
            foreach (var assignment in batch)
            {
                observer.TrialLeft(assignment.Leased, assignment.IsStored ? assignment.Ending!.Outcome : null);
                held.TryRemove(assignment.Lease, out _);
            }
            await stored(batch.Count(a => a.Ending!.Outcome is TrialOutcome.Failed)).ConfigureAwait(false);
        }
    }

    public WorkSummary Summarize(WorkEnding ending, string? reason) =>
        new(completed, diverged, failed, cancelled, lost, ending, reason) { Pruned = pruned };

    private async Task AppendAsync(IReadOnlyList<Assignment> running, CancellationToken giveUp)
    {
        var metrics = running.SelectMany(a => a.TakeMetrics().Select(m => new AttemptMetrics(a.Lease, m))).ToArray();
        if (metrics.Length > 0)
            await guard.CallAsync(() => store.AppendMetricsAsync(metrics, giveUp), giveUp).ConfigureAwait(false);
    }

    private async Task FinishAsync(List<Assignment> batch, CancellationToken giveUp)
    {
        foreach (var assignment in batch.Where(a => a.IsLost))
            CountLost(assignment);
        // Cancelled without anybody having cancelled the trial: this process is leaving, so the trial goes back to the queue.
        var released = batch.Where(a => !a.IsLost && a is { IsCancelRequested: false, Ending.Outcome: TrialOutcome.Cancelled }).ToArray();
        if (released.Length > 0)
            await guard.CallAsync(() => store.ReleaseAsync([.. released.Select(a => a.Lease)], giveUp), giveUp).ConfigureAwait(false);

        var finished = batch.Where(a => !a.IsLost).Except(released).ToArray();
        if (finished.Length == 0)
            return;
        var endings = finished.Select(a => new AttemptEnding(a.Lease, a.Ending!.Outcome, a.TakeMetrics(), a.Ending.Duration)
        {
            Output = a.Output,
        }).ToArray();
        var answers = await guard.CallAsync(() => store.FinishAsync(endings, giveUp), giveUp).ConfigureAwait(false);
        for (int i = 0; i < finished.Length; i++)
            await CountAsync(finished[i], answers[i], giveUp).ConfigureAwait(false);
    }

    private void CountLost(Assignment assignment)
    {
        lost++;
        if (assignment.Ending!.Outcome is not TrialOutcome.Cancelled) // what was stopped for it has been told
            observer.TrialDropped(assignment.Leased.Trial, DropReason.LeaseLost);
    }

    private async Task CountAsync(Assignment assignment, LeaseAnswer answer, CancellationToken giveUp)
    {
        if (answer == LeaseAnswer.Lost)
        {
            CountLost(assignment);
            return;
        }
        assignment.IsStored = true;
        switch (assignment.Ending!.Outcome)
        {
            case TrialOutcome.Completed:
                completed++;
                breakers.Succeeded(assignment.Leased.Sweep);
                break;
            case TrialOutcome.Diverged:
                diverged++;
                breakers.Succeeded(assignment.Leased.Sweep);
                break;
            case TrialOutcome.Pruned:
                pruned++;
                breakers.Succeeded(assignment.Leased.Sweep);
                break;
            case TrialOutcome.Cancelled:
                cancelled++;
                break;
            case TrialOutcome.Failed failure:
                failed++;
                await breakers.FailedAsync(assignment.Leased.Sweep, failure, giveUp).ConfigureAwait(false);
                break;
        }
    }
}
