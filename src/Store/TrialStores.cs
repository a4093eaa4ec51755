using Sweep.Store.Postgres;
using Sweep.Store.Sqlite;

namespace Sweep.Store;

/// <summary>Opens trial stores.</summary>
public static class TrialStores
{
    /// <summary>The file used where nothing else is said.</summary>
    public const string DefaultFileName = "sweep.db";

    /// <summary>Opens the store at an address.</summary>
    /// <param name="address">A file path, postgres://USER@HOST:PORT/DATABASE, or key=value pairs.</param>
    /// <param name="access">Whether to create and upgrade it, or to change nothing.</param>
    /// <param name="time">The clock of waits; leases and stored times follow the database's.</param>
    /// <param name="cancellation">Ends the attempt.</param>
    /// <exception cref="StoreAddressException">The address cannot be understood.</exception>
    /// <exception cref="StoreUnavailableException">The store cannot be reached, or, opened for reading, is not there.</exception>
    public static Task<ITrialStore> OpenAsync(string address, StoreAccess access, TimeProvider time, CancellationToken cancellation) =>
        OpenAsync(StoreAddress.Parse(address), access, time, cancellation);

    /// <inheritdoc cref="OpenAsync(string, StoreAccess, TimeProvider, CancellationToken)"/>
    public static Task<ITrialStore> OpenAsync(StoreAddress address, StoreAccess access, TimeProvider time,
        CancellationToken cancellation) =>
        OpenAsync(address, access, _ => { }, time, cancellation);

    /// <inheritdoc cref="OpenAsync(string, StoreAccess, TimeProvider, CancellationToken)"/>
    /// <param name="address">Where the store is.</param>
    /// <param name="access">Whether to create and upgrade it, or to change nothing.</param>
    /// <param name="waiting">Told, in a sentence for people, when a file that another process has locked is being waited for.</param>
    /// <param name="time">The clock of waits; leases and stored times follow the database's.</param>
    /// <param name="cancellation">Ends the attempt.</param>
    public static async Task<ITrialStore> OpenAsync(StoreAddress address, StoreAccess access, Action<string> waiting, TimeProvider time,
        CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(address);
        ArgumentNullException.ThrowIfNull(waiting);
        ArgumentNullException.ThrowIfNull(time);
        return address.IsServer
            ? await PostgresTrialStore.OpenAsync(address, access, Environment.GetEnvironmentVariable, time, cancellation)
            .ConfigureAwait(false)
            : await SqliteTrialStore.OpenAsync(address.Path!, access, waiting, time, cancellation).ConfigureAwait(false);
    }

    /// <summary>Copies a store that is a file into another file, while others may write to it: one state of it, checked.</summary>
    /// <param name="address">The store; a file.</param>
    /// <param name="target">The file to make; appears when the copy is complete and sound, never in part.</param>
    /// <param name="overwrite">Whether a file that is there is replaced.</param>
    /// <param name="waiting">Told, in a sentence for people, when a file that another process has locked is being waited for.</param>
    /// <param name="time">The clock of waits.</param>
    /// <param name="cancellation">Ends the attempt; nothing is left behind.</param>
    /// <exception cref="StoreAddressException">The store is a Postgres database, or the target cannot be one of its copies.</exception>
    /// <exception cref="StoreUnavailableException">The store cannot be read, or the copy cannot be written.</exception>
    public static async Task BackUpAsync(StoreAddress address, string target, bool overwrite, Action<string> waiting, TimeProvider time,
        CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(address);
        ArgumentException.ThrowIfNullOrWhiteSpace(target);
        if (address.IsServer)
        {
            throw new StoreAddressException($"{address.DisplayName} is a Postgres database: its own tools copy it, for instance "
                + $"`pg_dump --format=custom --file={target} DATABASE`; pg_restore puts it back.");
        }
        await using var store = await SqliteTrialStore.OpenAsync(address.Path!, StoreAccess.Read, waiting, time,
            cancellation).ConfigureAwait(false);
        await store.BackUpAsync(target, overwrite, cancellation).ConfigureAwait(false);
    }
}
