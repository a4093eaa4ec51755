namespace Sweep.Client.Cluster;

/// <summary>The cluster that a command line means.</summary>
/// <param name="ClusterId">Its name.</param>
/// <param name="Gateways">Silos to call; empty to look them up in the membership table of the store's Postgres.</param>
/// <param name="Tls">Certificates; null for connections in clear.</param>
internal sealed record ClusterTarget(string ClusterId, IReadOnlyList<GatewayAddress> Gateways, TlsFiles? Tls)
{
    /// <summary>How long to wait until a silo accepts the connection; the first answer then has the time of any call.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(10);
}

/// <summary>PEM files for connections to a cluster that asks for certificates.</summary>
/// <param name="Certificate">The client's own certificate.</param>
/// <param name="Key">Its private key, without passphrase.</param>
/// <param name="Authority">Certificates of the authority that issued the cluster's.</param>
internal sealed record TlsFiles(string Certificate, string Key, string Authority);
