using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Orleans;
using Orleans.Runtime;
using Sweep.Planning.Expansion;
using Sweep.Planning.Trials;
using Sweep.Scheduling;
using Sweep.Scheduling.Looks;
using Sweep.Store;

namespace Sweep.Grains;

/// <summary>The worker of this silo: offers its free slots to the coordinators of active sweeps, runs what they send, ends the leases of
/// dead silos.</summary>
/// <remarks>
/// <para>Owns the slots (through <see cref="TrialRunner"/>, whose threads are its own, never the grain scheduler's) and three loops. Its
/// offers are also what brings a coordinator back after the death of its silo: the next offer makes it live elsewhere. No reminders, no
/// grain storage.</para>
/// <para>Failure modes: an unreachable store or coordinator means offering again a second later; running trainings are not
/// disturbed.</para>
/// <para>Stops before the silo leaves the cluster: leases are released first.</para>
/// </remarks>
internal sealed partial class SiloWorker : ILifecycleParticipant<ISiloLifecycle>, IWorkObserver, ISiloState
{
    private static readonly TimeSpan SweepsAge = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan IdlePoll = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan AfterTrouble = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan ReportInterval = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan FarewellTime = TimeSpan.FromSeconds(10); // for an unreachable store when leaving

    private readonly ITrialStore store;
    private readonly IGrainFactory grains;
    private readonly IClusterMembershipService membership;
    private readonly SiloWorkerOptions options;
    private readonly ClusterMeters meters;
    private readonly TimeProvider time;
    private readonly ILogger<SiloWorker> log;
    private readonly TrialRunner runner;
    private readonly ConcurrentDictionary<TrialId, Taken> taken = new();
    private readonly EventOutbox outbox = new();
    private readonly CancellationTokenSource stop = new();
    private readonly List<Task> loops = [];
    private volatile string? storeTrouble;

    public SiloWorker(ITrialStore store, IGrainFactory grains, IClusterMembershipService membership, ILocalSiloDetails silo,
        SiloWorkerOptions options, ClusterMeters meters, TimeProvider time, ILogger<SiloWorker> log)
    {
        (this.store, this.grains, this.membership, this.options) = (store, grains, membership, options);
        (this.meters, this.time, this.log) = (meters, time, log);
        Id = TrialGrainKey.WorkerOf(silo.SiloAddress);
        runner = options.CreateRunner(Id, this);
        meters.ObserveSlots(() => runner.Slots, () => runner.Running.Count, () => storeTrouble is null ? 1 : 0);
    }

    /// <summary>This silo's worker: the silo's address.</summary>
    public WorkerId Id { get; }

    /// <summary>Ends with an error if the runner fails; never otherwise before the silo stops.</summary>
    public Task Completion => runner.Completion;

    public void Participate(ISiloLifecycle observer) =>
        observer.Subscribe(nameof(SiloWorker), ServiceLifecycleStage.Active, StartAsync, StopAsync);

    /// <summary>Hands a trial to a slot; its grain is let go when the attempt is over.</summary>
    public bool TryStart(LeasedTrial trial, IGrainContext grain)
    {
        var levels = trial.Trial.Configuration.Settings.Select(s => KeyValuePair.Create(s.Key, s.Value.Label))
            .Append(KeyValuePair.Create("seed", trial.Trial.Seed.ToString()));
        var entry = new Taken(trial, grain, time.GetTimestamp(), [.. levels]);
        taken[trial.Trial.Id] = entry; // before the slot can report on it
        if (runner.TryAdd(trial))
            return true;
        taken.TryRemove(KeyValuePair.Create(trial.Trial.Id, entry));
        return false;
    }

    /// <summary>Asks the store about a lease now and acts on the answer.</summary>
    public Task<LeaseAnswer> CheckLeaseAsync(Lease lease) => runner.CheckLeaseAsync(lease, stop.Token);

    public WorkerState Describe() => new(Id, options.Host, options.Engine, runner.Slots,
        [.. runner.Running.Select(r =>
            new RunningTrialState(r.Lease, Id, taken.GetValueOrDefault(r.Lease.Trial)?.Levels ?? [], r.LastEpoch))],
        runner.QuarantineReason, storeTrouble, options.Devices, options.MaxFusedTrials());

    private async Task StartAsync(CancellationToken cancellation)
    {
        await runner.StartAsync(cancellation).ConfigureAwait(false);
        foreach (var loop in new Func<CancellationToken, Task>[] { OfferAsync, ReportAsync, EndDeadWorkersAsync })
            loops.Add(Task.Run(() => loop(stop.Token), CancellationToken.None));
    }

    private async Task StopAsync(CancellationToken cancellation)
    {
        await stop.CancelAsync().ConfigureAwait(false);
        using var giveUp = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        giveUp.CancelAfter(FarewellTime);
        try
        {
            await runner.StopAsync(giveUp.Token).ConfigureAwait(false);
        }
        catch (StoreUnavailableException error)
        {
            LogUnstored(error);
        }
        // Cancelled above; their own errors are logged where they occur.
        await Task.WhenAll(loops).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await SendReportsAsync().ConfigureAwait(false);
    }

    /// <summary>Offers free slots to the coordinators of active sweeps, the oldest first, and waits when there is nothing to give or
    /// nothing to get.</summary>
    private async Task OfferAsync(CancellationToken cancellation)
    {
        IReadOnlyList<string> sweeps = [];
        long readAt = 0;
        while (!cancellation.IsCancellationRequested)
        {
            try
            {
                if (runner.Offer.Total == 0)
                {
                    await runner.WaitForChangeAsync(cancellation).ConfigureAwait(false);
                    continue;
                }
                if (readAt == 0 || time.GetElapsedTime(readAt) > SweepsAge)
                {
                    sweeps = await ReadSweepsAsync(cancellation).ConfigureAwait(false);
                    readAt = time.GetTimestamp();
                }
                int started = 0;
                foreach (string sweep in sweeps)
                {
                    var offer = runner.Offer;
                    if (offer.Total == 0)
                        break;
                    started += await grains.GetGrain<ISweepGrain>(sweep).OfferAsync(new SlotOffering(Id, offer.Free, offer.Queue))
                        .ConfigureAwait(false);
                }
                if (started > 0)
                    continue;
                await WaitForWorkAsync(cancellation).ConfigureAwait(false);
                readAt = 0;
            }
            catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
            {
                return;
            }
            catch (Exception error) // whatever it is, this silo's slots must not stay idle for good because of it
            {
                LogOfferFailed(error);
                await PauseAsync(cancellation).ConfigureAwait(false);
            }
        }
    }

    private async Task<IReadOnlyList<string>> ReadSweepsAsync(CancellationToken cancellation)
    {
        var sweeps = await store.ReadStatusAsync(null, cancellation).ConfigureAwait(false);
        // Expired leases of other workers are found by claims: a sweep whose trials all run somewhere may have work too.
        return [.. sweeps.Where(s => s.State == SweepState.Active && !s.IsOver).OrderBy(s => s.SubmittedAt).Select(s => s.Name)];
    }

    private async Task WaitForWorkAsync(CancellationToken cancellation)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        Task work = store.WaitForWorkAsync(IdlePoll, either.Token);
        Task change = runner.WaitForChangeAsync(either.Token);
        await Task.WhenAny(work, change).ConfigureAwait(false);
        await either.CancelAsync().ConfigureAwait(false);
        await change.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing); // cancelled by the line above
        // The next reading of the store meets the same trouble and says so.
        if (!work.IsCanceled)
            await work.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <summary>Tells coordinators what happened to their trials, for watchers: batches, never a call per epoch.</summary>
    private async Task ReportAsync(CancellationToken cancellation)
    {
        using var timer = new PeriodicTimer(ReportInterval, time);
        try
        {
            while (await timer.WaitForNextTickAsync(cancellation).ConfigureAwait(false))
                await SendReportsAsync().ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            // the last reports are sent by who stops this
        }
    }

    private async Task SendReportsAsync()
    {
        foreach (var (sweep, events) in outbox.Take())
        {
            try
            {
                await grains.GetGrain<ISweepGrain>(sweep).ReportAsync(events).ConfigureAwait(false);
            }
            catch (Exception error) when (error is OrleansException or TimeoutException)
            {
                LogReportFailed(error, sweep); // watchers miss these events; the store has the results
            }
        }
    }

    /// <summary>Ends the leases of silos that the cluster has declared dead, so that their trials run elsewhere at once.</summary>
    private async Task EndDeadWorkersAsync(CancellationToken cancellation)
    {
        var ended = new HashSet<SiloAddress>();
        try
        {
            await foreach (var snapshot in membership.MembershipUpdates.WithCancellation(cancellation).ConfigureAwait(false))
            {
                foreach (var member in snapshot.Members.Values.Where(m => m.Status == SiloStatus.Dead && !ended.Contains(m.SiloAddress)))
                {
                    await EndWorkerAsync(TrialGrainKey.WorkerOf(member.SiloAddress), cancellation).ConfigureAwait(false);
                    ended.Add(member.SiloAddress);
                }
            }
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            // this silo leaves; the others end those leases
        }
    }

    private async Task EndWorkerAsync(WorkerId worker, CancellationToken cancellation)
    {
        while (true)
        {
            try
            {
                int count = await store.EndWorkerAsync(worker, cancellation).ConfigureAwait(false);
                if (count > 0)
                    LogWorkerEnded(worker, count);
                return;
            }
            catch (StoreUnavailableException error)
            {
                LogWorkerNotEnded(error, worker);
                await PauseAsync(cancellation).ConfigureAwait(false);
            }
        }
    }

    private async Task PauseAsync(CancellationToken cancellation) =>
        await Task.Delay(AfterTrouble, time, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

    void IWorkObserver.TrialStarted(TrialDescription trial)
    {
        if (!taken.TryGetValue(trial.Id, out var entry))
            return;
        meters.Started(time.GetElapsedTime(entry.At));
        outbox.Add(entry.Trial.Sweep, new TrialEvent(TrialEventKind.Started, entry.Trial.Lease, Id, entry.Levels, null, null));
    }

    void IWorkObserver.EpochCompleted(TrialDescription trial, EpochMetrics metrics)
    {
        if (taken.TryGetValue(trial.Id, out var entry))
            outbox.Add(entry.Trial.Sweep, new TrialEvent(TrialEventKind.Epoch, entry.Trial.Lease, Id, entry.Levels, metrics, null));
    }

    void IWorkObserver.TrialEnded(TrialDescription trial, TrialOutcome outcome)
    {
        meters.Ended(outcome);
        if (!taken.TryGetValue(trial.Id, out var entry))
            return;
        outbox.Add(entry.Trial.Sweep, new TrialEvent(TrialEventKind.Ended, entry.Trial.Lease, Id, entry.Levels, null, outcome));
    }

    void IWorkObserver.TrialDropped(TrialDescription trial, DropReason reason)
    {
        meters.Ended(new TrialOutcome.Cancelled());
        if (taken.TryGetValue(trial.Id, out var entry))
            outbox.Add(entry.Trial.Sweep, new TrialEvent(TrialEventKind.Ended, entry.Trial.Lease, Id, entry.Levels, null, null));
    }

    void IWorkObserver.TrialNoted(TrialDescription trial, string note) => LogNoted(trial.Id, note);

    void IWorkObserver.TrialLeft(LeasedTrial leased, TrialOutcome? stored)
    {
        if (!taken.TryGetValue(leased.Trial.Id, out var entry) || entry.Trial.Lease != leased.Lease
            || !taken.TryRemove(KeyValuePair.Create(leased.Trial.Id, entry)))
            return;
        entry.Grain.Deactivate(new DeactivationReason(DeactivationReasonCode.ApplicationRequested, "The attempt is over."));
    }

    void ILookObserver.SweepPaused(string sweep, string reason) => LogPaused(sweep, reason);

    void IWorkObserver.StoreUnreachable(string message)
    {
        storeTrouble = message;
        LogStoreAway(message);
    }

    void IWorkObserver.StoreReachable()
    {
        storeTrouble = null;
        LogStoreBack();
    }

    /// <summary>A trial that this silo holds.</summary>
    private sealed record Taken(LeasedTrial Trial, IGrainContext Grain, long At, IReadOnlyList<KeyValuePair<string, string>> Levels);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Trial}: {Note}")]
    private partial void LogNoted(TrialId trial, string note);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Offering slots failed; they are offered again in a second.")]
    private partial void LogOfferFailed(Exception error);

    [LoggerMessage(Level = LogLevel.Debug, Message = "The coordinator of {Sweep} did not hear of some events.")]
    private partial void LogReportFailed(Exception error, string sweep);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Silo {Worker} is dead: {Count} of its trials go back to the queue.")]
    private partial void LogWorkerEnded(WorkerId worker, int count);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The leases of the dead silo {Worker} could not be ended yet.")]
    private partial void LogWorkerNotEnded(Exception error, WorkerId worker);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Sweep {Sweep} is paused: {Reason}")]
    private partial void LogPaused(string sweep, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Problem} Training goes on; results wait.")]
    private partial void LogStoreAway(string problem);

    [LoggerMessage(Level = LogLevel.Information, Message = "The store is back.")]
    private partial void LogStoreBack();

    [LoggerMessage(Level = LogLevel.Error,
        Message = "The store could not be reached while leaving: what had ended here will be trained again.")]
    private partial void LogUnstored(Exception error);
}
