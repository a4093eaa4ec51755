using Sweep.Client.Output;
using Sweep.Store;

namespace Sweep.Client.Cluster;

/// <summary>Where the silos of a cluster are looked up.</summary>
/// <param name="Membership">Connection string of the Postgres with the membership table; null when gateways are named. May hold a password:
/// never shown.</param>
/// <param name="Description">The place for people.</param>
/// <param name="Store">The store's name for people; null when the command needs none.</param>
internal sealed record ClusterLocation(string? Membership, string Description, string? Store)
{
    /// <summary>The named gateways, else the store's Postgres.</summary>
    /// <param name="target">Which cluster.</param>
    /// <param name="store">The store's address.</param>
    /// <param name="environment">Looks up an environment variable.</param>
    /// <exception cref="UserErrorException">No gateway is named and the store is a file.</exception>
    public static ClusterLocation Resolve(ClusterTarget target, StoreAddress store, Func<string, string?> environment)
    {
        if (target.Gateways.Count > 0)
            return new ClusterLocation(null, $"at {string.Join(", ", target.Gateways)}", store.IsServer ? store.DisplayName : null);
        if (!store.IsServer)
        {
            throw new UserErrorException("--cluster without an address finds the silos through the store's Postgres, "
                + $"but the store {store.DisplayName} is a file. "
                + "Give --store postgres://USER@HOST:PORT/DATABASE (or SWEEP_STORE), or name gateways: --cluster HOST:PORT.");
        }
        return new ClusterLocation(store.ResolveConnectionString(environment), $"through {store.DisplayName}", store.DisplayName);
    }

    public override string ToString() => Description;
}
