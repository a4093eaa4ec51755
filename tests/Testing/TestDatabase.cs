using Npgsql;

namespace Sweep.Testing;

/// <summary>A database of its own for a test, dropped afterwards.</summary>
public sealed class TestDatabase : IAsyncDisposable
{
    private readonly PrivatePostgres server;
    private readonly NpgsqlConnectionStringBuilder settings;

    internal TestDatabase(PrivatePostgres server, NpgsqlConnectionStringBuilder settings) =>
        (this.server, this.settings) = (server, settings);

    /// <summary>Its address as key=value pairs, which the store and the command line take.</summary>
    public string Address => settings.ConnectionString;

    /// <summary>Host name or address of the server.</summary>
    public string Host => settings.Host!;

    /// <summary>Port of the server.</summary>
    public int Port => settings.Port;

    /// <summary>Name of the database.</summary>
    public string Name => settings.Database!;

    /// <summary>The user that owns it.</summary>
    public string User => settings.Username!;

    /// <summary>The same database by another port of this machine.</summary>
    public string AddressAt(int port) =>
        new NpgsqlConnectionStringBuilder(settings.ConnectionString) { Host = "127.0.0.1", Port = port }.ConnectionString;

    /// <summary>Runs SQL past the store; returns the first value of its result, or null.</summary>
    public async Task<object?> ExecuteAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(settings.ConnectionString);
        await connection.OpenAsync().ConfigureAwait(false);
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync().ConfigureAwait(false);
    }

    /// <summary>Breaks all other connections to it, as a restart of the server does.</summary>
    public Task BreakConnectionsAsync() =>
        server.ExecuteAsync($"select pg_terminate_backend(pid) from pg_stat_activity where datname = '{Name}'");

    /// <summary>Lets nobody connect meanwhile, as a server that is down: connections are broken and new ones refused.</summary>
    public async Task InterruptAsync(Func<Task> meanwhile)
    {
        await server.ExecuteAsync($"alter database {Name} with allow_connections false").ConfigureAwait(false);
        try
        {
            await BreakConnectionsAsync().ConfigureAwait(false);
            await meanwhile().ConfigureAwait(false);
        }
        finally
        {
            await server.ExecuteAsync($"alter database {Name} with allow_connections true").ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await server.ExecuteAsync($"drop database {Name} with (force)").ConfigureAwait(false);
        GC.SuppressFinalize(this);
    }
}
