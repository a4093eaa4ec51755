using Sweep.Planning.Trials;
using Sweep.Store;

namespace Sweep.Client.Cluster;

/// <summary>Consecutive events of a sweep.</summary>
/// <param name="Events">The events; empty in a sign of life.</param>
/// <param name="Position">Where to go on.</param>
/// <param name="HasGap">Whether events before these were missed; the store has their results.</param>
internal sealed record ClusterEvents(IReadOnlyList<ClusterEvent> Events, EventPosition Position, bool HasGap);

/// <summary>A place in the memory of one coordinator.</summary>
/// <param name="Log">Names the memory: another coordinator has another one.</param>
/// <param name="Next">Number of the next event.</param>
internal readonly record struct EventPosition(Guid Log, long Next)
{
    /// <summary>Everything that is still remembered.</summary>
    public static EventPosition Start => default;
}

/// <summary>Something that happened to an attempt: <see cref="Started"/>, <see cref="EpochDone"/> or <see cref="Ended"/>.</summary>
/// <param name="Lease">The attempt.</param>
/// <param name="Worker">Where.</param>
/// <param name="Levels">The trial's settings as people read them, and its seed.</param>
internal abstract record ClusterEvent(Lease Lease, WorkerId Worker, IReadOnlyList<KeyValuePair<string, string>> Levels)
{
    /// <summary>A slot began with it.</summary>
    public sealed record Started(Lease Lease, WorkerId Worker, IReadOnlyList<KeyValuePair<string, string>> Levels)
        : ClusterEvent(Lease, Worker, Levels);

    /// <summary>An epoch ended, with these values.</summary>
    public sealed record EpochDone(Lease Lease, WorkerId Worker, IReadOnlyList<KeyValuePair<string, string>> Levels, EpochMetrics Metrics)
        : ClusterEvent(Lease, Worker, Levels);

    /// <summary>The attempt ended. The state is never running, and queued when the silo gave the trial back or lost its lease; the details
    /// are the place of a divergence, the reason of a pruning, a failure's message or a word about the latter, else null.</summary>
    public sealed record Ended(Lease Lease, WorkerId Worker, IReadOnlyList<KeyValuePair<string, string>> Levels, TrialState State,
        string? Details)
        : ClusterEvent(Lease, Worker, Levels)
    {
        /// <summary>The same fact as the store knows it.</summary>
        public static Ended From(TrialRow row) => new(
            new Lease(row.Trial.Id, row.Attempts),
            row.Worker ?? default,
            [.. row.Trial.Configuration.Settings.Select(s => KeyValuePair.Create(s.Key, s.Value.Label)),
                KeyValuePair.Create("seed", row.Trial.Seed.ToString())],
            row.State,
            row.State switch
            {
                TrialState.Diverged => $"at step {row.DivergedAtStep}",
                TrialState.Pruned => row.Pruning?.Reason,
                TrialState.Failed => row.FailureMessage,
                _ => null,
            });
    }
}
