using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;
using Orleans;
using Orleans.Concurrency;
using Orleans.Runtime;
using Sweep.Planning.Expansion;
using Sweep.Scheduling.Looks;
using Sweep.Store;

namespace Sweep.Grains;

/// <inheritdoc cref="ISweepGrain"/>
/// <remarks>
/// <para>Reentrant: offers of several silos are served side by side. That is safe because claims exclude each other in the store, and
/// because nothing kept here decides anything: the counts below only share out queue places and serve watchers.</para>
/// <para>Failure modes: a trial that its silo does not take, or whose silo dies during the call, is given back; had it begun after all, its
/// attempt's number is stale then and its result is dropped.</para>
/// </remarks>
[Reentrant]
internal sealed partial class SweepGrain(ITrialStore store, SiloWorkerOptions options, ClusterMeters meters, TimeProvider time,
    ILocalSiloDetails silo, ILogger<SweepGrain> log) : Grain, ISweepGrain
{
    private const int RememberedEvents = 10_000;
    // A claim is fanned out before the next: in small ones trials begin soon after they are claimed.
    private const int MaxQueuedPerOffer = 16;
    private static readonly TimeSpan CountsAge = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan SilentAfter = TimeSpan.FromSeconds(30); // then a silo's share of the queue places goes to the others
    private static readonly TimeSpan SignOfLife = TimeSpan.FromSeconds(5);

    private readonly LookClaims claims = new(store, options.ClassesOf);
    private readonly EventLog events = new(RememberedEvents);
    private readonly Dictionary<Lease, RunningTrialState> running = [];
    private readonly Dictionary<WorkerId, long> heardFrom = [];
    private long? countedAt;
    private long queued; // by the last count, less what was claimed since: an estimate
    private long dispatched;
    private int cancellations;

    private string Name => this.GetPrimaryKeyString();

    public async Task<int> OfferAsync(SlotOffering offering)
    {
        ArgumentNullException.ThrowIfNull(offering);
        NoteSilo(offering.Worker);
        await CountAsync();
        int wanted = offering.Free + QueueShare(offering);
        if (wanted <= 0)
            return 0;
        int before = cancellations;
        var request = new ClaimRequest(offering.Worker, wanted, options.LeaseDuration, new TrialFilter { Sweep = Name });
        var claimed = await claims.ClaimAsync(request, CancellationToken.None);
        long claimedAt = time.GetTimestamp();
        queued = Math.Max(0, queued - claimed.Count);

        bool[] started = await Task.WhenAll(claimed.Select(trial => StartAsync(offering.Worker, trial, claimedAt)));
        var refused = claimed.Where((_, i) => !started[i]).Select(trial => trial.Lease).ToArray();
        if (refused.Length > 0)
            await store.ReleaseAsync(refused, CancellationToken.None);
        dispatched += claimed.Count - refused.Length;
        if (before != cancellations)
            await CheckLeasesAsync(new TrialFilter { Sweep = Name }); // what was being started then may not have heard of it
        return claimed.Count - refused.Length;
    }

    public Task ReportAsync(IReadOnlyList<TrialEvent> events)
    {
        ArgumentNullException.ThrowIfNull(events);
        foreach (var happened in events)
        {
            NoteSilo(happened.Worker);
            if (happened.Kind == TrialEventKind.Ended)
            {
                running.Remove(happened.Lease);
                continue;
            }
            var epoch = happened.Epoch ?? running.GetValueOrDefault(happened.Lease)?.Epoch;
            running[happened.Lease] = new RunningTrialState(happened.Lease, happened.Worker, happened.Levels, epoch);
        }
        this.events.Append(events);
        return Task.CompletedTask;
    }

    public async Task<bool> SetStateAsync(SweepState state, string? reason)
    {
        if (!await store.SetSweepStateAsync(Name, state, reason, CancellationToken.None))
            return false;
        if (state == SweepState.Cancelled)
        {
            cancellations++;
            await CheckLeasesAsync(new TrialFilter { Sweep = Name });
        }
        return true;
    }

    public async Task<int> CancelTrialsAsync(IReadOnlyDictionary<string, IReadOnlyList<string>> where, IReadOnlyList<string> ids)
    {
        var filter = new TrialFilter { Sweep = Name, Where = where, Ids = ids };
        int count = await store.CancelAsync(filter, CancellationToken.None);
        cancellations++;
        await CheckLeasesAsync(filter);
        return count;
    }

    public Task<SweepProgress> GetProgressAsync() =>
        Task.FromResult(new SweepProgress(silo.SiloAddress.ToParsableString(), dispatched, [.. running.Values]));

    public async IAsyncEnumerable<EventBatch> WatchAsync(WatchPosition from,
        [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        var position = from;
        while (!cancellation.IsCancellationRequested)
        {
            var batch = events.Read(position);
            if (batch.Events.Count == 0 && !batch.HasGap)
            {
                await Task.WhenAny(events.NextAsync(), Task.Delay(SignOfLife, time, cancellation));
                batch = events.Read(position);
            }
            position = batch.Position;
            yield return batch; // empty at times: the watcher hears that the coordinator lives
        }
    }

    private async Task<bool> StartAsync(WorkerId worker, LeasedTrial trial, long claimedAt)
    {
        try
        {
            bool isTaken = await GrainFactory.GetGrain<ITrialGrain>(TrialGrainKey.Create(worker, trial.Lease)).StartAsync(trial);
            if (isTaken)
                meters.Dispatched(time.GetElapsedTime(claimedAt), worker.Value != silo.SiloAddress.ToParsableString());
            else
                LogRefused(trial.Lease, worker);
            return isTaken;
        }
        catch (Exception error) when (error is OrleansException or TimeoutException)
        {
            LogLost(error, trial.Lease, worker); // the caller gives the lease back
            return false;
        }
    }

    /// <summary>Queue places are filled only while plenty is queued, so that at the end no trial waits behind another while a slot
    /// elsewhere is free.</summary>
    private int QueueShare(SlotOffering offering)
    {
        long left = Math.Max(0, queued - offering.Free);
        return (int)Math.Min(Math.Min(offering.Queue, MaxQueuedPerOffer), left / (2 * Math.Max(1, heardFrom.Count)));
    }

    private async Task CountAsync()
    {
        if (countedAt is { } before && time.GetElapsedTime(before) < CountsAge)
            return;
        countedAt = time.GetTimestamp();
        var status = (await store.ReadStatusAsync(Name, CancellationToken.None)).SingleOrDefault();
        queued = status?.Count(TrialState.Queued) ?? 0;
        meters.Queued(Name, status is null or { IsOver: true } ? null : queued);
    }

    private void NoteSilo(WorkerId worker)
    {
        heardFrom[worker] = time.GetTimestamp();
        foreach (var (silent, at) in heardFrom)
        {
            if (time.GetElapsedTime(at) <= SilentAfter)
                continue;
            heardFrom.Remove(silent);
            foreach (var trial in running.Values.Where(trial => trial.Worker == silent).ToArray())
                running.Remove(trial.Lease);
        }
    }

    /// <summary>Lets the silos look at their leases now. Whom this does not reach hears of it at its next heartbeat.</summary>
    private async Task CheckLeasesAsync(TrialFilter filter)
    {
        var checks = new List<Task>();
        var runningOnly = filter with { States = new HashSet<TrialState> { TrialState.Running } };
        await foreach (var row in store.ReadTrialsAsync(runningOnly, MetricSelection.None, CancellationToken.None))
        {
            if (row.Worker is { } worker && TrialGrainKey.SiloOf(worker.Value) is not null)
                checks.Add(CheckAsync(worker, new Lease(row.Trial.Id, row.Attempts)));
        }
        await Task.WhenAll(checks);

        async Task CheckAsync(WorkerId worker, Lease lease)
        {
            try
            {
                await GrainFactory.GetGrain<ITrialGrain>(TrialGrainKey.Create(worker, lease)).CheckLeaseAsync();
            }
            catch (Exception error) when (error is OrleansException or TimeoutException or StoreUnavailableException)
            {
                LogUnchecked(error, lease, worker);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "{Lease} was not taken by silo {Worker}; it goes back to the queue.")]
    private partial void LogRefused(Lease lease, WorkerId worker);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Lease} could not be handed to silo {Worker}; it goes back to the queue.")]
    private partial void LogLost(Exception error, Lease lease, WorkerId worker);

    [LoggerMessage(Level = LogLevel.Warning,
        Message = "Silo {Worker} could not be told to look at {Lease}; it hears of a cancellation at its next heartbeat.")]
    private partial void LogUnchecked(Exception error, Lease lease, WorkerId worker);
}
