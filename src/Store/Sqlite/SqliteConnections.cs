using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Sweep.Store.Sqlite;

/// <summary>Opens connections to one file: a writer without pooling, pooled readers that cannot write.</summary>
/// <remarks>The last connection to close that may write brings the write-ahead log into the file and removes it. Readers cannot, and would
/// leave it behind:
/// a store that is opened for reading therefore keeps one connection that could (<see cref="Keep"/>), and closes it last. Where that is not
/// permitted, it
/// reads as a <see cref="SqliteReadOnlyFile"/>.</remarks>
/// <param name="path">The file.</param>
/// <param name="waiting">Told when a lock of another process is being waited for.</param>
/// <param name="time">Measures that wait.</param>
internal sealed class SqliteConnections(string path, Action<string> waiting, TimeProvider time) : IDisposable
{
    private const int TrySeconds = 1;   // how long SQLite itself waits for a lock; cancellation is heard in between
    private static readonly string[] Always = [$"pragma busy_timeout = {TrySeconds}000"];
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1), Silence = TimeSpan.FromSeconds(2);
    private SqliteConnection? keeper;
    private SqliteReadOnlyFile? guest;

    public string Path => path;

    /// <summary>A connection for short write transactions; creates the file.</summary>
    public SqliteConnection OpenWriter(CancellationToken cancellation)
    {
        SqliteFiles.RemoveForeignLeftovers(path);
        var connection = Open(SqliteOpenMode.ReadWriteCreate, pooling: false);
        if (IsReadOnly(connection))
        {
            connection.Dispose();
            throw new StoreUnavailableException(path, SqliteFiles.FindObstacle(path) ?? "it is on a medium that cannot be written.",
                null) { IsPermanent = true };
        }
        return Prepared(connection, cancellation, "pragma journal_mode = wal", "pragma synchronous = normal", "pragma temp_store = memory",
            "pragma cache_size = -16000");
    }

    /// <summary>A connection for a submission: a larger cache for random inserts into the id index, temporary tables on disk.</summary>
    public SqliteConnection OpenBulkWriter(CancellationToken cancellation) => Prepared(Open(SqliteOpenMode.ReadWrite, pooling: false),
        cancellation, "pragma synchronous = normal", "pragma cache_size = -64000");

    /// <summary>What was opened of the file for reading without a writer; null for a guest, who opens it anew each time.</summary>
    public SqliteConnection? Keeper => keeper;

    /// <summary>Makes ready for reading without a writer: call it before the first <see cref="OpenReader"/> of a store that does not
    /// write.</summary>
    public void Keep(CancellationToken cancellation)
    {
        SqliteConnection? connection = null;
        try
        {
            connection = Open(SqliteOpenMode.ReadWrite, pooling: false);
            if (IsReadOnly(connection))
                guest = new SqliteReadOnlyFile(path);
            else
                keeper = PreparedReader(connection, cancellation);
        }
        catch (SqliteException fault) when (SqliteFault.IsDenied(fault))
        {
            guest = new SqliteReadOnlyFile(path);   // the file may be written, but not its folder
        }
        finally
        {
            if (keeper is null)
                connection?.Dispose();
        }
    }

    /// <summary>A connection that cannot write.</summary>
    public SqliteReader OpenReader(CancellationToken cancellation) => guest is not null
        ? Patiently(guest.Open, cancellation)
        : new SqliteReader(PreparedReader(Open(SqliteOpenMode.ReadOnly, pooling: true), cancellation), null);

    /// <summary>Repeats a step while another process locks the file, for a minute at most; says so when it takes longer than a
    /// moment.</summary>
    public T Patiently<T>(Func<T> step, CancellationToken cancellation)
    {
        long start = time.GetTimestamp();
        bool isTold = false;
        while (true)
        {
            try
            {
                return step();
            }
            catch (SqliteException fault) when (SqliteFault.IsLocked(fault) && time.GetElapsedTime(start) is var waited
                && waited < Patience)
            {
                cancellation.ThrowIfCancellationRequested();
                if (!isTold && waited >= Silence)
                {
                    isTold = true;
                    waiting($"Waiting for {path}: another process has locked it. This goes on for a minute at most.");
                }
            }
        }
    }

    /// <summary>Closes what is kept and the pooled readers, so that the file can be moved or deleted. A writer is to be closed after
    /// it.</summary>
    public void Dispose()
    {
        using (var connection = new SqliteConnection(ConnectionString(SqliteOpenMode.ReadOnly, pooling: true)))
            SqliteConnection.ClearPool(connection);
        keeper?.Dispose();
        guest?.Dispose();
    }

    private SqliteConnection Open(SqliteOpenMode mode, bool pooling)
    {
        var connection = new SqliteConnection(ConnectionString(mode, pooling));
        try
        {
            connection.Open();
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>Reads once: what stands in the way of reading shows here.</summary>
    private SqliteConnection PreparedReader(SqliteConnection connection, CancellationToken cancellation) =>
        Prepared(connection, cancellation, "pragma query_only = true", "select count(*) from sqlite_schema");

    // One by one: the driver drops the faults of all statements of a text but the first.
    private SqliteConnection Prepared(SqliteConnection connection, CancellationToken cancellation, params string[] statements)
    {
        try
        {
            foreach (string statement in Always.Concat(statements))
            {
                using var command = connection.CreateCommand();
                command.CommandText = statement;
                Patiently(command.ExecuteNonQuery, cancellation);
            }
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    // SQLite opens a file that may not be written for reading, without a word.
    private static bool IsReadOnly(SqliteConnection connection) => raw.sqlite3_db_readonly(connection.Handle!, "main") == 1;

    private string ConnectionString(SqliteOpenMode mode, bool pooling) => new SqliteConnectionStringBuilder
    {
        DataSource = System.IO.Path.GetFullPath(path), // else some paths mean something to the driver, such as :memory:
        Mode = mode,
        Pooling = pooling,
        DefaultTimeout = TrySeconds,
    }.ToString();
}
