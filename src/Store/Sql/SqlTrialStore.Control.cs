using System.Data.Common;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Sweep.Store.Sql;

/// <content>Workers, and what people decide.</content>
internal abstract partial class SqlTrialStore
{
    public Task RegisterWorkerAsync(WorkerRegistration worker, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(worker);
        string facts = JsonSerializer.Serialize(new SortedDictionary<string, string>(worker.Environment.ToDictionary(),
            StringComparer.Ordinal));
        string id = "e1-" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(facts)))[..32];
        return DoAsync(session => session.ExecuteAsync(StoreSql.RegisterWorker,
            ("worker", worker.Worker.Value), ("host", worker.Host), ("process_id", worker.ProcessId), ("engine", worker.Engine),
            ("environment_id", id), ("facts", facts), ("owner", worker.Owner)), cancellation);
    }

    public Task QuarantineAsync(WorkerId worker, string reason, CancellationToken cancellation)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(reason);
        return DoAsync(session => session.ExecuteAsync(StoreSql.QuarantineWorker, ("worker", worker.Value), ("reason", reason)),
            cancellation);
    }

    public async Task<bool> SetSweepStateAsync(string sweep, SweepState state, string? reason, CancellationToken cancellation)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(sweep);
        bool known = await WriteAsync(async session =>
        {
            var found = await session.QueryAsync(StoreSql.SetSweepState, row => row.GetInt64(0),
                ("name", sweep), ("state", ColumnText.Format(state)), ("reason", state == SweepState.Active ? null : reason))
                    .ConfigureAwait(false);
            if (found.Count > 0 && state == SweepState.Active)
                await session.ExecuteAsync(StoreSql.AnnounceWork).ConfigureAwait(false);
            return found.Count > 0;
        }, cancellation).ConfigureAwait(false);
        if (known && state == SweepState.Active)
            Signal.Raise();
        return known;
    }

    public Task<int> CancelAsync(TrialFilter filter, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(filter);
        return ChangeAsync([StoreSql.CancelTrials], filter, cancellation);
    }

    public async Task<int> RetryAsync(TrialFilter filter, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(filter);
        string[] statements = [StoreSql.UncancelTrials, StoreSql.RetryTrials];
        bool releases = filter.States.Contains(TrialState.Unneeded) || filter.States.Contains(TrialState.Pruned);
        int queued = await ChangeAsync(releases ? [.. statements, StoreSql.ReleaseUnneeded] : statements, filter, cancellation)
            .ConfigureAwait(false);
        if (queued > 0)
            Signal.Raise();
        return queued;
    }

    public async Task<int> FreeAsync(TrialFilter filter, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(filter);
        int freed = await WriteAsync(async session =>
        {
            var parameters = await TrialFilterParameters.FromAsync(filter with { States = new HashSet<TrialState> { TrialState.Running } },
                session).ConfigureAwait(false);
            var running = await session.QueryAsync(StoreSql.ReadTrials, ReadStoredTrial,
                parameters.With(("after_sweep", -1L), ("after_ordinal", -1L), ("limit", int.MaxValue))).ConfigureAwait(false);
            var leases = running.Select(stored => new Lease(stored.Row.Trial.Id, stored.Row.Attempts)).Distinct();
            return (await EndAsync(session, leases.Select(AttemptEndingParameters.Released)).ConfigureAwait(false)).Count;
        }, cancellation).ConfigureAwait(false);
        if (freed > 0)
            Signal.Raise();
        return freed;
    }

    public Task<IReadOnlyList<LeaseHolding>> ReadLeasesAsync(TrialFilter filter, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(filter);
        return FindAsync(StoreSql.ReadLeases, row => new LeaseHolding(new WorkerId(row.GetString(0)), row.GetInt32(1),
            TimeSpan.FromMilliseconds(row.GetInt64(2)), row.GetInt32(3) == 1), filter, cancellation);
    }

    public Task<IReadOnlyList<SharedTrials>> ReadSharedAsync(TrialFilter filter, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(filter);
        ArgumentException.ThrowIfNullOrEmpty(filter.Sweep);
        return FindAsync(StoreSql.ReadShared, row => new SharedTrials(row.GetString(0), row.GetInt32(1), row.GetInt32(2)), filter,
            cancellation);
    }

    /// <summary>Runs statements that change what sweeps want of trials; each returns how many it changed.</summary>
    private Task<int> ChangeAsync(string[] statements, TrialFilter filter, CancellationToken cancellation) => WriteAsync(async session =>
    {
        var parameters = await TrialFilterParameters.FromAsync(filter, session).ConfigureAwait(false);
        await session.ExecuteAsync(StoreSql.LockTransitions).ConfigureAwait(false);
        int changed = 0;
        foreach (string statement in statements)
            changed += (await session.QueryAsync(statement, row => row.GetInt32(0), parameters.With()).ConfigureAwait(false)).Single();
        await session.ExecuteAsync(StoreSql.AnnounceWork).ConfigureAwait(false);
        return changed;
    }, TransactionSize.Many, cancellation);

    private Task<IReadOnlyList<T>> FindAsync<T>(string statement, Func<DbDataReader, T> map, TrialFilter filter,
        CancellationToken cancellation) => ReadAsync(async session =>
    {
        var parameters = await TrialFilterParameters.FromAsync(filter, session).ConfigureAwait(false);
        return (IReadOnlyList<T>)await session.QueryAsync(statement, map, parameters.With()).ConfigureAwait(false);
    }, TransactionSize.Many, cancellation);

    private Task DoAsync(Func<StoreSession, Task> work, CancellationToken cancellation) => WriteAsync(async session =>
    {
        await work(session).ConfigureAwait(false);
        return 0;
    }, cancellation);
}
