using System.Runtime.CompilerServices;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Orleans;
using Orleans.Runtime;
using Sweep.Grains;
using Sweep.Planning.Trials;
using Sweep.Store;

namespace Sweep.Client.Cluster.Orleans;

/// <summary>A connection to a cluster through the Orleans client.</summary>
/// <remarks>Calls are repeated while silos come and go, since each does no harm a second time; after <see cref="CallPatience"/> the caller
/// hears of it.</remarks>
/// <param name="services">The client with all it needs; ended with this.</param>
/// <param name="client">The client.</param>
/// <param name="connector">Words errors.</param>
/// <param name="time">Clock.</param>
internal sealed class OrleansControl(ServiceProvider services, IClusterClient client, OrleansConnector connector, TimeProvider time)
    : IClusterControl
{
    /// <summary>How long a call may take.</summary>
    public static readonly TimeSpan CallPatience = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(10); // of a coordinator that gives a sign of life every 5 s
    private static readonly TimeSpan BetweenAttempts = TimeSpan.FromSeconds(0.5);
    private static readonly TimeSpan Farewell = TimeSpan.FromSeconds(2);

    public async Task<IReadOnlyList<SiloView>> ReadSilosAsync(CancellationToken cancellation)
    {
        var hosts = await CallAsync(() => client.GetGrain<IManagementGrain>(0).GetHosts(onlyActive: true), "list its silos", cancellation);
        var silos = hosts.Keys.OrderBy(silo => silo.ToParsableString(), StringComparer.Ordinal);
        return await Task.WhenAll(silos.Select(silo => ReadSiloAsync(silo, cancellation)));
    }

    public async Task<CoordinatorView> ReadCoordinatorAsync(string sweep, CancellationToken cancellation)
    {
        var progress = await CallAsync(() => client.GetGrain<ISweepGrain>(sweep).GetProgressAsync(), "tell the progress", cancellation);
        return new CoordinatorView(new WorkerId(progress.Silo), progress.Dispatched,
            progress.Running.Where(r => r.Epoch is not null).ToDictionary(r => r.Lease, r => r.Epoch!));
    }

    public Task<bool> SetStateAsync(string sweep, SweepState state, string? reason, CancellationToken cancellation) =>
        CallAsync(() => client.GetGrain<ISweepGrain>(sweep).SetStateAsync(state, reason), "take the order", cancellation);

    public Task<int> CancelTrialsAsync(string sweep, IReadOnlyDictionary<string, IReadOnlyList<string>> where, IReadOnlyList<string> ids,
        CancellationToken cancellation) =>
        CallAsync(() => client.GetGrain<ISweepGrain>(sweep).CancelTrialsAsync(where, ids), "take the order", cancellation);

    public async IAsyncEnumerable<ClusterEvents> WatchAsync(string sweep, EventPosition from,
        [EnumeratorCancellation] CancellationToken cancellation)
    {
        // Orleans', not linked to the caller's: telling a silo that is gone to stop may take long.
        var ended = new CancellationTokenSource();
        var batches = client.GetGrain<ISweepGrain>(sweep).WatchAsync(new WatchPosition(from.Log, from.Next), ended.Token)
            .GetAsyncEnumerator(ended.Token);
        try
        {
            while (await NextAsync(sweep, batches, cancellation) is { } batch)
                yield return batch;
        }
        finally
        {
            _ = ReleaseAsync(batches, ended); // aside, for the same reason
        }
    }

    public async ValueTask DisposeAsync() => await CloseAsync(services, time);

    /// <summary>Ends a client, without waiting long for silos that are gone.</summary>
    public static async Task CloseAsync(ServiceProvider services, TimeProvider time)
    {
        using var limit = new CancellationTokenSource(Farewell, time);
        var patience = limit.Token;
        try
        {
            await Task.Run(async () =>
            {
                foreach (var service in services.GetServices<IHostedService>())
                    await service.StopAsync(patience);
                await services.DisposeAsync();
            }, CancellationToken.None).WaitAsync(patience);
        }
        catch (Exception)
        {
            // The process or the next connection goes on without it; silos drop clients that are silent.
        }
    }

    private async Task<SiloView> ReadSiloAsync(SiloAddress silo, CancellationToken cancellation)
    {
        var worker = TrialGrainKey.WorkerOf(silo);
        try
        {
            var state = await client.GetGrain<IWorkerGrain>(worker.Value).GetStateAsync().WaitAsync(cancellation);
            var running = state.Running.ToDictionary(r => r.Lease, r => r.Epoch);
            var answer = new SiloAnswer(state.Host, state.Engine, state.Slots, running, state.QuarantineReason,
                state.StoreTrouble, state.Devices, state.MaxFusedTrials);
            return new SiloView(worker, answer, null);
        }
        catch (Exception error) when (IsOfCluster(error))
        {
            return new SiloView(worker, null, error is TimeoutException ? "no answer within 5 s" : OrleansConnector.Brief(error));
        }
    }

    private async Task<ClusterEvents?> NextAsync(string sweep, IAsyncEnumerator<EventBatch> batches, CancellationToken cancellation)
    {
        try
        {
            if (!await batches.MoveNextAsync().AsTask().WaitAsync(Silence, time, cancellation))
                return null;
            var batch = batches.Current;
            return new ClusterEvents([.. batch.Events.Select(Read)], new EventPosition(batch.Position.Log, batch.Position.Next),
                batch.HasGap);
        }
        catch (TimeoutException error)
        {
            throw connector.Unavailable($"The coordinator of {sweep} gave no sign of life for {Silence.TotalSeconds:0} s.", error);
        }
        catch (Exception error) when (IsOfCluster(error) || error is EnumerationAbortedException or ObjectDisposedException
            || (error is OperationCanceledException && !cancellation.IsCancellationRequested))
        {
            throw connector.Unavailable($"The coordinator of {sweep} is gone ({OrleansConnector.Brief(error)}).", error);
        }
    }

    private static async Task ReleaseAsync(IAsyncEnumerator<EventBatch> batches, CancellationTokenSource ended)
    {
        try
        {
            await ended.CancelAsync();
            await batches.DisposeAsync();
        }
        catch (Exception error) when (IsOfCluster(error) || error is NotSupportedException or InvalidOperationException
            or OperationCanceledException or AggregateException)
        {
            // The coordinator drops what nobody fetches.
        }
    }

    private async Task<T> CallAsync<T>(Func<Task<T>> call, string purpose, CancellationToken cancellation)
    {
        long begun = time.GetTimestamp();
        while (true)
        {
            var left = CallPatience - time.GetElapsedTime(begun);
            try
            {
                return await call().WaitAsync(left > TimeSpan.Zero ? left : TimeSpan.Zero, time, cancellation);
            }
            catch (Exception error) when (IsOfCluster(error))
            {
                if (error is TimeoutException || left < BetweenAttempts)
                {
                    string reason = OrleansConnector.Brief(error);
                    throw connector.Unavailable($"The {connector} did not {purpose} within {CallPatience.TotalSeconds:0} s ({reason}).",
                        error);
                }
            }
            await Task.Delay(BetweenAttempts, time, cancellation);
        }
    }

    private static bool IsOfCluster(Exception error) => error is OrleansException or TimeoutException;

    private static ClusterEvent Read(TrialEvent happened) => happened.Kind switch
    {
        TrialEventKind.Started => new ClusterEvent.Started(happened.Lease, happened.Worker, happened.Levels),
        TrialEventKind.Epoch => new ClusterEvent.EpochDone(happened.Lease, happened.Worker, happened.Levels, happened.Epoch!),
        _ => happened.Outcome switch
        {
            TrialOutcome.Completed => Ended(happened, TrialState.Completed, null),
            TrialOutcome.Diverged diverged => Ended(happened, TrialState.Diverged, $"in epoch {diverged.Epoch} at step {diverged.Step}"),
            TrialOutcome.Pruned pruned => Ended(happened, TrialState.Pruned, pruned.Reason),
            TrialOutcome.Failed failed => Ended(happened, TrialState.Failed, failed.Message),
            TrialOutcome.Cancelled => Ended(happened, TrialState.Cancelled, null),
            _ => Ended(happened, TrialState.Queued, "not finished there"),
        },
    };

    private static ClusterEvent.Ended Ended(TrialEvent happened, TrialState state, string? details) =>
        new(happened.Lease, happened.Worker, happened.Levels, state, details);
}
