namespace Sweep.Client.Cluster;

/// <summary>What to check when a cluster does not answer. Pure.</summary>
internal static class ClusterAdvice
{
    /// <summary>One line per thing to check, for the cluster that was asked.</summary>
    public static IReadOnlyList<string> For(ClusterTarget target, ClusterLocation place)
    {
        string store = place.Store ?? "postgres://USER@HOST:PORT/DATABASE";
        string id = target.ClusterId == "sweep" ? "" : $" --cluster-id {target.ClusterId}";
        return
        [
            $"  - Are silos running?  sweep-silo --store {store}{id}",
            $"  - Do they have the same --store and --cluster-id as this client ({target.ClusterId})?",
            target.Gateways.Count > 0
                ? "  - Is that the --gateway-port of a silo (30000 by default), reachable from here?"
                : "  - Are their --address and --gateway-port reachable from here?",
            target.Tls is null
                ? "  - Do they use TLS? Then give --tls-certificate, --tls-key, --tls-authority."
                : "  - Do they use TLS too, with certificates of the same authority?",
        ];
    }
}
