namespace Sweep.Scheduling;

/// <summary>Trials that wait for a slot, and how many slots are busy: one count under one lock, so that a slot that is just waking up does
/// not look free. Thread-safe.</summary>
/// <param name="slots">Number of slots.</param>
/// <param name="maxFusedTrials">The most trials that one slot can use now; at least 1.</param>
/// <param name="keyOf">Trials of equal keys may train together; null for one that trains alone.</param>
internal sealed class WaitingTrials(int slots, Func<int> maxFusedTrials, Func<Assignment, object?> keyOf)
{
    // Trials of one claim arrive one by one, on a cluster in several calls: an idle slot waits so long for another companion of its first.
    private static readonly TimeSpan CompanionWait = TimeSpan.FromMilliseconds(50);

    private readonly object gate = new(); // a monitor: slots wait on it
    private readonly LinkedList<(Assignment Assignment, object? Key)> waiting = new();
    private int busy; // slots that train
    private long arrived;
    private bool isClosed;

    /// <summary>Trials that no slot has begun.</summary>
    public int Count
    {
        get
        {
            lock (gate)
                return waiting.Count;
        }
    }

    /// <summary>Trials that idle slots would begin at once, less those that wait already; negative when more waits than they can
    /// use.</summary>
    public int Free
    {
        get
        {
            lock (gate)
                return (slots - busy) * maxFusedTrials() - waiting.Count;
        }
    }

    public void Add(Assignment assignment)
    {
        object? key = maxFusedTrials() > 1 ? keyOf(assignment) : null;
        lock (gate)
        {
            waiting.AddLast((assignment, key));
            arrived++;
            Monitor.Pulse(gate);
        }
    }

    /// <summary>Takes back everything that no slot has begun.</summary>
    public IReadOnlyList<Assignment> TakeAll()
    {
        lock (gate)
        {
            Assignment[] all = [.. waiting.Select(w => w.Assignment)];
            waiting.Clear();
            return all;
        }
    }

    /// <summary>Nothing is added any more; slots end when nothing waits.</summary>
    public void Close()
    {
        lock (gate)
        {
            isClosed = true;
            Monitor.PulseAll(gate);
        }
    }

    /// <summary>Waits for trials and takes what a slot is to train together: the first that waits, and others of its key. The slot is busy
    /// from then on, until <see cref="Done"/>.</summary>
    /// <param name="failures">While it is closed nothing is taken: what is not taken can still be given back.</param>
    /// <returns>Empty when closed and nothing waits.</returns>
    public IReadOnlyList<Assignment> Take(FailureGate failures)
    {
        while (true)
        {
            failures.Pass();
            lock (gate)
            {
                while (waiting.Count == 0 && !isClosed)
                    Monitor.Wait(gate);
                long seen = -1;
                while (seen != arrived && !isClosed && WantsCompanions())
                {
                    seen = arrived;
                    Monitor.Wait(gate, CompanionWait);
                }
                if (waiting.Count == 0 && isClosed)
                    return [];
                if (waiting.Count > 0 && failures.IsOpen) // else another slot took them, or a failure came in meanwhile
                    return TakeGroup();
            }
        }
    }

    /// <summary>A slot has ended what it took.</summary>
    public void Done()
    {
        lock (gate)
            busy--;
    }

    private bool WantsCompanions()
    {
        int max = maxFusedTrials();
        return max > 1 && waiting.First?.Value.Key is { } key && waiting.Count(w => key.Equals(w.Key)) < max;
    }

    // Idle slots share what waits, so that the last trials of a sweep keep all of them busy.
    private List<Assignment> TakeGroup()
    {
        int idle = slots - busy, max = Math.Min(maxFusedTrials(), (waiting.Count + idle - 1) / idle);
        var first = waiting.First!;
        List<Assignment> taken = [];
        for (var node = first; node is not null && taken.Count < max;)
        {
            var next = node.Next;
            if (node == first || (first.Value.Key is { } key && key.Equals(node.Value.Key)))
            {
                taken.Add(node.Value.Assignment);
                waiting.Remove(node);
            }
            node = next;
        }
        busy++;
        if (waiting.Count > 0)
            Monitor.Pulse(gate); // the pulse for these may have been spent on this slot
        return taken;
    }
}
