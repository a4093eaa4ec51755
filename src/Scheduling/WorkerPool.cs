using System.Collections.Concurrent;
using Sweep.Store;
using Sweep.Trainer;

namespace Sweep.Scheduling;

/// <summary>One worker process: claims trials, trains them on its slots, keeps their leases and stores their results.</summary>
/// <remarks>
/// <para>Owns: its slot threads and, through leases, the trials it claimed. The store is the truth: a pool that dies loses the time since its claims.</para>
/// <para>Failure modes: an unreachable store stops nothing; training goes on, results wait, claims and heartbeats resume. If the outage outlasts the
/// leases, others may have taken the trials over; then the store answers Lost and the results here are dropped.</para>
/// <para>A restart is a new worker: it claims what the store has queued.</para>
/// <para>Three loops, each alone in its task: claiming (here), keeping leases (here), storing results (<see cref="ResultWriter"/>).</para>
/// </remarks>
public sealed class WorkerPool
{
    private const int MostPrefetched = 512;
    private const int MostUnstored = 2048; // ended trials whose results wait; a store that cannot keep up is not asked for more
    private static readonly TimeSpan PrefetchedWork = TimeSpan.FromMilliseconds(200); // short of this much, slots could run dry during a claim
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(2); // then a claimed trial goes back to those who can start it
    private static readonly TimeSpan IdlePoll = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan FarewellTime = TimeSpan.FromSeconds(5); // for an unreachable store when told to stop

    private readonly ITrialStore store;
    private readonly ITrainer trainer;
    private readonly WorkerOptions options;
    private readonly IWorkObserver observer;
    private readonly TimeProvider time;
    private readonly StoreGuard guard;
    private readonly Breakers breakers;
    private readonly ResultWriter writer;
    private readonly ConcurrentDictionary<Lease, Assignment> held = new();
    private readonly Signal changed = new();

    /// <summary>Makes a worker; it does nothing before <see cref="RunAsync"/>, which may be called once.</summary>
    /// <exception cref="ArgumentException">The options contradict each other.</exception>
    public WorkerPool(ITrialStore store, ITrainer trainer, WorkerOptions options, IWorkObserver observer, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        (this.store, this.trainer, this.options, this.observer, this.time) = (store, trainer, options, observer, time);
        guard = new StoreGuard(observer, time);
        breakers = new Breakers(store, guard, options, observer);
        writer = new ResultWriter(store, guard, breakers);
    }

    /// <summary>Works until done, stopped, paused or quarantined.</summary>
    /// <param name="stop">Leave: running trainings are asked to stop and their trials given back without blame.</param>
    /// <exception cref="StoreUnavailableException">Told to stop while the store was unreachable: what had ended could not be stored and will be trained again.</exception>
    public async Task<WorkSummary> RunAsync(CancellationToken stop)
    {
        using var leave = CancellationTokenSource.CreateLinkedTokenSource(stop);
        using var giveUp = new CancellationTokenSource();
        using var farewell = leave.Token.Register(() => _ = GiveUpLaterAsync(giveUp));
        using var keeperStop = new CancellationTokenSource();

        await guard.CallAsync(() => store.RegisterWorkerAsync(options.Worker, leave.Token), leave.Token).ConfigureAwait(false);
        using var gate = new FailureGate();
        var slots = new TrainingSlots(options.Slots, trainer, observer, time, gate, OnEnded);
        // A loop that fails takes the others along: its exception surfaces below when it is awaited.
        var writing = GuardLoopAsync(() => writer.RunAsync(held, failures => AfterStoringAsync(slots, gate, failures, giveUp.Token), giveUp.Token), leave);
        var keeping = GuardLoopAsync(() => KeepAsync(slots, keeperStop.Token, giveUp.Token), leave);
        (WorkEnding Ending, string? Reason) ending;
        try
        {
            ending = await ClaimUntilEndAsync(slots, gate, leave.Token, giveUp.Token).ConfigureAwait(false);
        }
        finally
        {
            foreach (var assignment in held.Values)
                assignment.Interrupt(); // those that wait in the queue end as cancelled at once
            await Task.Run(slots.Dispose, CancellationToken.None).ConfigureAwait(false);
            writer.Close();
            await keeperStop.CancelAsync().ConfigureAwait(false);
            await Task.WhenAll(writing, keeping).ConfigureAwait(false);
        }
        return writer.Summarize(ending.Ending, ending.Reason);
    }

    private async Task<(WorkEnding, string?)> ClaimUntilEndAsync(TrainingSlots slots, FailureGate gate, CancellationToken leave, CancellationToken giveUp)
    {
        while (!leave.IsCancellationRequested)
        {
            try
            {
                if (breakers.QuarantineReason is { } reason)
                {
                    if (held.IsEmpty)
                        return (WorkEnding.Quarantined, reason);
                    await changed.WaitAsync(leave).ConfigureAwait(false);
                    continue;
                }
                int wanted = gate.IsOpen ? Wanted(slots) : 0;
                if (wanted <= 0)
                {
                    await changed.WaitAsync(leave).ConfigureAwait(false);
                    continue;
                }
                if (await ClaimAsync(slots, wanted, leave, giveUp).ConfigureAwait(false))
                    continue;
                if (held.IsEmpty && options.UntilDone && await FindEndAsync(leave).ConfigureAwait(false) is { } end)
                    return end;
                await WaitForChangeAsync(leave).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (leave.IsCancellationRequested)
            {
                break;
            }
            catch (StoreUnavailableException) when (leave.IsCancellationRequested)
            {
                break; // nothing was claimed; what is held goes its usual way below
            }
        }
        return (WorkEnding.Stopped, null);
    }

    /// <summary>How many trials to claim now: one per free slot, and a short queue when trainings are so quick that a claim would starve the slots.</summary>
    private int Wanted(TrainingSlots slots)
    {
        int prefetch = 0;
        if (slots.MeanDuration is { } mean && mean < PrefetchedWork / 2)
        {
            int nimble = slots.CountNimble(PrefetchedWork); // a slot in a long training takes nothing from the queue, whatever the recent ones took
            if (nimble > 0)
                prefetch = mean <= TimeSpan.Zero ? MostPrefetched : (int)Math.Min(MostPrefetched, nimble * (PrefetchedWork / mean));
        }
        bool isWellFilled = slots.Waiting > prefetch / 2 && slots.Free <= 0;
        return isWellFilled || held.Count > MostUnstored + MostPrefetched ? 0 : slots.Free + prefetch;
    }

    private async Task<bool> ClaimAsync(TrainingSlots slots, int count, CancellationToken leave, CancellationToken giveUp)
    {
        var request = new ClaimRequest(options.Worker.Worker, count, options.LeaseDuration, options.Filter);
        // A claim under way is not cut off by leaving: the store might have granted it, and nobody would know of the leases to give back.
        var claimed = await guard.CallAsync(() => store.ClaimAsync(request, giveUp), leave).ConfigureAwait(false);
        long now = time.GetTimestamp();
        foreach (var leased in claimed)
        {
            var assignment = new Assignment(leased, now);
            held[leased.Lease] = assignment;
            slots.Add(assignment);
        }
        return claimed.Count > 0;
    }

    /// <summary>Whether the work is over when nothing can be claimed and nothing is held: null means that others still hold trials that may come back.</summary>
    private async Task<(WorkEnding, string?)?> FindEndAsync(CancellationToken leave)
    {
        var sweeps = await guard.CallAsync(() => store.ReadStatusAsync(options.Filter?.Sweep, leave), leave).ConfigureAwait(false);
        if (sweeps.All(s => s.IsOver))
            return (WorkEnding.Done, null);
        if (sweeps.Where(s => !s.IsOver).All(s => s.State != SweepState.Active))
            return (WorkEnding.Paused, breakers.PauseReason ?? sweeps.First(s => !s.IsOver).StateReason);
        if (options.Filter is not { Where.Count: > 0 } and not { Ids.Count: > 0 })
            return null;
        var open = options.Filter with { States = new HashSet<TrialState> { TrialState.Queued, TrialState.Running } };
        bool any = await guard.CallAsync(
            async () =>
            {
                await foreach (var _ in store.ReadTrialsAsync(open, MetricSelection.None, leave).ConfigureAwait(false))
                    return true;
                return false;
            },
            leave).ConfigureAwait(false);
        return any ? null : (WorkEnding.Done, null);
    }

    private async Task WaitForChangeAsync(CancellationToken leave)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(leave);
        Task work = guard.CallAsync(() => store.WaitForWorkAsync(IdlePoll, either.Token), either.Token);
        Task change = changed.WaitAsync(either.Token);
        await Task.WhenAny(work, change).ConfigureAwait(false);
        await either.CancelAsync().ConfigureAwait(false);
        await work.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing); // cancelled by the line above, or the next claim meets the same trouble
        await change.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task KeepAsync(TrainingSlots slots, CancellationToken stop, CancellationToken giveUp)
    {
        using var timer = new PeriodicTimer(options.MetricsInterval < options.HeartbeatInterval ? options.MetricsInterval : options.HeartbeatInterval, time);
        long beatAt = time.GetTimestamp();
        try
        {
            while (await timer.WaitForNextTickAsync(stop).ConfigureAwait(false))
            {
                writer.FlushMetrics();
                await ReturnStaleAsync(slots, giveUp).ConfigureAwait(false);
                if (time.GetElapsedTime(beatAt) < options.HeartbeatInterval)
                    continue;
                beatAt = time.GetTimestamp();
                await BeatAsync(giveUp).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // the pool has ended; there is nothing left to keep
        }
    }

    private async Task BeatAsync(CancellationToken giveUp)
    {
        Lease[] leases = [.. held.Keys];
        if (leases.Length == 0)
        {
            if (breakers.QuarantineReason is null) // registering anew would lift it
                await guard.CallAsync(() => store.RegisterWorkerAsync(options.Worker, giveUp), giveUp).ConfigureAwait(false);
            return;
        }
        var answers = await guard.CallAsync(() => store.RenewAsync(leases, options.LeaseDuration, giveUp), giveUp).ConfigureAwait(false);
        for (int i = 0; i < leases.Length; i++)
        {
            if (!held.TryGetValue(leases[i], out var assignment) || assignment.Ending is not null)
                continue;
            if (answers[i] == LeaseAnswer.Lost)
                assignment.LoseLease();
            else if (answers[i] == LeaseAnswer.CancelRequested)
                assignment.RequestCancel();
        }
    }

    /// <summary>Lets the slots go on once failures are judged; what was claimed ahead goes back first when a breaker has tripped.</summary>
    private async Task AfterStoringAsync(TrainingSlots slots, FailureGate gate, int failures, CancellationToken giveUp)
    {
        if (failures > 0)
        {
            if (breakers.HasTripped())
                await ReturnWaitingAsync(slots, giveUp).ConfigureAwait(false);
            gate.Judged(failures);
        }
        changed.Set();
    }

    /// <summary>Gives back what was claimed ahead but cannot be started soon, because trainings turned out longer than the recent ones.</summary>
    private Task ReturnStaleAsync(TrainingSlots slots, CancellationToken giveUp) =>
        slots.Waiting > 0 && held.Values.Any(IsStale) ? ReturnWaitingAsync(slots, giveUp) : Task.CompletedTask;

    private async Task ReturnWaitingAsync(TrainingSlots slots, CancellationToken giveUp)
    {
        var taken = slots.TakeWaiting();
        if (taken.Count == 0)
            return;
        await guard.CallAsync(() => store.ReleaseAsync([.. taken.Select(a => a.Lease)], giveUp), giveUp).ConfigureAwait(false);
        foreach (var assignment in taken)
            held.TryRemove(assignment.Lease, out _);
        changed.Set();
    }

    private bool IsStale(Assignment assignment) =>
        !assignment.IsBegun && assignment.Ending is null && time.GetElapsedTime(assignment.ClaimedAt) > LongestWait;

    private void OnEnded(Assignment assignment)
    {
        writer.Add(assignment);
        changed.Set();
    }

    private async Task GiveUpLaterAsync(CancellationTokenSource giveUp)
    {
        await Task.Delay(FarewellTime, time).ConfigureAwait(false);
        try
        {
            await giveUp.CancelAsync().ConfigureAwait(false);
        }
        catch (ObjectDisposedException)
        {
            // everything was stored long ago
        }
    }

    private static async Task GuardLoopAsync(Func<Task> loop, CancellationTokenSource leave)
    {
        try
        {
            await loop().ConfigureAwait(false);
        }
        catch
        {
            await leave.CancelAsync().ConfigureAwait(false);
            throw;
        }
    }
}
