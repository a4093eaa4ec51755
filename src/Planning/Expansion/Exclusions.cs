namespace Sweep.Planning.Expansion;

/// <summary>The conditions whose combinations are left out, found by the levels of a combination instead of one by one: there may be as
/// many as levels.</summary>
internal sealed class Exclusions
{
    // Each condition stands under the levels of its part that has fewest.
    private readonly (int Slot, Dictionary<Level, List<int>> ByLevel)[] slots;

    public Exclusions(IReadOnlyList<Condition> conditions)
    {
        Conditions = conditions;
        var bySlot = new SortedDictionary<int, Dictionary<Level, List<int>>>();
        for (int i = 0; i < conditions.Count; i++)
        {
            var (slot, levels) = conditions[i].Rarest();
            if (!bySlot.TryGetValue(slot, out var byLevel))
                bySlot[slot] = byLevel = [];
            foreach (var level in levels)
            {
                if (!byLevel.TryGetValue(level, out var indexes))
                    byLevel[level] = indexes = [];
                indexes.Add(i);
            }
        }
        slots = [.. bySlot.Select(s => (s.Key, s.Value))];
    }

    /// <summary>Excludes nothing.</summary>
    public static Exclusions None { get; } = new([]);

    /// <summary>In the order of the spec; each names at least one setting.</summary>
    public IReadOnlyList<Condition> Conditions { get; }

    /// <summary>Whether one holds for a combination, one level or null per slot.</summary>
    public bool Any(Level?[] combination) => Holding(combination).Any();

    /// <summary>Which hold for a combination, by position.</summary>
    public IEnumerable<int> Holding(Level?[] combination)
    {
        foreach (var (slot, byLevel) in slots)
        {
            if (combination[slot] is not { } level || !byLevel.TryGetValue(level, out var indexes))
                continue;
            foreach (int i in indexes)
            {
                if (Conditions[i].Holds(combination))
                    yield return i;
            }
        }
    }
}
