using Sweep.Store;

namespace Sweep.Client.Cluster;

/// <summary>A connection to a cluster: what the client asks of its coordinators and silos. The one seam between the client and
/// Orleans.</summary>
/// <remarks>Every member throws <see cref="ClusterUnavailableException"/> when no answer comes, at the latest after 30 s. Repeating a call
/// does no harm.</remarks>
internal interface IClusterControl : IAsyncDisposable
{
    /// <summary>The active silos and their workers; one that does not answer is among them, and says so.</summary>
    Task<IReadOnlyList<SiloView>> ReadSilosAsync(CancellationToken cancellation);

    /// <summary>The coordinator of a sweep.</summary>
    Task<CoordinatorView> ReadCoordinatorAsync(string sweep, CancellationToken cancellation);

    /// <summary>Pauses, resumes or cancels a sweep, durably; running trainings hear of a cancellation at once.</summary>
    /// <returns>False when the cluster's store has no sweep of that name.</returns>
    Task<bool> SetStateAsync(string sweep, SweepState state, string? reason, CancellationToken cancellation);

    /// <summary>Cancels the trials of a sweep that match, durably; running trainings hear of it at once.</summary>
    /// <param name="sweep">The sweep.</param>
    /// <param name="where">Setting name and the labels allowed for it; empty for no restriction.</param>
    /// <param name="ids">Trial ids; empty for any.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    /// <returns>How many trials were cancelled or asked to stop.</returns>
    Task<int> CancelTrialsAsync(string sweep, IReadOnlyDictionary<string, IReadOnlyList<string>> where, IReadOnlyList<string> ids,
        CancellationToken cancellation);

    /// <summary>The events of a sweep from a position on, as they happen; an empty batch now and then is a sign of life. Never ends by
    /// itself.</summary>
    IAsyncEnumerable<ClusterEvents> WatchAsync(string sweep, EventPosition from, CancellationToken cancellation);
}

/// <summary>Makes connections to one cluster.</summary>
internal interface IClusterConnector
{
    /// <summary>Connects, within some ten seconds.</summary>
    /// <exception cref="ClusterUnavailableException">No silo answered.</exception>
    Task<IClusterControl> ConnectAsync(CancellationToken cancellation);
}
