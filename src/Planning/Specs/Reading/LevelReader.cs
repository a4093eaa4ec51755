using Sweep.Planning.Errors;
using Sweep.Planning.Expansion;
using Sweep.Planning.Specs.Yaml;
using Sweep.Planning.Trials;
using Sweep.Planning.Vocabulary;

namespace Sweep.Planning.Specs.Reading;

/// <summary>Reads the levels of a factor: scalars, groups, ranges, each with its condition (<c>when</c>) and its own sub-grid
/// (<c>with</c>).</summary>
internal sealed class LevelReader(SlotTable slots, SpecErrorList errors, ScalarReader scalars, SettingReader settings, RangeReader ranges,
    LevelLimit limit)
{
    /// <summary>Rows whose condition is still to be read, because it may refer to levels that come later.</summary>
    public List<(AxisRow Row, YamlNode When, string Path)> PendingConditions { get; } = [];

    /// <summary>Rows of one factor with one value, in the order of the spec; wrong where two can apply at once.</summary>
    public List<List<AxisRow>> Repetitions { get; } = [];

    /// <summary>The axis of one factor, or null when there was a mistake.</summary>
    /// <param name="slot">The factor.</param>
    /// <param name="node">Its levels.</param>
    /// <param name="path">The place in the spec.</param>
    /// <param name="under">The levels that this is nested in.</param>
    public Axis? ReadAxis(int slot, YamlNode node, string path, IReadOnlyList<(string Axis, int Item)> under)
    {
        var definition = slots.Slots[slot];
        IReadOnlyList<YamlNode> items = node is YamlList list ? list.Items : [node];
        if (node is not YamlList && under.Count == 0 && !RangeReader.IsRange(node))
        {
            errors.Add(path, node.Position,
                $"Expected a list of levels, found {node.Kind}. A single value belongs beside the grid: {definition.Name}: ...");
            return null;
        }
        if (items.Count == 0)
        {
            errors.Add(path, node.Position, $"'{definition.Name}' has no levels: give at least one, or leave the key out.");
            return null;
        }
        var rows = new List<AxisRow>();
        int before = errors.Count;
        for (int i = 0; i < items.Count && !limit.IsReached; i++)
            rows.AddRange(ReadItem(slot, items[i], node is YamlList ? $"{path}[{i}]" : path, [.. under, (path, i)]));
        slots.AddLevels(slot, rows.Select(r => r.Levels[0]));
        if (errors.Count > before)
            slots.NoteUnreadLevels(slot);
        FindRepetitions(rows);
        return rows.Count == 0 ? null : new Axis([slot], rows);
    }

    /// <summary>Levels without conditions and sub-grids, as in a zip.</summary>
    public IReadOnlyList<AxisRow> ReadPlain(int slot, YamlNode node, string path)
    {
        if (RangeReader.IsRange(node))
            return [.. ReadRange(slots.Slots[slot], (YamlMap)node, path).Select(l => new AxisRow([l], path, node.Position))];
        if (node is not YamlList list || list.Items.Count == 0)
        {
            errors.Add(path, node.Position, node is YamlList ? "The list is empty." : $"Expected a list of levels, found {node.Kind}.");
            return [];
        }
        return [.. list.Items.SelectMany((item, i) => settings.Read(slots.Slots[slot], item, $"{path}[{i}]", allowsLists: false)
            .Select(l => new AxisRow([l], $"{path}[{i}]", item.Position)))];
    }

    private IEnumerable<AxisRow> ReadItem(int slot, YamlNode node, string path, IReadOnlyList<(string Axis, int Item)> under)
    {
        var definition = slots.Slots[slot];
        if (node is not YamlMap map)
            return [.. settings.Read(definition, node, path, allowsLists: false).Select(l => new AxisRow([l], path, node.Position))];

        var (when, with) = (map.Find("when"), map.Find("with"));
        var body = new YamlMap([.. map.Entries.Where(e => e.Key is not ("when" or "with"))], map.Position);
        var rows = ReadBody(definition, body, path).Select(l => new AxisRow([l], path, node.Position)).ToList();
        var nested = with is null ? [] : ReadWith(with.Value, SpecErrorList.Join(path, "with"), under);
        foreach (var row in rows)
        {
            row.With = nested;
            if (when is not null)
                PendingConditions.Add((row, when.Value, SpecErrorList.Join(path, "when")));
        }
        return rows;
    }

    private IEnumerable<Level> ReadBody(SettingDefinition definition, YamlMap body, string path)
    {
        if (definition.Settings.Count > 0 && !RangeReader.IsRange(body) && body.Entries.Any(e => e.Key != "value"))
            return settings.Read(definition, body, path, allowsLists: true);
        if (body.Find("value") is { } value)
        {
            scalars.RefuseUnknownKeys(body, path, ["value", "when", "with"]);
            string valuePath = SpecErrorList.Join(path, "value");
            return value.Value is YamlList list
                ? list.Items.SelectMany((item, i) => settings.Read(definition, item, $"{valuePath}[{i}]", allowsLists: true))
                : settings.Read(definition, value.Value, valuePath, allowsLists: true);
        }
        if (RangeReader.IsRange(body))
            return ReadRange(definition, body, path);
        if (definition.Kind == SettingKind.Choice)
            return settings.Read(definition, body, path, allowsLists: true);
        errors.Add(path, body.Position,
            $"A level of {definition.Name} with a condition or a sub-grid names its value: {{ value: ..., when: ... }}.");
        return [];
    }

    private List<Level> ReadRange(SettingDefinition definition, YamlMap map, string path)
    {
        if (definition.Kind is not (SettingKind.Integer or SettingKind.Number))
        {
            errors.Add(path, map.Position, $"Only numbers have ranges; list the levels of {definition.Name}.");
            return [];
        }
        var levels = new List<Level>();
        var values = ranges.Read(map, path);
        if (!limit.Allows(values.Count, map.Position, path))
            return [];
        foreach (double value in values)
        {
            if (definition.Kind == SettingKind.Integer && value != Math.Floor(value))
            {
                errors.Add(path, map.Position,
                    $"This range gives {CanonicalJson.Number(value)}, but {definition.Name} takes whole numbers: list them.");
                return [];
            }
            if (settings.IsInRange(definition, value, map.Position, path))
                levels.Add(new Level(definition, new SettingValue.Number(value), null, new Dictionary<string, SettingValue>()));
        }
        return levels;
    }

    private List<Axis> ReadWith(YamlNode node, string path, IReadOnlyList<(string Axis, int Item)> under)
    {
        var axes = new List<Axis>();
        if (scalars.Map(node, path, "settings with their levels") is not { } map)
            return axes;
        foreach (var entry in map.Entries)
        {
            string entryPath = SpecErrorList.Join(path, entry.Key);
            if (slots.IndexOf(entry.Key) is not { } slot)
                slots.ReportUnknown(entry, entryPath, slots.Names);
            else if (slots.Claim(slot, isVaried: true, under, entryPath, entry.KeyPosition)
                && ReadAxis(slot, entry.Value, entryPath, under) is { } axis)
                axes.Add(axis);
        }
        return axes;
    }

    private void FindRepetitions(List<AxisRow> rows)
    {
        var byValue = new Dictionary<SettingValue, List<AxisRow>>();
        var byLabel = new Dictionary<string, AxisRow>(StringComparer.Ordinal);
        foreach (var row in rows)
        {
            var level = row.Levels[0];
            if (byValue.TryGetValue(level.Value, out var same))
            {
                same.Add(row);
                if (same.Count == 2)
                    Repetitions.Add(same);
                continue;
            }
            byValue[level.Value] = [row];
            if (!byLabel.TryAdd(level.Label, row))
                errors.Add(row.Path, row.Position,
                    $"'{level.Label}' also names the different level in line {byLabel[level.Label].Position.Line}. Choose another name.");
        }
    }
}
