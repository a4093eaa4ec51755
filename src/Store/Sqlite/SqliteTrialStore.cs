using System.Data;
using System.Data.Common;
using Microsoft.Data.Sqlite;
using Sweep.Planning.Trials;
using Sweep.Store.Sql;

namespace Sweep.Store.Sqlite;

/// <summary>The trial store in one SQLite file, for one machine: any number of processes may share it, on a local disk.</summary>
/// <remarks>Write-ahead log: readers and the one writer do not wait for each other. Writers of several processes take turns. Synchronous is
/// NORMAL: the log is flushed at checkpoints, not at each commit, so that a power cut (not a crash of the process) may take back the last
/// commits. They are taken back whole: a trial then counts as running until its lease expires, and is trained again with the same
/// numbers.</remarks>
internal sealed class SqliteTrialStore : SqlTrialStore
{
    // how soon work submitted by another process is noticed
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(100);
    private readonly SqliteConnections connections;
    private readonly SemaphoreSlim writerGate = new(1, 1);
    private readonly SqliteConnection? writer;   // null when opened for reading
    private readonly OpenFiles? files;

    private SqliteTrialStore(SqliteConnections connections, SqliteConnection? writer, TimeProvider time)
        : base(connections.Path, time)
    {
        (this.connections, this.writer) = (connections, writer);
        files = (writer ?? connections.Keeper) is { } open ? new OpenFiles(open, DisplayName, time) : null;
    }

    /// <summary>Opens a file; creates and migrates it unless it is opened for reading.</summary>
    public static async Task<SqliteTrialStore> OpenAsync(string path, StoreAccess access, Action<string> waiting, TimeProvider time,
        CancellationToken cancellation)
    {
        if (access == StoreAccess.Read && !File.Exists(path))
            throw new StoreUnavailableException(path,
                "there is no such file. A sweep that is submitted or run creates it; or name another with --store.", null);
        if (Path.GetDirectoryName(Path.GetFullPath(path)) is { } folder && !Directory.Exists(folder))
            throw new StoreUnavailableException(path, $"the folder {folder} does not exist. Create it, or name another with --store.",
                null);

        StaleLog.Refuse(path);
        var connections = new SqliteConnections(path, waiting, time);
        SqliteConnection? writer = null;
        try
        {
            if (access == StoreAccess.Write)
            {
                writer = connections.OpenWriter(cancellation);
                var reading = new StoreSession(writer, null, StoreSql.Sqlite, cancellation);
                if (await StoreSchema.ReadVersionAsync(reading, path).ConfigureAwait(false) != reading.NewestVersion)
                {
                    await TransactAsync(connections, writer, async session =>
                    {
                        await StoreSchema.MigrateAsync(session, path).ConfigureAwait(false);
                        return 0;
                    }, cancellation).ConfigureAwait(false);
                }
            }
            else
            {
                connections.Keep(cancellation);
                await using var reader = connections.OpenReader(cancellation);
                await StoreSchema.CheckAsync(new StoreSession(reader.Connection, null, StoreSql.Sqlite, cancellation),
                    path).ConfigureAwait(false);
            }
            return new SqliteTrialStore(connections, writer, time);
        }
        catch (Exception fault)
        {
            connections.Dispose();
            if (writer is not null)
                await writer.DisposeAsync().ConfigureAwait(false);
            if (fault is SqliteException sqlite && SqliteFault.Translate(sqlite, path) is { } translated)
                throw translated;
            throw;
        }
    }

    /// <remarks>Wakes at once for work of this process, and within the poll interval for what another process commits.</remarks>
    public override async Task WaitForWorkAsync(TimeSpan atMost, CancellationToken cancellation)
    {
        long start = Time.GetTimestamp();
        await using var reader = connections.OpenReader(cancellation);
        var watch = reader.Connection;
        long seen = DataVersion(watch);
        if (NextExpiry(watch) is { } milliseconds)
            atMost = WaitFor(milliseconds, atMost);
        while (true)
        {
            var left = atMost - Time.GetElapsedTime(start);
            if (left <= TimeSpan.Zero)
                return;
            var raised = Signal.NextAsync();
            if (raised.IsCompleted)
                return;
            await Task.WhenAny(raised, Task.Delay(left < PollInterval ? left : PollInterval, Time, cancellation)).ConfigureAwait(false);
            cancellation.ThrowIfCancellationRequested();
            if (raised.IsCompleted || DataVersion(watch) != seen)
                return;
        }
    }

    /// <summary>Copies one state of the store into another file, while others may write.</summary>
    /// <inheritdoc cref="SqliteBackup.Write"/>
    public Task BackUpAsync(string target, bool overwrite, CancellationToken cancellation) => GuardAsync(() => Task.Run(
        () =>
        {
            using var reader = connections.OpenReader(cancellation);
            SqliteBackup.Write(reader.Connection, DisplayName, target, overwrite, cancellation);
            return 0;
        },
        cancellation));

    public override async ValueTask DisposeAsync()
    {
        await writerGate.WaitAsync().ConfigureAwait(false);   // what is being written ends first
        connections.Dispose();
        if (writer is not null)
        {
            Checkpoint(writer);
            await writer.DisposeAsync().ConfigureAwait(false);
        }
        writerGate.Dispose();
    }

    protected override Task<T> WriteAsync<T>(Func<StoreSession, Task<T>> work, TransactionSize size, CancellationToken cancellation) =>
        GuardAsync(async () =>
    {
        var connection = Writer();
        await writerGate.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            files!.CheckNowAndThen();
            // SQLite works synchronously: not on the caller's thread.
            return await Task.Run(() => TransactAsync(connections, connection, work, cancellation), cancellation).ConfigureAwait(false);
        }
        finally
        {
            writerGate.Release();
        }
    });

    protected override async Task<ReadScope> BeginReadAsync(TransactionSize size, CancellationToken cancellation)
    {
        files?.Check();
        var reader = connections.OpenReader(cancellation);
        var transaction = reader.Connection.BeginTransaction(IsolationLevel.Serializable, deferred: true);
        await Task.CompletedTask.ConfigureAwait(false);
        return new ReadScope(new StoreSession(reader.Connection, transaction, StoreSql.Sqlite, cancellation), transaction, reader);
    }

    /// <remarks>On a connection of its own: staging writes to temporary tables only and blocks nobody.</remarks>
    protected override Task<T> SubmitAsync<T>(Func<StoreSession, Task> stage, Func<StoreSession, Task<T>> merge,
        CancellationToken cancellation) => GuardAsync(() => Task.Run(async () =>
    {
        Writer();
        await using var connection = connections.OpenBulkWriter(cancellation);
        await using (var staging = connection.BeginTransaction(IsolationLevel.Serializable, deferred: true))
        {
            await stage(new StoreSession(connection, staging, StoreSql.Sqlite, cancellation)).ConfigureAwait(false);
            await staging.CommitAsync(cancellation).ConfigureAwait(false);
        }
        var receipt = await TransactAsync(connections, connection, merge, cancellation).ConfigureAwait(false);
        await using var analyze = connection.CreateCommand();
        // what the planner knows of table sizes; it samples
        analyze.CommandText = "pragma analysis_limit = 1000; pragma optimize = 0x10002";
        await analyze.ExecuteNonQueryAsync(cancellation).ConfigureAwait(false);
        return receipt;
    }, cancellation));

    protected override Task StageAsync(StoreSession session, long firstOrdinal, IReadOnlyList<TrialDescription> trials,
        IEnumerable<Configuration> newConfigurations)
    {
        using (var command = session.Command(StoreSql.StageConfigurations, ("id", ""), ("settings", ""), ("labels", "")))
        {
            foreach (var configuration in newConfigurations)
            {
                command.Parameters[0].Value = configuration.Id.Value;
                command.Parameters[1].Value = configuration.CanonicalJson;
                command.Parameters[2].Value = ConfigurationLabels.Json(configuration);
                command.ExecuteNonQuery();
            }
        }
        using (var command = session.Command(StoreSql.StageTrials, ("ordinal", 0L), ("id", ""), ("configuration_id", ""), ("seed", 0),
            ("stream_key", "")))
        {
            foreach (var trial in trials)
            {
                command.Parameters[0].Value = firstOrdinal++;
                command.Parameters[1].Value = trial.Id.Value;
                command.Parameters[2].Value = trial.Configuration.Id.Value;
                command.Parameters[3].Value = trial.Seed.Value;
                command.Parameters[4].Value = trial.StreamKey.ToString();
                command.ExecuteNonQuery();
            }
        }
        return Task.CompletedTask;
    }

    protected override Task StageResultsAsync(StoreSession session, IReadOnlyList<FinishedTrial> trials)
    {
        ResultInsert.Write(session, trials);
        return Task.CompletedTask;
    }

    protected override Task AppendAsync(StoreSession session, IEnumerable<AttemptMetrics> metrics)
    {
        using var command = session.Command(StoreSql.AppendMetrics,
            ("trial", ""), ("attempt", 0), ("epoch", 0), ("metric", ""), ("kind", ""), ("value", null));
        foreach (var (lease, epoch) in metrics)
        {
            command.Parameters[0].Value = lease.Trial.Value;
            command.Parameters[1].Value = lease.Attempt;
            command.Parameters[2].Value = epoch.Epoch;
            foreach (var (name, number) in epoch.Values)
            {
                var (kind, value) = ColumnText.FormatMetric(number);
                command.Parameters[3].Value = name;
                command.Parameters[4].Value = kind;
                command.Parameters[5].Value = (object?)value ?? DBNull.Value;
                command.ExecuteNonQuery();
            }
        }
        return Task.CompletedTask;
    }

    protected override Task<UserQuery> OpenQueryAsync(string sql, CancellationToken cancellation) =>
        Task.Run(() => (UserQuery)SqliteUserQuery.Open(connections.OpenReader(cancellation), sql, Time, cancellation), cancellation);

    protected override Exception? Translate(DbException fault) =>
        fault is SqliteException sqlite ? SqliteFault.Translate(sqlite, DisplayName) : null;

    private static async Task<T> TransactAsync<T>(SqliteConnections connections, SqliteConnection connection,
        Func<StoreSession, Task<T>> work, CancellationToken cancellation)
    {
        await using var transaction = connections.Patiently(
            () => connection.BeginTransaction(IsolationLevel.Serializable, deferred: false), cancellation);   // begin immediate
        var result = await work(new StoreSession(connection, transaction, StoreSql.Sqlite, cancellation)).ConfigureAwait(false);
        await transaction.CommitAsync(cancellation).ConfigureAwait(false);
        return result;
    }

    /// <summary>Brings the log into the file. Closing does that too, but only for the last process, and not if that is one that may only
    /// read.</summary>
    private static void Checkpoint(SqliteConnection connection)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "pragma wal_checkpoint(truncate)";
        try
        {
            command.ExecuteNonQuery();
        }
        catch (SqliteException)
        {
            // A full disk, or another process is at it: the log stays, and whoever opens the file next goes on with it.
        }
    }

    private SqliteConnection Writer() => writer ?? throw new InvalidOperationException($"The store {DisplayName} was opened for reading.");

    private static long DataVersion(SqliteConnection connection)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "pragma data_version";
        return (long)command.ExecuteScalar()!;
    }

    private static long? NextExpiry(SqliteConnection connection)
    {
        using var command = connection.CreateCommand();
        command.CommandText = StoreSql.Sqlite[StoreSql.ReadNextExpiry];
        return command.ExecuteScalar() as long?;
    }
}
