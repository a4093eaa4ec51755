using System.Runtime.CompilerServices;
using Sweep.Client.Cluster;
using Sweep.Store;

namespace Sweep.Client.Tests.Cluster;

/// <summary>A cluster that tells a watcher what the test says: one script per connection, each a list of steps.</summary>
internal sealed class ScriptedCluster(params Func<Task<ClusterEvents?>>[][] connections) : IClusterConnector
{
    private int made;

    /// <summary>The positions that the watcher asked to go on from.</summary>
    public List<EventPosition> Asked { get; } = [];

    public int Open { get; private set; }

    public Task<IClusterControl> ConnectAsync(CancellationToken cancellation)
    {
        if (made == connections.Length)
            throw Unavailable("Nobody answers.");
        Open++;
        return Task.FromResult<IClusterControl>(new Connection(this, connections[made++]));
    }

    /// <summary>A step that tells events.</summary>
    public static Func<Task<ClusterEvents?>> Tell(ClusterEvents events) => () => Task.FromResult<ClusterEvents?>(events);

    /// <summary>A step that tells events after something was done.</summary>
    public static Func<Task<ClusterEvents?>> Tell(Func<Task> first, ClusterEvents events) => async () =>
    {
        await first();
        return events;
    };

    /// <summary>A step that breaks the connection.</summary>
    public static Func<Task<ClusterEvents?>> Break(string reason = "The coordinator fell silent.") => () => throw Unavailable(reason);

    /// <summary>A step at which the coordinator ends the stream.</summary>
    public static Func<Task<ClusterEvents?>> Leave() => () => Task.FromResult<ClusterEvents?>(null);

    private static ClusterUnavailableException Unavailable(string reason) => new(reason, ["  - Are silos running?"], null);

    private sealed class Connection(ScriptedCluster cluster, Func<Task<ClusterEvents?>>[] steps) : IClusterControl
    {
        public async IAsyncEnumerable<ClusterEvents> WatchAsync(string sweep, EventPosition from,
            [EnumeratorCancellation] CancellationToken cancellation)
        {
            cluster.Asked.Add(from);
            foreach (var step in steps)
            {
                if (await step() is not { } events)
                    yield break;
                yield return events;
            }
            await Task.Delay(Timeout.Infinite, cancellation); // silence
        }

        public Task<IReadOnlyList<SiloView>> ReadSilosAsync(CancellationToken cancellation) =>
            throw new InvalidOperationException("A watcher has no need of it.");

        public Task<CoordinatorView> ReadCoordinatorAsync(string sweep, CancellationToken cancellation) =>
            throw new InvalidOperationException("A watcher has no need of it.");

        public Task<bool> SetStateAsync(string sweep, SweepState state, string? reason, CancellationToken cancellation) =>
            throw new InvalidOperationException("A watcher changes nothing.");

        public Task<int> CancelTrialsAsync(string sweep, IReadOnlyDictionary<string, IReadOnlyList<string>> where,
            IReadOnlyList<string> ids, CancellationToken cancellation) =>
            throw new InvalidOperationException("A watcher changes nothing.");

        public ValueTask DisposeAsync()
        {
            cluster.Open--;
            return ValueTask.CompletedTask;
        }
    }
}
