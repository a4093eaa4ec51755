using Sweep.Planning.Trials;

namespace Sweep.Planning.Expansion;

/// <summary>A partial match of a combination: each named setting has one of the given levels.</summary>
internal sealed class Condition
{
    private readonly (int Slot, HashSet<Level> Levels)[] parts;

    public Condition(IEnumerable<(int Slot, HashSet<Level> Levels)> parts) => this.parts = [.. parts];

    /// <summary>Holds for every combination.</summary>
    public static Condition Always { get; } = new([]);

    public bool IsAlways => parts.Length == 0;

    public IEnumerable<int> Slots => parts.Select(p => p.Slot);

    /// <summary>The part with the fewest levels.</summary>
    public (int Slot, IReadOnlySet<Level> Levels) Rarest() => parts.MinBy(p => p.Levels.Count);

    /// <summary>The canonical values allowed for each slot.</summary>
    public IEnumerable<(int Slot, IEnumerable<SettingValue> Values)> Parts =>
        parts.Select(p => (p.Slot, p.Levels.Select(l => l.Value).Distinct()));

    /// <summary>Whether a combination, one level or null per slot, matches.</summary>
    public bool Holds(Level?[] combination)
    {
        foreach (var (slot, levels) in parts)
        {
            if (combination[slot] is not { } level || !levels.Contains(level))
                return false;
        }
        return true;
    }

    /// <summary>Whether both may hold at once, as far as the settings that both name can tell.</summary>
    public bool Overlaps(Condition other) =>
        parts.All(p => other.parts.All(q => q.Slot != p.Slot || q.Levels.Overlaps(p.Levels)));
}
