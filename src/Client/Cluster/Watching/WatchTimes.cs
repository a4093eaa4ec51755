namespace Sweep.Client.Cluster.Watching;

/// <summary>How long a watcher waits for what.</summary>
internal sealed record WatchTimes
{
    /// <summary>Between two looks at the store.</summary>
    public TimeSpan StatusInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Between two lines of counts while nothing else changes.</summary>
    public TimeSpan CountsInterval { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Between two attempts to connect again.</summary>
    public TimeSpan RetryInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How long cluster or store may be away.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromMinutes(3);

    /// <summary>For the last events of a sweep that is over.</summary>
    public TimeSpan Farewell { get; init; } = TimeSpan.FromSeconds(2);
}
