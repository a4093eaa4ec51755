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
    public static async Task<ITrialStore> OpenAsync(StoreAddress address, StoreAccess access, TimeProvider time, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(address);
        ArgumentNullException.ThrowIfNull(time);
        return address.IsServer
            ? await PostgresTrialStore.OpenAsync(address, access, Environment.GetEnvironmentVariable, time, cancellation).ConfigureAwait(false)
            : await SqliteTrialStore.OpenAsync(address.Path!, access, time, cancellation).ConfigureAwait(false);
    }
}
