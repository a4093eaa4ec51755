using Microsoft.Data.Sqlite;

namespace Sweep.Store.Sqlite;

/// <summary>Opens connections to one file: a writer without pooling, pooled read-only readers.</summary>
internal sealed class SqliteConnections(string path)
{
    private const int BusySeconds = 60;   // how long to wait for another process's write before giving up

    public string Path => path;

    /// <summary>A connection for short write transactions.</summary>
    public SqliteConnection OpenWriter() => Open(SqliteOpenMode.ReadWriteCreate, pooling: false,
        $"pragma busy_timeout = {BusySeconds}000; pragma journal_mode = wal; pragma synchronous = normal; pragma temp_store = memory; pragma cache_size = -16000");

    /// <summary>A connection for a submission: a larger cache for random inserts into the id index, temporary tables on disk.</summary>
    public SqliteConnection OpenBulkWriter() => Open(SqliteOpenMode.ReadWrite, pooling: false,
        $"pragma busy_timeout = {BusySeconds}000; pragma synchronous = normal; pragma cache_size = -64000");

    /// <summary>A connection that cannot write.</summary>
    public SqliteConnection OpenReader() => Open(SqliteOpenMode.ReadOnly, pooling: true,
        $"pragma busy_timeout = {BusySeconds}000; pragma query_only = true");

    /// <summary>Closes the pooled readers, so that the file can be moved or deleted.</summary>
    public void Release()
    {
        using var connection = new SqliteConnection(ConnectionString(SqliteOpenMode.ReadOnly, pooling: true));
        SqliteConnection.ClearPool(connection);
    }

    private SqliteConnection Open(SqliteOpenMode mode, bool pooling, string pragmas)
    {
        var connection = new SqliteConnection(ConnectionString(mode, pooling));
        try
        {
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText = pragmas;
            command.ExecuteNonQuery();
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    private string ConnectionString(SqliteOpenMode mode, bool pooling) => new SqliteConnectionStringBuilder
    {
        DataSource = System.IO.Path.GetFullPath(path), // else some paths mean something to the driver, such as :memory:
        Mode = mode,
        Pooling = pooling,
        DefaultTimeout = BusySeconds,
    }.ToString();
}
