using System.Data;
using System.Data.Common;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using Npgsql;
using NpgsqlTypes;
using Sweep.Planning.Trials;
using Sweep.Store.Sql;

namespace Sweep.Store.Postgres;

/// <summary>The trial store in a Postgres database: any number of workers on any number of hosts.</summary>
/// <remarks>
/// <para>Claims lock trials with SKIP LOCKED, so that claimers do not wait for each other. Commits are synchronous: what was acknowledged
/// survives a crash of the server. Passing faults (<see cref="PostgresFault"/>) are retried here for a few seconds; a claim whose answer
/// was lost on the way leaves leases that their worker gives back, and an ending that is repeated is recognised.</para>
/// <para>Every wait for the server has an end, by the limits of the connection settings (<see cref="StoreAddress"/>): a server, a proxy or
/// a network that goes silent is taken for one that is away.</para>
/// <para>Nothing here outlives a transaction (no session settings, prepared statements or session locks), so that a pooler may stand before
/// the server.</para>
/// </remarks>
internal sealed class PostgresTrialStore : SqlTrialStore
{
    private const int MaxTries = 6;
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(50);   // doubled each time: 1.5 s in all
    private static readonly TimeSpan MaxRetryTime = TimeSpan.FromSeconds(5);    // of tries that take long: who calls holds leases
    private static readonly TimeSpan ManyRowsLimit = TimeSpan.FromMinutes(10);     // a plan of a million trials takes its time
    private readonly NpgsqlDataSource source;
    private readonly StoreAccess access;
    private readonly WorkListener listener;

    private PostgresTrialStore(NpgsqlDataSource source, string displayName, StoreAccess access, TimeProvider time)
        : base(displayName, time) => (this.source, this.access, listener) = (source, access, new WorkListener(ConnectAsync, Signal, time));

    /// <summary>Connects; creates and migrates the schema unless opened for reading.</summary>
    public static async Task<PostgresTrialStore> OpenAsync(StoreAddress address, StoreAccess access, Func<string, string?> environment,
        TimeProvider time, CancellationToken cancellation)
    {
        string settings = address.ResolveConnectionString(environment);
        var store = new PostgresTrialStore(NpgsqlDataSource.Create(settings), address.DisplayName, access, time);
        try
        {
            await store.GuardAsync(() => store.RetryAsync(() => store.PrepareAsync(cancellation), cancellation)).ConfigureAwait(false);
            return store;
        }
        catch
        {
            await store.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <remarks>Wakes for work of any process, by LISTEN.</remarks>
    public override Task WaitForWorkAsync(TimeSpan atMost, CancellationToken cancellation) => GuardAsync(async () =>
    {
        long start = Time.GetTimestamp();
        await listener.EnsureListeningAsync(cancellation).ConfigureAwait(false);
        await using (var connection = await ConnectAsync(cancellation).ConfigureAwait(false))
        {
            var session = new StoreSession(connection, null, StoreSql.Postgres, cancellation);
            var expiry = (await session.QueryAsync(StoreSql.ReadNextExpiry, row => row.IsDBNull(0) ? (long?)null : row.GetInt64(0))
                .ConfigureAwait(false)).Single();
            if (expiry is { } milliseconds)
                atMost = WaitFor(milliseconds, atMost);
        }
        var left = atMost - Time.GetElapsedTime(start);
        if (left > TimeSpan.Zero)
            await Task.WhenAny(Signal.NextAsync(), Task.Delay(left, Time, cancellation)).ConfigureAwait(false);
        cancellation.ThrowIfCancellationRequested();
        return 0;
    });

    public override async ValueTask DisposeAsync()
    {
        await listener.DisposeAsync().ConfigureAwait(false);
        await source.DisposeAsync().ConfigureAwait(false);
    }

    protected override Task<T> WriteAsync<T>(Func<StoreSession, Task<T>> work, TransactionSize size, CancellationToken cancellation)
    {
        if (access == StoreAccess.Read)
            throw new InvalidOperationException($"The store {DisplayName} was opened for reading.");
        return GuardAsync(() => RetryAsync(() => TransactAsync(work, size, cancellation), cancellation));
    }

    protected override async Task<ReadScope> BeginReadAsync(TransactionSize size, CancellationToken cancellation)
    {
        var connection = await ConnectAsync(cancellation).ConfigureAwait(false);
        try
        {
            var transaction = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellation).ConfigureAwait(false);
            var session = Session(connection, transaction, size, cancellation);
            await session.ExecuteTextAsync("set transaction read only").ConfigureAwait(false);
            return new ReadScope(session, transaction, connection);
        }
        catch
        {
            await connection.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    protected override Task<T> SubmitAsync<T>(Func<StoreSession, Task> stage, Func<StoreSession, Task<T>> merge,
        CancellationToken cancellation) => WriteAsync(async session =>
    {
        await stage(session).ConfigureAwait(false);
        return await merge(session).ConfigureAwait(false);
    }, TransactionSize.Many, cancellation);

    protected override async Task StageAsync(StoreSession session, long firstOrdinal, IReadOnlyList<TrialDescription> trials,
        IEnumerable<Configuration> newConfigurations)
    {
        var connection = (NpgsqlConnection)session.Connection;
        await using (var copy = await connection.BeginBinaryImportAsync(StoreSql.Postgres[StoreSql.StageConfigurations],
            session.Cancellation).ConfigureAwait(false))
        {
            copy.Timeout = ManyRowsLimit;
            foreach (var configuration in newConfigurations)
            {
                await copy.StartRowAsync(session.Cancellation).ConfigureAwait(false);
                await copy.WriteAsync(configuration.Id.Value, NpgsqlDbType.Text, session.Cancellation).ConfigureAwait(false);
                await copy.WriteAsync(configuration.CanonicalJson, NpgsqlDbType.Text, session.Cancellation).ConfigureAwait(false);
                await copy.WriteAsync(ConfigurationLabels.Json(configuration), NpgsqlDbType.Jsonb, session.Cancellation)
                    .ConfigureAwait(false);
            }
            await copy.CompleteAsync(session.Cancellation).ConfigureAwait(false);
        }
        await using (var copy = await connection.BeginBinaryImportAsync(StoreSql.Postgres[StoreSql.StageTrials], session.Cancellation)
            .ConfigureAwait(false))
        {
            copy.Timeout = ManyRowsLimit;
            foreach (var trial in trials)
            {
                await copy.StartRowAsync(session.Cancellation).ConfigureAwait(false);
                await copy.WriteAsync(firstOrdinal++, NpgsqlDbType.Bigint, session.Cancellation).ConfigureAwait(false);
                await copy.WriteAsync(trial.Id.Value, NpgsqlDbType.Text, session.Cancellation).ConfigureAwait(false);
                await copy.WriteAsync(trial.Configuration.Id.Value, NpgsqlDbType.Text, session.Cancellation).ConfigureAwait(false);
                await copy.WriteAsync(trial.Seed.Value, NpgsqlDbType.Integer, session.Cancellation).ConfigureAwait(false);
                await copy.WriteAsync(trial.StreamKey.ToString(), NpgsqlDbType.Text, session.Cancellation).ConfigureAwait(false);
            }
            await copy.CompleteAsync(session.Cancellation).ConfigureAwait(false);
        }
    }

    protected override Task StageResultsAsync(StoreSession session, IReadOnlyList<FinishedTrial> trials) =>
        ResultCopy.WriteAsync((NpgsqlConnection)session.Connection, trials, ManyRowsLimit, session.Cancellation);

    /// <remarks>Arrays travel in binary form, like COPY does, and let one statement check the leases too.</remarks>
    protected override async Task AppendAsync(StoreSession session, IEnumerable<AttemptMetrics> metrics)
    {
        var values = (
            from metric in metrics
            from value in metric.Metrics.Values
            let stored = ColumnText.FormatMetric(value.Value)
            select (metric.Lease, metric.Metrics.Epoch, Name: value.Key, stored.Kind, stored.Value)).ToList();
        await session.ExecuteAsync(StoreSql.AppendMetrics,
            ("trial", values.Select(v => v.Lease.Trial.Value).ToArray()),
            ("attempt", values.Select(v => v.Lease.Attempt).ToArray()),
            ("epoch", values.Select(v => v.Epoch).ToArray()),
            ("metric", values.Select(v => v.Name).ToArray()),
            ("kind", values.Select(v => v.Kind).ToArray()),
            ("value", values.Select(v => v.Value).ToArray())).ConfigureAwait(false);
    }

    protected override async Task<UserQuery> OpenQueryAsync(string sql, CancellationToken cancellation)
    {
        var connection = await ConnectAsync(cancellation).ConfigureAwait(false);
        return await PostgresUserQuery.OpenAsync(connection, sql, Time, cancellation).ConfigureAwait(false);
    }

    protected override async Task<T> RetryAsync<T>(Func<Task<T>> step, CancellationToken cancellation)
    {
        var pause = FirstPause;
        long begun = Time.GetTimestamp();
        for (int attempt = 1; ; attempt++)
        {
            try
            {
                return await step().ConfigureAwait(false);
            }
            catch (NpgsqlException fault)
                when (attempt < MaxTries && PostgresFault.IsPassing(fault) && Time.GetElapsedTime(begun) < MaxRetryTime)
            {
                // The transaction is gone, or was committed without our hearing of it: every step here may be repeated. A session that the
                // server or the driver has ended is not used again.
                if (PostgresFault.IsOfStandby(fault))
                    source.Clear();
                await Task.Delay(pause, Time, cancellation).ConfigureAwait(false);
                pause *= 2;
            }
        }
    }

    protected override Exception? Translate(DbException fault) => PostgresFault.Translate(fault, DisplayName);

    private async Task<int> PrepareAsync(CancellationToken cancellation)
    {
        int? version;
        await using (var connection = await ConnectAsync(cancellation).ConfigureAwait(false))
        {
            var session = new StoreSession(connection, null, StoreSql.Postgres, cancellation);
            if (access == StoreAccess.Read)
            {
                await StoreSchema.CheckAsync(session, DisplayName).ConfigureAwait(false);
                return 0;
            }
            version = await StoreSchema.ReadVersionAsync(session, DisplayName).ConfigureAwait(false);
            if (version == session.NewestVersion)   // no right to create anything is needed
            {
                await session.ExecuteAsync(StoreSql.CheckWriting).ConfigureAwait(false);
                return 0;
            }
        }
        try
        {
            return await TransactAsync(async session =>
            {
                await StoreSchema.MigrateAsync(session, DisplayName).ConfigureAwait(false);
                return 0;
            }, TransactionSize.Many, cancellation).ConfigureAwait(false);
        }
        catch (PostgresException fault) when (fault.SqlState == PostgresErrorCodes.InsufficientPrivilege)
        {
            string lacking = version is null ? "there is no store in it yet"
                : $"it has schema version {version} and this program needs {StoreSql.Postgres.Migrations[^1].Version}";
            throw new StoreUnavailableException(DisplayName,
                $"{lacking}, and this user may not change that: {fault.MessageText}. Submit or run a sweep once as the owner of the "
                    + "tables.", fault);
        }
    }

    private async Task<T> TransactAsync<T>(Func<StoreSession, Task<T>> work, TransactionSize size, CancellationToken cancellation)
    {
        await using var connection = await ConnectAsync(cancellation).ConfigureAwait(false);
        await using var transaction = await connection.BeginTransactionAsync(IsolationLevel.ReadCommitted, cancellation)
            .ConfigureAwait(false);
        var result = await work(Session(connection, transaction, size, cancellation)).ConfigureAwait(false);
        await transaction.CommitAsync(cancellation).ConfigureAwait(false);
        return result;
    }

    /// <summary>Opens a connection. Whatever keeps it from being opened is the store's unavailability, not a fault of the
    /// program.</summary>
    private async Task<NpgsqlConnection> ConnectAsync(CancellationToken cancellation)
    {
        try
        {
            return await source.OpenConnectionAsync(cancellation).ConfigureAwait(false);
        }
        catch (PostgresException fault) when (!PostgresFault.IsPassing(fault))
        {
            throw PostgresFault.Refused(fault, DisplayName);
        }
        catch (Exception fault)
            when (fault is IOException or UnauthorizedAccessException or SocketException or TimeoutException or NotSupportedException
            or AuthenticationException or CryptographicException) // of certificate files, host names, kinds of authentication
        {
            throw PostgresFault.Unreachable(fault, DisplayName);
        }
    }

    private static StoreSession Session(NpgsqlConnection connection, NpgsqlTransaction transaction, TransactionSize size,
        CancellationToken cancellation) =>
        new(connection, transaction, StoreSql.Postgres, cancellation)
        {
            StatementLimit = size == TransactionSize.Many ? ManyRowsLimit : null,
        };
}
