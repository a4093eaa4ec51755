using Sweep.Client.Output;

namespace Sweep.Client.Cluster;

/// <summary>Whether this build can speak to clusters. The other half of this class stands in Cluster/Orleans, which builds without Orleans leave out.</summary>
internal static partial class ClusterPart
{
    public const string Absence = "This build lacks the cluster part, because the package feed did not serve Microsoft.Orleans.";

    public static bool IsPresent => FindFactory() is not null;

    /// <summary>A connector to the target.</summary>
    /// <param name="target">Which cluster.</param>
    /// <param name="place">Where to look for silos.</param>
    /// <param name="screen">For details with -v.</param>
    /// <param name="time">Clock.</param>
    /// <exception cref="UserErrorException">This build lacks the cluster part, or the certificates cannot be read.</exception>
    public static IClusterConnector CreateConnector(ClusterTarget target, ClusterPlace place, Screen screen, TimeProvider time) =>
        FindFactory() is { } create
            ? create(target, place, screen, time)
            : throw new UserErrorException($"{Absence} Without --cluster the same command works on the store alone.");

    static partial void Provide(ref ConnectorFactory? factory);

    private static ConnectorFactory? FindFactory()
    {
        ConnectorFactory? factory = null;
        Provide(ref factory);
        return factory;
    }

    private delegate IClusterConnector ConnectorFactory(ClusterTarget target, ClusterPlace place, Screen screen, TimeProvider time);
}
