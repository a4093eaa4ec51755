using Sweep.Planning.Errors;
using Sweep.Planning.Expansion;
using Sweep.Planning.Specs.Yaml;
using Sweep.Planning.Trials;

namespace Sweep.Planning.Specs.Reading;

/// <summary>Reads the fixed settings, <c>grid</c>, <c>zip</c> and <c>exclude</c> into a grid.</summary>
internal sealed class GridReader(SlotTable slots, SpecErrorList errors, ScalarReader scalars, SettingReader settings, LevelReader levels,
    ConditionReader conditions)
{
    private const int MaxConditional = 1000;

    private readonly List<Axis> axes = [];
    private readonly List<(Condition Condition, string Path, TextPosition Position)> exclusions = [];

    /// <summary>Axes in the order of the spec, as read so far.</summary>
    public IReadOnlyList<Axis> Axes => axes;

    public void ReadFixed(YamlEntry entry, string path, int slot)
    {
        bool isNew = slots.Claim(slot, isVaried: false, [], path, entry.KeyPosition);
        if (entry.Value is YamlList)
        {
            errors.Add(path, entry.Value.Position, $"A list of levels belongs under grid: grid: {{ {entry.Key}: [...] }}.");
            return;
        }
        var read = settings.Read(slots.Slots[slot], entry.Value, path, allowsLists: false);
        if (isNew && read.Count == 1)
            slots.Fix(slot, read[0]);
    }

    public void ReadGrid(YamlNode node)
    {
        if (scalars.Map(node, "grid", "factors with their lists of levels") is not { } map)
            return;
        if (map.Entries.Count == 0)
            errors.Add("grid", map.Position, "The grid is empty: name at least one factor, or leave the key out.");
        foreach (var entry in map.Entries)
        {
            string path = SpecErrorList.Join("grid", entry.Key);
            if (entry.Key is "seed" or "seeds")
                errors.Add(path, entry.KeyPosition, "Seeds are replicates, not a factor: write 'seeds: 5' beside the grid.");
            else if (FindSlot(entry, path) is { } slot && slots.Claim(slot, isVaried: true, [], path, entry.KeyPosition)
                && levels.ReadAxis(slot, entry.Value, path, []) is { } axis)
                axes.Add(axis);
        }
    }

    public void ReadZip(YamlNode node)
    {
        if (node is not YamlList { Items.Count: > 0 } list)
        {
            errors.Add("zip", node.Position, "Expected a list of mappings: zip: [{ learningRate: [0.1, 0.01], batchSize: [64, 128] }].");
            return;
        }
        for (int i = 0; i < list.Items.Count; i++)
        {
            string path = $"zip[{i}]";
            if (scalars.Map(list.Items[i], path, "factors that advance together") is { } map)
                ReadZipped(map, path);
        }
    }

    /// <summary>Reads <c>folds: 10</c>: the factor of all folds.</summary>
    public void ReadFolds(YamlEntry entry, int slot)
    {
        if (scalars.Integer(entry.Value, entry.Key, 2, Fold.MaximumCount) is not { } count
            || !slots.Claim(slot, isVaried: true, [], entry.Key, entry.KeyPosition))
            return;
        AxisRow[] rows = [.. Enumerable.Range(1, count).Select(i => new AxisRow([new Level(slots.Slots[slot],
            new SettingValue.Text(new Fold(i, count).ToString()), null, new Dictionary<string, SettingValue>())], entry.Key,
            entry.Value.Position))];
        slots.AddLevels(slot, rows.Select(r => r.Levels[0]));
        axes.Add(new Axis([slot], rows));
    }

    private void ReadZipped(YamlMap map, string path)
    {
        int before = errors.Count;
        var columns = new List<(int Slot, IReadOnlyList<AxisRow> Rows, YamlEntry Entry)>();
        foreach (var entry in map.Entries)
        {
            string entryPath = SpecErrorList.Join(path, entry.Key);
            if (FindSlot(entry, entryPath) is { } slot && slots.Claim(slot, isVaried: true, [], entryPath, entry.KeyPosition))
                columns.Add((slot, levels.ReadPlain(slot, entry.Value, entryPath), entry));
        }
        if (map.Entries.Count < 2)
            errors.Add(path, map.Position, "A zip has at least two factors; a single one belongs under grid.");
        if (errors.Count > before)
        {
            foreach (var (slot, _, _) in columns)
                slots.NoteUnreadLevels(slot);
            return; // a level that could not be read would make its list look too short
        }
        if (columns.Count == 0)
            return;
        foreach (var (slot, rows, _) in columns)
            slots.AddLevels(slot, rows.Select(r => r.Levels[0]));

        var (firstSlot, firstRows, _) = columns[0];
        foreach (var (slot, rows, entry) in columns.Where(c => c.Rows.Count != firstRows.Count))
        {
            errors.Add(SpecErrorList.Join(path, entry.Key), entry.Value.Position,
                $"Lists that advance together have equal lengths: {slots.Slots[firstSlot].Name} has {firstRows.Count} levels, "
                    + $"{entry.Key} has {rows.Count}.");
            return;
        }
        var together = firstRows.Select((row, i) => new AxisRow([.. columns.Select(c => c.Rows[i].Levels[0])], row.Path, row.Position))
            .ToArray();
        var steps = new HashSet<string>(StringComparer.Ordinal);
        for (int i = 0; i < together.Length; i++)
        {
            if (!steps.Add(string.Join(",", together[i].Levels.Select(l => l.Fragment))))
                errors.Add(together[i].Path, together[i].Position, $"Step {i + 1} of this zip repeats an earlier one.");
        }
        axes.Add(new Axis([.. columns.Select(c => c.Slot)], together));
    }

    /// <summary>Reads what refers to levels, once all of them are known.</summary>
    public void ReadConditions(YamlNode? exclude)
    {
        var unreadable = new HashSet<AxisRow>();
        foreach (var (row, when, path) in levels.PendingConditions)
        {
            if (conditions.Read(when, path) is not { } condition)
                unreadable.Add(row);
            else if (condition.Slots.Any(s => row.Levels.Any(l => l.Setting.Key == slots.Slots[s].Name)))
                errors.Add(path, when.Position, "A level cannot depend on its own factor.");
            else
                row.When = condition;
        }
        foreach (var same in levels.Repetitions)
            CheckRepetitions([.. same.Where(r => !unreadable.Contains(r))]);
        if (exclude is null)
            return;
        if (exclude is not YamlList { Items.Count: > 0 } list)
        {
            errors.Add("exclude", exclude.Position,
                "Expected a list of partial matches: exclude: [{ activation: relu, optimizer: adam }].");
            return;
        }
        for (int i = 0; i < list.Items.Count; i++)
        {
            if (conditions.Read(list.Items[i], $"exclude[{i}]") is { } condition)
                exclusions.Add((condition, $"exclude[{i}]", list.Items[i].Position));
        }
    }

    private void CheckRepetitions(IReadOnlyList<AxisRow> same)
    {
        if (same.Count > MaxConditional && !same[0].When.IsAlways)
        {
            errors.Add(same[0].Path, same[0].Position, $"'{same[0].Levels[0].Label}' is given {same.Count} times; "
                + $"at most {MaxConditional} conditions are compared with each other. Join them.");
            return;
        }
        for (int i = 1; i < same.Count; i++)
        {
            var row = same[i];
            if (same.Take(i).FirstOrDefault(r => r.When.Overlaps(row.When)) is { } first)
                errors.Add(row.Path, row.Position, $"'{row.Levels[0].Label}' is given twice; the first time in line {first.Position.Line}."
                    + (first.When.IsAlways ? "" : " Both conditions can hold at the same time."));
        }
    }

    /// <summary>The grid and how many configurations it has; null when there was any mistake.</summary>
    public (Grid Grid, long ConfigurationCount)? Finish(TextPosition gridPosition, int seedCount)
    {
        if (AxisOrder.Sort(axes, out var circular) is not { } sorted)
        {
            errors.Add("grid", gridPosition, "These conditions wait for each other: "
                + string.Join(", ", circular.SelectMany(a => a.Slots).Select(s => slots.Slots[s].Name)) + ". Remove one of them.");
            return null;
        }
        var grid = new Grid(slots.Slots, slots.Constants, sorted, new Exclusions([.. exclusions.Select(e => e.Condition)]));
        var checkedCount = new GridCheck(grid, slots, errors).Count(exclusions, gridPosition, seedCount);
        return checkedCount is { } count && errors.Count == 0 ? (grid, count) : null;
    }

    private int? FindSlot(YamlEntry entry, string path)
    {
        if (slots.IndexOf(entry.Key) is { } slot)
            return slot;
        slots.ReportUnknown(entry, path, slots.Names);
        return null;
    }
}
