using Sweep.Planning.Errors;
using Sweep.Planning.Expansion;
using Sweep.Planning.Specs.Yaml;
using Sweep.Planning.Vocabulary;

namespace Sweep.Planning.Specs.Reading;

/// <summary>Reads partial matches: <c>{ optimizer: sgd, learningRate: [0.1, 0.01] }</c>. A bare name matches every level of that name,
/// whatever its settings; a group matches the levels that agree in the settings it names.</summary>
internal sealed class ConditionReader(SlotTable slots, SpecErrorList errors, ScalarReader scalars)
{
    private const int MaxListed = 1000;

    private readonly Dictionary<int, LevelIndex> indexes = []; // by slot, once all levels are known

    /// <summary>The condition, or null when there was a mistake.</summary>
    public Condition? Read(YamlNode node, string path)
    {
        if (scalars.Map(node, path, "settings with the levels they match, such as { optimizer: sgd }") is not { } map)
            return null;
        if (map.Entries.Count == 0)
            errors.Add(path, map.Position, "A condition names at least one setting: { optimizer: sgd }.");
        var parts = new List<(int, HashSet<Level>)>();
        foreach (var entry in map.Entries)
        {
            string entryPath = SpecErrorList.Join(path, entry.Key);
            if (slots.IndexOf(entry.Key) is not { } slot)
            {
                slots.ReportUnknown(entry, entryPath, slots.VariedNames());
                continue;
            }
            var nodes = entry.Value is YamlList list ? list.Items : [entry.Value];
            var levels = new HashSet<Level>();
            for (int i = 0; i < nodes.Count; i++)
                levels.UnionWith(FindLevels(slot, nodes[i], entry.Value is YamlList ? $"{entryPath}[{i}]" : entryPath));
            if (nodes.Count == 0)
                errors.Add(entryPath, entry.Value.Position, "The list is empty: it would match nothing.");
            parts.Add((slot, levels));
        }
        return parts.Count == map.Entries.Count && parts.Count > 0 && parts.TrueForAll(p => p.Item2.Count > 0) ? new Condition(parts)
            : null;
    }

    /// <summary>The levels of a setting that a value matches; empty, and reported, when there are none.</summary>
    public IReadOnlyList<Level> FindLevels(int slot, YamlNode node, string path)
    {
        var definition = slots.Slots[slot];
        if (!indexes.TryGetValue(slot, out var known))
            indexes[slot] = known = new LevelIndex(slots.CandidatesOf(slot));
        IReadOnlyList<Level> found = node switch
        {
            YamlScalar { IsNull: false } scalar => known.Find(scalar),
            YamlMap map when definition.Kind == SettingKind.Choice || definition.Settings.Count > 0 =>
                [.. known.Named(map).Where(l => Matches(l, map))],
            _ => [],
        };
        if (found.Count == 0)
            ReportUnmatched(slot, node, path);
        return found;
    }

    private void ReportUnmatched(int slot, YamlNode node, string path)
    {
        string name = slots.Slots[slot].Name, written = node is YamlScalar text ? text.Text : "";
        var levels = slots.LevelsOf(slot);
        string[] labels = levels.Count > MaxListed ? [] : [.. levels.Select(l => l.Label).Distinct()];
        errors.Add(path, node.Position, levels.Count == 0
            ? $"This matches nothing: {name} has no value here."
            : $"{(written.Length > 0 ? $"'{written}'" : "This")} matches no level of {name}.", labels, written.Length > 0 ? written : null);
    }

    private static bool Matches(Level level, YamlMap map) => map.Entries.All(e =>
        e.Key == "name" ? e.Value is YamlScalar name && name.Text == level.Choice
        : level.OwnSettings.TryGetValue(e.Key, out var own)
            && (e.Value is YamlList list ? list.Items : [e.Value]).Any(v =>
                v is YamlScalar scalar && (own.Label == scalar.Text || LevelIndex.Equals(own, scalar))));
}
