using System.Collections.Concurrent;
using Sweep.Store;

namespace Sweep.Scheduling;

/// <summary>Keeps the leases of what a worker holds: renews them, hears of cancellations and losses, gives back what waits too
/// long.</summary>
/// <param name="store">Where the leases are.</param>
/// <param name="guard">Calls it through outages.</param>
/// <param name="options">Intervals and durations.</param>
/// <param name="held">What this process holds; shared with the loop that stores endings and removes them.</param>
/// <param name="observer">Told of what is given back.</param>
/// <param name="time">Paces the loop.</param>
internal sealed class LeaseKeeper(ITrialClaims store, StoreGuard guard, WorkerOptions options, ConcurrentDictionary<Lease, Assignment> held,
    IWorkObserver observer, TimeProvider time)
{
    private static readonly TimeSpan MaxWait = TimeSpan.FromSeconds(2); // then a claimed trial goes back to those who can start it

    /// <summary>Runs until stopped.</summary>
    /// <param name="slots">Where trials wait and run.</param>
    /// <param name="metricsDue">Called as often as metrics are to be stored.</param>
    /// <param name="returned">Called after trials were given back.</param>
    /// <param name="stop">Ends the loop.</param>
    /// <param name="giveUp">Ends waiting for an unreachable store.</param>
    public async Task RunAsync(TrainingSlots slots, Action metricsDue, Action returned, CancellationToken stop, CancellationToken giveUp)
    {
        var interval = options.MetricsInterval < options.HeartbeatInterval ? options.MetricsInterval : options.HeartbeatInterval;
        using var timer = new PeriodicTimer(interval, time);
        long beatAt = time.GetTimestamp();
        try
        {
            while (await timer.WaitForNextTickAsync(stop).ConfigureAwait(false))
            {
                metricsDue();
                if (slots.Waiting > 0 && held.Values.Any(IsStale))
                {
                    // Claimed ahead, but trainings turned out longer than the recent ones.
                    await ReturnWaitingAsync(slots, giveUp).ConfigureAwait(false);
                    returned();
                }
                if (time.GetElapsedTime(beatAt) < options.HeartbeatInterval)
                    continue;
                beatAt = time.GetTimestamp();
                await BeatAsync(giveUp).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // the worker has ended; there is nothing left to keep
        }
    }

    /// <summary>Renews one lease now and acts on the answer, which it returns.</summary>
    public async Task<LeaseAnswer> CheckAsync(Lease lease, CancellationToken cancellation)
    {
        if (!held.TryGetValue(lease, out var assignment) || assignment.IsLost)
            return LeaseAnswer.Lost;
        var answer = (await store.RenewAsync([lease], options.LeaseDuration, cancellation).ConfigureAwait(false))[0];
        Heed(assignment, answer);
        return answer;
    }

    /// <summary>Gives back what no slot has begun.</summary>
    public async Task ReturnWaitingAsync(TrainingSlots slots, CancellationToken giveUp)
    {
        var taken = slots.TakeWaiting();
        if (taken.Count == 0)
            return;
        await guard.CallAsync(() => store.ReleaseAsync([.. taken.Select(a => a.Lease)], giveUp), giveUp).ConfigureAwait(false);
        foreach (var assignment in taken)
        {
            observer.TrialLeft(assignment.Leased, null);
            held.TryRemove(assignment.Lease, out _);
        }
    }

    private async Task BeatAsync(CancellationToken giveUp)
    {
        Lease[] leases = [.. held.Keys];
        // First: what a lost answer has left in this worker's name must not run out and be held against its trial.
        await guard.CallAsync(() => store.ReleaseUnheldAsync(options.Worker.Worker, leases, giveUp), giveUp).ConfigureAwait(false);
        if (leases.Length == 0)
        {
            await guard.CallAsync(() => store.RegisterWorkerAsync(options.Worker, giveUp), giveUp).ConfigureAwait(false); // a sign of life
            return;
        }
        var answers = await guard.CallAsync(() => store.RenewAsync(leases, options.LeaseDuration, giveUp), giveUp).ConfigureAwait(false);
        for (int i = 0; i < leases.Length; i++)
        {
            if (held.TryGetValue(leases[i], out var assignment))
                Heed(assignment, answers[i]);
        }
    }

    private static void Heed(Assignment assignment, LeaseAnswer answer)
    {
        if (assignment.Ending is not null)
            return; // it is being stored: the store's answer to that decides
        if (answer == LeaseAnswer.Lost)
            assignment.LoseLease();
        else if (answer == LeaseAnswer.CancelRequested)
            assignment.RequestCancel();
        else if (answer == LeaseAnswer.PruneRequested)
            assignment.Prune(assignment.LastEpoch?.Epoch ?? 0, "its candidate was given up on another seed");
    }

    private bool IsStale(Assignment assignment) =>
        assignment.BegunAt is null && assignment.Ending is null && time.GetElapsedTime(assignment.ClaimedAt) > MaxWait;
}
