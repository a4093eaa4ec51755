using System.Data.Common;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Sweep.Store;

/// <content>Workers, and what people decide.</content>
internal abstract partial class SqlTrialStore
{
    public Task RegisterWorkerAsync(WorkerRegistration worker, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(worker);
        string facts = JsonSerializer.Serialize(new SortedDictionary<string, string>(worker.Environment.ToDictionary(), StringComparer.Ordinal));
        string id = "e1-" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(facts)))[..32];
        return DoAsync(session => session.ExecuteAsync(StoreSql.RegisterWorker,
            ("worker", worker.Worker.Value), ("host", worker.Host), ("process_id", worker.ProcessId), ("engine", worker.Engine),
            ("environment_id", id), ("facts", facts)), cancellation);
    }

    public Task QuarantineAsync(WorkerId worker, string reason, CancellationToken cancellation)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(reason);
        return DoAsync(session => session.ExecuteAsync(StoreSql.QuarantineWorker, ("worker", worker.Value), ("reason", reason)), cancellation);
    }

    public async Task<bool> SetSweepStateAsync(string sweep, SweepState state, string? reason, CancellationToken cancellation)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(sweep);
        bool known = await WriteAsync(async session =>
        {
            var found = await session.QueryAsync(StoreSql.SetSweepState, row => row.GetInt64(0),
                ("name", sweep), ("state", StoredText.Of(state)), ("reason", state == SweepState.Active ? null : reason)).ConfigureAwait(false);
            if (found.Count > 0 && state == SweepState.Active)
                await session.ExecuteAsync(StoreSql.AnnounceWork).ConfigureAwait(false);
            return found.Count > 0;
        }, cancellation).ConfigureAwait(false);
        if (known && state == SweepState.Active)
            Signal.Raise();
        return known;
    }

    public async Task<int> CancelAsync(TrialFilter filter, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(filter);
        int total = 0;
        while (true)
        {
            var (changed, missed) = await ChangeAsync(StoreSql.CancelTrials, row => (row.GetInt32(0), row.GetInt32(1)), filter, cancellation)
                .ConfigureAwait(false);
            total += changed;
            if (missed == 0)
                return total;
        }
    }

    public async Task<int> RetryAsync(TrialFilter filter, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(filter);
        int queued = await ChangeAsync(StoreSql.RetryTrials, row => row.GetInt32(0), filter, cancellation).ConfigureAwait(false);
        if (filter.States.Contains(TrialState.Unneeded))
            queued += await ReleaseUnneededAsync(filter, cancellation).ConfigureAwait(false);
        if (queued > 0)
            Signal.Raise();
        return queued;
    }

    private Task<int> ReleaseUnneededAsync(TrialFilter filter, CancellationToken cancellation) => WriteAsync(async session =>
    {
        var parameters = await TrialFilterParameters.FromAsync(filter, session).ConfigureAwait(false);
        await session.ExecuteAsync(StoreSql.LockTransitions).ConfigureAwait(false);
        int released = (await session.QueryAsync(StoreSql.ReleaseUnneeded, row => row.GetInt32(0), parameters.With()).ConfigureAwait(false)).Single();
        await session.ExecuteAsync(StoreSql.AnnounceWork).ConfigureAwait(false);
        return released;
    }, WorkExtent.Many, cancellation);

    private Task<T> ChangeAsync<T>(string statement, Func<DbDataReader, T> map, TrialFilter filter, CancellationToken cancellation) => WriteAsync(async session =>
    {
        var parameters = await TrialFilterParameters.FromAsync(filter, session).ConfigureAwait(false);
        return (await session.QueryAsync(statement, map, parameters.With()).ConfigureAwait(false)).Single();
    }, WorkExtent.Many, cancellation);

    private Task DoAsync(Func<StoreSession, Task> work, CancellationToken cancellation) => WriteAsync(async session =>
    {
        await work(session).ConfigureAwait(false);
        return 0;
    }, cancellation);
}
