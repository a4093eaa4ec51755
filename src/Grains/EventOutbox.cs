using Sweep.Store;

namespace Sweep.Grains;

/// <summary>Events that wait to be reported, by sweep. Of a trial with very short epochs only some of them travel: watchers cannot read
/// faster, and the store has all. Thread-safe.</summary>
internal sealed class EventOutbox
{
    private const int EpochsPerReport = 20; // of one trial

    private readonly Lock gate = new();
    private Dictionary<string, Pending> pending = new(StringComparer.Ordinal);

    public void Add(string sweep, TrialEvent happened)
    {
        lock (gate)
        {
            if (!pending.TryGetValue(sweep, out var waiting))
                pending[sweep] = waiting = new Pending([], []);
            if (happened.Kind == TrialEventKind.Epoch)
            {
                int count = waiting.Epochs[happened.Lease] = waiting.Epochs.GetValueOrDefault(happened.Lease) + 1;
                if (count > EpochsPerReport)
                {
                    int last = waiting.Events.FindLastIndex(e => e.Kind == TrialEventKind.Epoch && e.Lease == happened.Lease);
                    waiting.Events[last] = happened; // the newest always travels
                    return;
                }
            }
            waiting.Events.Add(happened);
        }
    }

    /// <summary>Takes what waits.</summary>
    public IReadOnlyList<(string Sweep, IReadOnlyList<TrialEvent> Events)> Take()
    {
        Dictionary<string, Pending> full;
        lock (gate)
        {
            if (pending.Count == 0)
                return [];
            (full, pending) = (pending, new(StringComparer.Ordinal));
        }
        return [.. full.Select(p => (p.Key, (IReadOnlyList<TrialEvent>)p.Value.Events))];
    }

    private readonly record struct Pending(List<TrialEvent> Events, Dictionary<Lease, int> Epochs);
}
