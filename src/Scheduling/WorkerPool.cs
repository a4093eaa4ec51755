using Sweep.Scheduling.Looks;
using Sweep.Store;
using Sweep.Trainer;

namespace Sweep.Scheduling;

/// <summary>One worker process: claims trials, takes due looks at the data, and has a <see cref="TrialRunner"/> train them.</summary>
/// <remarks>
/// <para>Owns: its runner. The store is the truth: a pool that dies loses the time since its claims.</para>
/// <para>Failure modes: those of the runner; claims, too, resume when an unreachable store is back.</para>
/// <para>A restart is a new worker: it claims what the store has queued.</para>
/// </remarks>
public sealed class WorkerPool
{
    private static readonly TimeSpan IdlePoll = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan FarewellTime = TimeSpan.FromSeconds(5); // for an unreachable store when told to stop

    private readonly ITrialStore store;
    private readonly WorkerOptions options;
    private readonly TimeProvider time;
    private readonly TrialRunner runner;
    private readonly LookClaims claims;

    /// <summary>Makes a worker; it does nothing before <see cref="RunAsync"/>, which may be called once.</summary>
    /// <exception cref="ArgumentException">The options contradict each other.</exception>
    public WorkerPool(ITrialStore store, ITrainer trainer, WorkerOptions options, IWorkObserver observer, TimeProvider time)
    {
        runner = new TrialRunner(store, trainer, options, observer, time);
        (this.store, this.options, this.time) = (store, options, time);
        claims = new LookClaims(store, options.ClassesOf, observer);
    }

    /// <summary>Works until done, stopped, paused or quarantined.</summary>
    /// <param name="stop">Leave: running trainings are asked to stop and their trials given back without blame.</param>
    /// <exception cref="StoreUnavailableException">Told to stop while the store was unreachable: what had ended could not be stored and
    /// will be trained again.</exception>
    public async Task<WorkSummary> RunAsync(CancellationToken stop)
    {
        using var leave = CancellationTokenSource.CreateLinkedTokenSource(stop);
        using var giveUp = new CancellationTokenSource();
        using var farewell = leave.Token.Register(() => _ = GiveUpLaterAsync(giveUp));

        await runner.StartAsync(leave.Token).ConfigureAwait(false);
        var watching = LeaveOnFailureAsync(leave);
        (WorkEnding Ending, string? Reason) ending = (WorkEnding.Stopped, null);
        WorkSummary summary;
        try
        {
            ending = await ClaimUntilEndAsync(leave.Token, giveUp.Token).ConfigureAwait(false);
        }
        finally
        {
            try
            {
                // A training may take a while to hear of it (a GPU that is being set up); the store's patience begins after that.
                using var patience = new CancellationTokenSource();
                using var goodbye = leave.Token.Register(() => _ = GiveUpAfterTrainingsAsync(patience));
                summary = await runner.StopAsync(patience.Token).ConfigureAwait(false);
            }
            finally
            {
                await watching.ConfigureAwait(false); // before what it cancels is disposed
            }
        }
        return summary with { Ending = ending.Ending, Reason = ending.Reason };
    }

    private async Task<(WorkEnding, string?)> ClaimUntilEndAsync(CancellationToken leave, CancellationToken giveUp)
    {
        while (!leave.IsCancellationRequested)
        {
            try
            {
                if (runner.QuarantineReason is { } reason && runner.IsIdle)
                    return (WorkEnding.Quarantined, reason);
                int wanted = runner.Offer.Total;
                if (wanted <= 0)
                {
                    await runner.WaitForChangeAsync(leave).ConfigureAwait(false);
                    continue;
                }
                if (await ClaimAsync(wanted, leave, giveUp).ConfigureAwait(false))
                    continue;
                if (runner.IsIdle && options.UntilDone && await FindEndAsync(leave).ConfigureAwait(false) is { } end)
                    return end;
                await WaitForWorkOrChangeAsync(leave).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (leave.IsCancellationRequested)
            {
                break;
            }
            catch (StoreUnavailableException) when (leave.IsCancellationRequested)
            {
                break; // nothing was claimed; what is held goes its usual way
            }
        }
        return (WorkEnding.Stopped, null);
    }

    private async Task<bool> ClaimAsync(int count, CancellationToken leave, CancellationToken giveUp)
    {
        var request = new ClaimRequest(options.Worker.Worker, count, options.LeaseDuration, options.Filter);
        // A claim under way is not cut off by leaving: the store might have granted it, and nobody would know of the leases to give back.
        var claimed = await runner.Guard.CallAsync(() => claims.ClaimAsync(request, giveUp), leave).ConfigureAwait(false);
        Lease[] refused = [.. from leased in claimed where !runner.TryAdd(leased) select leased.Lease]; // quarantined meanwhile
        if (refused.Length > 0)
            await runner.Guard.CallAsync(() => store.ReleaseAsync(refused, giveUp), giveUp).ConfigureAwait(false);
        return claimed.Count > 0;
    }

    /// <summary>Whether the work is over when nothing can be claimed and nothing is held: null means that others still hold trials that may
    /// come back.</summary>
    private async Task<(WorkEnding, string?)?> FindEndAsync(CancellationToken leave)
    {
        var sweeps = await runner.Guard.CallAsync(() => store.ReadStatusAsync(options.Filter?.Sweep, leave), leave).ConfigureAwait(false);
        if (sweeps.All(s => s.IsOver))
            return (WorkEnding.Done, null);
        if (sweeps.Where(s => !s.IsOver).All(s => s.State != SweepState.Active))
            return (WorkEnding.Paused, runner.PauseReason ?? sweeps.First(s => !s.IsOver).StateReason);
        if (options.Filter is not { Where.Count: > 0 } and not { Ids.Count: > 0 })
            return null;
        var open = options.Filter with { States = new HashSet<TrialState> { TrialState.Queued, TrialState.Running } };
        bool any = await runner.Guard.CallAsync(
            async () =>
            {
                await foreach (var _ in store.ReadTrialsAsync(open, MetricSelection.None, leave).ConfigureAwait(false))
                    return true;
                return false;
            },
            leave).ConfigureAwait(false);
        return any ? null : (WorkEnding.Done, null);
    }

    private async Task WaitForWorkOrChangeAsync(CancellationToken leave)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(leave);
        Task work = runner.Guard.CallAsync(() => store.WaitForWorkAsync(IdlePoll, either.Token), either.Token);
        Task change = runner.WaitForChangeAsync(either.Token);
        await Task.WhenAny(work, change).ConfigureAwait(false);
        await either.CancelAsync().ConfigureAwait(false);
        // cancelled by the line above, or the next claim meets the same trouble
        await work.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await change.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
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

    private async Task GiveUpAfterTrainingsAsync(CancellationTokenSource patience)
    {
        await runner.TrainingsEnded.ConfigureAwait(false);
        await GiveUpLaterAsync(patience).ConfigureAwait(false);
    }

    private async Task LeaveOnFailureAsync(CancellationTokenSource leave)
    {
        await runner.Completion.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing); // stopping the runner throws it
        if (runner.Completion.IsFaulted)
            await leave.CancelAsync().ConfigureAwait(false);
    }
}
