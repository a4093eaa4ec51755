using Sweep.Client.Cluster.Orleans;

namespace Sweep.Client.Cluster;

/// <content>Present in builds with Orleans.</content>
internal static partial class ClusterPart
{
    static partial void Provide(ref ConnectorFactory? factory) =>
        factory = (target, place, screen, time) => new OrleansConnector(target, place, new ClientLog(screen), time);
}
