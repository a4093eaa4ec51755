namespace Sweep.Grains;

/// <summary>The last events of a sweep, for watchers. Bounded; not thread-safe: lives inside one grain.</summary>
/// <param name="capacity">How many events are remembered.</param>
internal sealed class EventLog(int capacity)
{
    private readonly Queue<TrialEvent> events = new();
    private readonly Guid id = Guid.NewGuid();
    private long next;
    private TaskCompletionSource grown = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Remembers events, and wakes who waits for them.</summary>
    public void Append(IReadOnlyList<TrialEvent> added)
    {
        foreach (var happened in added)
        {
            events.Enqueue(happened);
            next++;
            if (events.Count > capacity)
                events.Dequeue();
        }
        grown.SetResult();
        grown = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    /// <summary>What happened from a position on.</summary>
    public EventBatch Read(WatchPosition from)
    {
        long first = next - events.Count;
        bool isHere = from.Log == id;
        bool hasGap = isHere ? from.Next < first : from != WatchPosition.Start || first > 0;
        long begin = isHere ? Math.Max(first, from.Next) : first;
        return new EventBatch([.. events.Skip(checked((int)(begin - first)))], new WatchPosition(id, next), hasGap);
    }

    /// <summary>Completes when something is appended.</summary>
    public Task NextAsync() => grown.Task;
}
