using System.Collections.Concurrent;
using Sweep.Store;
using Sweep.Trainer;

namespace Sweep.Scheduling;

/// <summary>Trains leased trials on the slots of one worker, keeps their leases, stores their metrics and endings, and judges their
/// failures. Who claims them is not its business: <see cref="WorkerPool"/> for a process of its own, a coordinator for a silo of a
/// cluster.</summary>
/// <remarks>
/// <para>Owns: its slot threads and, through leases, the trials added to it. The store is the truth: a runner that dies loses the time
/// since they were leased.</para>
/// <para>Failure modes: an unreachable store stops nothing; training goes on, results wait, heartbeats resume. If the outage outlasts the
/// leases, others may have taken the trials over; then the store answers Lost and the results here are dropped.</para>
/// <para>A restart is a new worker. Two loops, each alone in its task: <see cref="LeaseKeeper"/> and <see cref="ResultWriter"/>; if one
/// fails with anything but an outage, which is a bug, <see cref="Completion"/> faults.</para>
/// <para>Thread-safe.</para>
/// </remarks>
public sealed class TrialRunner
{
    private const int MaxPrefetched = 512;
    private const int MaxUnstored = 2048; // ended trials whose results wait; a store that cannot keep up is not asked for more
    // short of this much, slots could run dry during a claim
    private static readonly TimeSpan PrefetchedWork = TimeSpan.FromMilliseconds(200);

    private readonly ITrialStore store;
    private readonly ITrainer trainer;
    private readonly WorkerOptions options;
    private readonly IWorkObserver observer;
    private readonly TimeProvider time;
    private readonly Breakers breakers;
    private readonly ResultWriter writer;
    private readonly LeaseKeeper keeper;
    private readonly FailureGate failures = new();
    private readonly ConcurrentDictionary<Lease, Assignment> held = new();
    private readonly Signal changed = new();
    private readonly CancellationTokenSource keeperStop = new(), giveUp = new();
    private readonly TaskCompletionSource trained = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock gate = new(); // adding and stopping
    private TrainingSlots? slots;
    private Task writing = Task.CompletedTask, keeping = Task.CompletedTask;
    private Task<WorkSummary>? stopping;

    /// <summary>Makes a runner; it does nothing before <see cref="StartAsync"/>.</summary>
    /// <exception cref="ArgumentException">The options contradict each other.</exception>
    public TrialRunner(ITrialStore store, ITrainer trainer, WorkerOptions options, IWorkObserver observer, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        (this.store, this.trainer, this.options, this.observer, this.time) = (store, trainer, options, observer, time);
        Guard = new StoreGuard(observer, changed.Set, time);
        breakers = new Breakers(store, Guard, options, observer);
        writer = new ResultWriter(store, Guard, breakers, observer);
        keeper = new LeaseKeeper(store, Guard, options, held, observer, time);
    }

    /// <summary>Trainings at the same time; each of one trial, or of as many as the engine trains together.</summary>
    public int Slots => options.Slots;

    /// <summary>How many more trials this worker can use: none before it is started, while a failure waits for its judgement, when it is
    /// quarantined or stopping, while the store cannot keep up with its results, and while it does not answer: what cannot be stored is not
    /// begun.</summary>
    public SlotOffer Offer
    {
        get
        {
            if (slots is not { } running || stopping is not null || QuarantineReason is not null || !failures.IsOpen || !Guard.IsAnswering)
                return default;
            int prefetch = 0;
            if (running.MeanDuration is { } mean && mean < PrefetchedWork / 2)
            {
                // a slot in a long training takes nothing from the queue, whatever the recent ones took
                int nimble = running.CountNimble(PrefetchedWork);
                if (nimble > 0)
                    prefetch = mean <= TimeSpan.Zero ? MaxPrefetched
                        : (int)Math.Min(MaxPrefetched, nimble * running.MaxFusedTrials * (PrefetchedWork / mean));
            }
            int free = running.Free;
            bool isWellFilled = running.Waiting > prefetch / 2 && free <= 0;
            if (isWellFilled || held.Count > MaxUnstored + MaxPrefetched + (long)Slots * running.MaxFusedTrials)
                return default;
            return new SlotOffer(Math.Max(0, free), Math.Max(0, prefetch + Math.Min(0, free)));
        }
    }

    /// <summary>The trials held that have not ended, those that wait for a slot included.</summary>
    public IReadOnlyList<RunningTrial> Running =>
    [
        .. from assignment in held.Values
           where assignment.Ending is null && !assignment.IsLost
           let elapsed = assignment.BegunAt is { } begunAt ? time.GetElapsedTime(begunAt) : (TimeSpan?)null
           select new RunningTrial(assignment.Lease, assignment.Leased.Sweep, assignment.Leased.Trial, elapsed, assignment.LastEpoch),
    ];

    /// <summary>Whether nothing is held: all that was added has ended, and its ending is stored or dropped.</summary>
    public bool IsIdle => held.IsEmpty;

    /// <summary>Why this worker is quarantined, which is for good; null while it is not.</summary>
    public string? QuarantineReason => breakers.QuarantineReason;

    /// <summary>Ends after <see cref="StopAsync"/>; faults when the runner can work no more, because of a bug here or in the store. Stop it
    /// then, too.</summary>
    public Task Completion => completion.Task;

    /// <summary>Ends when nothing trains any more after <see cref="StopAsync"/> was called: what is left to do is the store's.</summary>
    internal Task TrainingsEnded => trained.Task;

    /// <summary>Why a sweep was last paused by this worker; null if none was.</summary>
    internal string? PauseReason => breakers.PauseReason;

    /// <summary>Calls the store through outages, and tells the observer of them.</summary>
    internal StoreGuard Guard { get; }

    /// <summary>Registers the worker, waiting for the store if need be, and begins. Call it once.</summary>
    /// <param name="cancellation">Ends the waiting; once started, only <see cref="StopAsync"/> ends the work.</param>
    /// <exception cref="StoreUnavailableException">Cancelled while the store was unreachable.</exception>
    public async Task StartAsync(CancellationToken cancellation)
    {
        await Guard.CallAsync(() => store.RegisterWorkerAsync(options.Worker, cancellation), cancellation).ConfigureAwait(false);
        lock (gate)
        {
            if (slots is not null || stopping is not null)
                throw new InvalidOperationException("A runner is started once, before it is stopped.");
            slots = new TrainingSlots(options.Slots, trainer, observer, time, failures,
                new TrialPruner(store, Guard, observer, time), OnEnded);
            writing = WatchAsync(() => writer.RunAsync(held, AfterStoringAsync, giveUp.Token));
            keeping = WatchAsync(() => keeper.RunAsync(slots, writer.FlushMetrics, changed.Set, keeperStop.Token, giveUp.Token));
        }
        changed.Set();
    }

    /// <summary>Waits until the offer may have grown, something ended, or the runner failed or is stopping. Changes between two calls are
    /// remembered.</summary>
    /// <remarks>For one caller at a time: of several that wait, each change wakes one.</remarks>
    public Task WaitForChangeAsync(CancellationToken cancellation) => changed.WaitAsync(cancellation);

    /// <summary>Takes over a trial that is leased to this worker. One that is held already is not begun twice.</summary>
    /// <returns>False when the worker takes nothing (not started, stopping, quarantined): the caller gives the lease back.</returns>
    public bool TryAdd(LeasedTrial leased)
    {
        ArgumentNullException.ThrowIfNull(leased);
        lock (gate)
        {
            if (slots is null || stopping is not null || QuarantineReason is not null)
                return false;
            var assignment = new Assignment(leased, time.GetTimestamp());
            if (held.TryAdd(leased.Lease, assignment))
                slots.Add(assignment);
            return true;
        }
    }

    /// <summary>Renews a lease now instead of at the next heartbeat and acts on the answer: a cancelled trial is asked to stop at once, a
    /// lost one is dropped.</summary>
    /// <returns>The store's answer; <see cref="LeaseAnswer.Lost"/> for a lease that is not held.</returns>
    /// <exception cref="StoreUnavailableException">The store is away; the next heartbeat will ask again.</exception>
    public Task<LeaseAnswer> CheckLeaseAsync(Lease lease, CancellationToken cancellation) => keeper.CheckAsync(lease, cancellation);

    /// <summary>Ends the work: what waits or runs is given back without blame, what has ended is stored. Further calls join the
    /// first.</summary>
    /// <param name="patience">Ends waiting for an unreachable store.</param>
    /// <exception cref="StoreUnavailableException">Patience ended while the store was unreachable: what had ended could not be stored and
    /// will be trained again.</exception>
    public async Task<WorkSummary> StopAsync(CancellationToken patience)
    {
        await using var registration = patience.Register(giveUp.Cancel).ConfigureAwait(false);
        Task<WorkSummary> end;
        lock (gate)
            end = stopping ??= EndAsync();
        changed.Set();
        return await end.ConfigureAwait(false);
    }

    private async Task<WorkSummary> EndAsync()
    {
        await Task.Yield(); // out of the lock
        foreach (var assignment in held.Values)
            assignment.Interrupt(); // those that wait in the queue end as cancelled at once
        if (slots is not null)
            await Task.Run(slots.Dispose, CancellationToken.None).ConfigureAwait(false);
        trained.TrySetResult();
        writer.Close();
        await keeperStop.CancelAsync().ConfigureAwait(false);
        try
        {
            await Task.WhenAll(writing, keeping).ConfigureAwait(false);
        }
        catch (OperationCanceledException cut) when (giveUp.IsCancellationRequested)
        {
            throw new StoreUnavailableException(store.DisplayName, "it gave no answer before patience with it ended.", cut);
        }
        finally
        {
            completion.TrySetResult();
        }
        failures.Dispose();
        return writer.Summarize(QuarantineReason is null ? WorkEnding.Stopped : WorkEnding.Quarantined, QuarantineReason);
    }

    /// <summary>Lets the slots go on once failures are judged; what was claimed ahead goes back first when a breaker has tripped.</summary>
    private async Task AfterStoringAsync(int failed)
    {
        if (failed > 0)
        {
            if (breakers.HasTripped())
                await keeper.ReturnWaitingAsync(slots!, giveUp.Token).ConfigureAwait(false);
            failures.Judged(failed);
        }
        changed.Set();
    }

    private void OnEnded(Assignment assignment)
    {
        writer.Add(assignment);
        changed.Set();
    }

    private async Task WatchAsync(Func<Task> loop)
    {
        try
        {
            await loop().ConfigureAwait(false);
        }
        catch (Exception error)
        {
            if (!giveUp.IsCancellationRequested) // else it is no breakdown: who stops this hears that the store was away
                completion.TrySetException(error);
            changed.Set();
            throw;
        }
    }
}
