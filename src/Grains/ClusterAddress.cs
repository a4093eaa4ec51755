using System.Net;
using Orleans;
using Orleans.Hosting;

namespace Sweep.Grains;

/// <summary>How silos and clients find each other: through the membership table in the store's Postgres, or, for development, on this
/// machine.</summary>
public sealed record ClusterAddress
{
    private const string Invariant = "Npgsql"; // the name under which the ADO.NET provider looks for the driver
    private const int KnownPlaces = 1000; // of grains, in a silo's cache: more than run at once

    /// <summary>Name of the cluster; several may share one database. Default "sweep".</summary>
    public string ClusterId { get; init; } = "sweep";

    /// <summary>Connection string of the Postgres that holds the membership, as the store's address resolves it; null without membership
    /// table.</summary>
    /// <remarks>May hold a password: never shown.</remarks>
    public string? Membership { get; init; }

    /// <summary>For clients without membership table: the gateways to call.</summary>
    public IReadOnlyList<IPEndPoint> Gateways { get; init; } = [];

    /// <summary>Certificates for connections between silos and clients; null for connections in clear.</summary>
    public ClusterTls? Tls { get; init; }

    /// <inheritdoc/>
    public override string ToString() =>
        Membership is null ? $"cluster {ClusterId} at {string.Join(", ", Gateways)}" : $"cluster {ClusterId}";

    /// <summary>Makes a silo a member.</summary>
    /// <param name="silo">The silo.</param>
    /// <param name="address">Where other silos and clients reach it.</param>
    /// <param name="siloPort">For silos.</param>
    /// <param name="gatewayPort">For clients.</param>
    public void Configure(ISiloBuilder silo, IPAddress address, int siloPort, int gatewayPort)
    {
        ArgumentNullException.ThrowIfNull(silo);
        if (Membership is { } connection)
        {
            silo.UseAdoNetClustering(options => (options.Invariant, options.ConnectionString) = (Invariant, connection));
            // Listens where it says it lives, and nowhere else.
            silo.ConfigureEndpoints(address, siloPort, gatewayPort, listenOnAnyHostAddress: false);
        }
        else
        {
            silo.UseLocalhostClustering(siloPort, gatewayPort, serviceId: ClusterId, clusterId: ClusterId);
        }
        silo.Configure<Orleans.Configuration.ClusterOptions>(Name);
        // A trial's grain lives for one attempt; a cache of a million places of the dead would only grow.
        silo.Configure<Orleans.Configuration.GrainDirectoryOptions>(options => options.CacheSize = KnownPlaces);
        Tls?.Apply(silo);
    }

    /// <summary>Lets a client find the cluster.</summary>
    public void Configure(IClientBuilder client)
    {
        ArgumentNullException.ThrowIfNull(client);
        if (Membership is { } connection)
            client.UseAdoNetClustering(options => (options.Invariant, options.ConnectionString) = (Invariant, connection));
        else
            client.UseStaticClustering([.. Gateways]);
        client.Configure<Orleans.Configuration.ClusterOptions>(Name);
        Tls?.Apply(client);
        StoreErrors.Carry(client.Services);
    }

    private void Name(Orleans.Configuration.ClusterOptions options) => (options.ClusterId, options.ServiceId) = (ClusterId, "sweep");
}
