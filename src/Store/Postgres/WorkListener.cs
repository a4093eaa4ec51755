using System.Globalization;
using Npgsql;
using Sweep.Store.Sql;

namespace Sweep.Store.Postgres;

/// <summary>Listens on a connection of its own and passes notifications on to the waiting workers of this process. Connects anew when the
/// connection breaks.</summary>
/// <remarks>Behind a pooler that lends a session for one transaction (PgBouncer) nobody can listen: there workers look again at the end of
/// their own wait.</remarks>
/// <param name="connect">Opens a connection.</param>
/// <param name="signal">Raised for each notification.</param>
/// <param name="time">Paces attempts to connect.</param>
internal sealed class WorkListener(Func<CancellationToken, Task<NpgsqlConnection>> connect, WorkSignal signal, TimeProvider time)
    : IAsyncDisposable
{
    private static readonly TimeSpan ReconnectPause = TimeSpan.FromSeconds(1);
    private readonly SemaphoreSlim gate = new(1, 1);
    private readonly CancellationTokenSource stop = new();
    private Task? listening;

    /// <summary>Returns when notifications are received from now on, or never will be.</summary>
    public async Task EnsureListeningAsync(CancellationToken cancellation)
    {
        if (listening is not null)
            return;
        await gate.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            if (listening is not null)
                return;
            var connection = await ConnectAsync(cancellation).ConfigureAwait(false);
            listening = connection is null ? Task.CompletedTask : ListenAsync(connection);
        }
        finally
        {
            gate.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync().ConfigureAwait(false);
        if (listening is not null)
            await listening.ConfigureAwait(false);
        stop.Dispose();
        gate.Dispose();
    }

    /// <summary>Null where a pooler stands before the server.</summary>
    private async Task<NpgsqlConnection?> ConnectAsync(CancellationToken cancellation)
    {
        var connection = await connect(cancellation).ConfigureAwait(false);
        try
        {
            await using (var question = new NpgsqlCommand("select pg_backend_pid()", connection))
            {
                object? answer = await question.ExecuteScalarAsync(cancellation).ConfigureAwait(false);
                // A pooler tells a number of its own at login.
                if (Convert.ToInt32(answer, CultureInfo.InvariantCulture) != connection.ProcessID)
                {
                    await connection.DisposeAsync().ConfigureAwait(false);
                    return null;
                }
            }
            connection.Notification += (_, _) => signal.Raise();
            await using var command = new NpgsqlCommand("listen sweep_work", connection);
            await command.ExecuteNonQueryAsync(cancellation).ConfigureAwait(false);
            signal.Raise();   // what came before is unknown: everybody looks once
            return connection;
        }
        catch
        {
            await connection.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    private async Task ListenAsync(NpgsqlConnection first)
    {
        NpgsqlConnection? connection = first;
        while (!stop.IsCancellationRequested)
        {
            try
            {
                connection ??= await ConnectAsync(stop.Token).ConfigureAwait(false);
                if (connection is null)
                    return;
                await connection.WaitAsync(stop.Token).ConfigureAwait(false);
            }
            catch (Exception fault) when (fault is NpgsqlException or StoreUnavailableException or OperationCanceledException)
            {
                // Waiting workers look again at the end of their own wait; meanwhile a new connection is tried.
                if (connection is not null)
                    await connection.DisposeAsync().ConfigureAwait(false);
                connection = null;
                if (!stop.IsCancellationRequested)
                    await Task.WhenAny(Task.Delay(ReconnectPause, time, stop.Token)).ConfigureAwait(false);
            }
        }
        if (connection is not null)
            await connection.DisposeAsync().ConfigureAwait(false);
    }
}
