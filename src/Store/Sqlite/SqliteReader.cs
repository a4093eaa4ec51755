using Microsoft.Data.Sqlite;

namespace Sweep.Store.Sqlite;

/// <summary>A connection that cannot write, and what is to be checked once everything was read.</summary>
/// <param name="connection">Owned.</param>
/// <param name="verify">Throws when what was read may not be one state of the store; null where SQLite guarantees it.</param>
internal sealed class SqliteReader(SqliteConnection connection, Action? verify) : IAsyncDisposable, IDisposable
{
    public SqliteConnection Connection => connection;

    public ValueTask DisposeAsync()
    {
        Dispose();
        return ValueTask.CompletedTask;
    }

    public void Dispose()
    {
        connection.Dispose();
        verify?.Invoke();
    }
}
