using System.Collections.Concurrent;

namespace Sweep.Store.Sql;

/// <summary>A place in the queue.</summary>
internal readonly record struct ClaimCursor(long Sweep, long Ordinal)
{
    public static ClaimCursor Start { get; } = new(-1, -1);
}

/// <summary>Remembers, per filter, where the last claim of this process ended, so that the next does not look again at what was taken or
/// does not match: Postgres keeps the entries of claimed rows until a vacuum, and a selective filter passes many. Only a hint: a claim that
/// finds too little begins anew, and so does the first after anything was queued and every so often. Thread-safe.</summary>
internal sealed class ClaimCursors
{
    private const int UsesBeforeFreshStart = 64, Capacity = 1_000;
    private readonly ConcurrentDictionary<TrialFilterParameters, (ClaimCursor Cursor, long Signal, int Uses)> known = new();

    /// <summary>Where to begin.</summary>
    /// <param name="filter">What is claimed.</param>
    /// <param name="signal">The version of the work signal: another one than at <see cref="Set"/> means that something was queued.</param>
    public ClaimCursor Get(TrialFilterParameters filter, long signal) =>
        known.TryGetValue(filter, out var last) && last.Signal == signal && last.Uses < UsesBeforeFreshStart ? last.Cursor
            : ClaimCursor.Start;

    /// <summary>Notes where a claim ended.</summary>
    public void Set(TrialFilterParameters filter, long signal, ClaimCursor cursor)
    {
        if (known.Count >= Capacity)
            known.Clear();
        known.AddOrUpdate(filter, _ => (cursor, signal, 1),
            (_, last) => (cursor, signal, last.Uses >= UsesBeforeFreshStart ? 1 : last.Uses + 1));
    }
}
