using Sweep.Planning.Trials;
using Sweep.Store;

namespace Sweep.Client.Cluster.Watching;

/// <summary>What a watcher has shown already, so that nothing is shown twice, from whatever source it comes. Not thread-safe.</summary>
internal sealed class ShownEvents
{
    private readonly HashSet<Lease> ended = [], begun = [];
    private readonly Dictionary<TrialId, (int Attempt, int Epoch)> running = [];

    /// <summary>Trials whose end has not been shown.</summary>
    public int RunningCount => running.Count;

    /// <summary>Notes that an attempt's start is shown.</summary>
    /// <returns>False when it was shown before.</returns>
    public bool Begin(Lease lease) => begun.Add(lease);

    /// <summary>Notes an event.</summary>
    /// <returns>Whether it is news: false for what was shown, for what is older than what was shown, and for what an overtaken attempt
    /// still does.</returns>
    public bool Admit(ClusterEvent happened)
    {
        var (trial, attempt) = happened.Lease;
        if (happened is ClusterEvent.Ended)
        {
            if (running.TryGetValue(trial, out var current) && current.Attempt <= attempt)
                running.Remove(trial);
            return ended.Add(happened.Lease);
        }
        int epoch = happened is ClusterEvent.EpochDone done ? done.Metrics.Epoch : 0;
        if (ended.Contains(happened.Lease) || (running.TryGetValue(trial, out var shown) && shown.CompareTo((attempt, epoch)) >= 0))
            return false;
        running[trial] = (attempt, epoch);
        return true;
    }
}
