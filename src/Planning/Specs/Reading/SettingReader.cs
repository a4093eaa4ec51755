using Sweep.Planning.Errors;
using Sweep.Planning.Expansion;
using Sweep.Planning.Specs.Yaml;
using Sweep.Planning.Trials;
using Sweep.Planning.Vocabulary;

namespace Sweep.Planning.Specs.Reading;

/// <summary>Reads the value of a setting by its definition and brings it into canonical form, so that different spellings of one value
/// give one trial id: a choice without settings of its own that differ from their defaults is its bare name.</summary>
internal sealed class SettingReader(SpecErrorList errors, ScalarReader scalars, UserDefinitionReader definitions, LevelPlaces places,
    LevelLimit limit)
{
    /// <summary>The levels that a node stands for: one, or several where a setting of a choice lists several values and
    /// <paramref name="allowsLists"/>; none when there was a mistake.</summary>
    public IReadOnlyList<Level> Read(SettingDefinition definition, YamlNode node, string path, bool allowsLists)
    {
        if (limit.IsReached)
            return [];
        SettingRead[] read = [.. ReadValues(definition, node, path, allowsLists)];
        if (node is YamlMap map)
        {
            foreach (var level in read)
                places.Note(level.Value, path, map);
        }
        return [.. read.Select(v => new Level(definition, v.Value, v.Choice, v.OwnSettings))];
    }

    private IEnumerable<SettingRead> ReadValues(SettingDefinition definition, YamlNode node, string path, bool allowsLists) =>
        definition.Kind switch
    {
        SettingKind.Choice => node is YamlMap map ? ReadGroup(definition, map, path, allowsLists) : ReadName(definition, node, path),
        SettingKind.Flag => scalars.Flag(node, path) is { } flag ? [new SettingRead(new SettingValue.Flag(flag))] : [],
        SettingKind.Text => ReadText(definition, node, path),
        SettingKind.Sizes => ReadSizes(definition, node, path),
        SettingKind.Fold => ReadFold(definition, node, path),
        SettingKind.Integer => ReadNumber(definition, node, path, scalars.WholeNumber(node, path)),
        SettingKind.Number when node is YamlMap map && definition.Settings.Count > 0 => ReadValued(definition, map, path, allowsLists),
        SettingKind.Number => ReadNumber(definition, node, path, scalars.Number(node, path)),
        _ => throw new ArgumentOutOfRangeException(nameof(definition), definition.Kind, "Unknown setting kind."),
    };

    /// <summary>Checks a number against the bounds of its setting.</summary>
    public bool IsInRange(SettingDefinition definition, double value, TextPosition position, string path)
    {
        if (definition.Contains(value))
            return true;
        errors.Add(path, position, $"{CanonicalJson.Number(value)} is out of range: {definition.Name} is {definition.Range}.");
        return false;
    }

    private IEnumerable<SettingRead> ReadNumber(SettingDefinition definition, YamlNode node, string path, double? value) =>
        value is { } number && IsInRange(definition, number, node.Position, path) && limit.Allows(1, node.Position, path)
            ? [new SettingRead(new SettingValue.Number(number))]
            : [];

    private IEnumerable<SettingRead> ReadText(SettingDefinition definition, YamlNode node, string path)
    {
        if (node is YamlScalar { IsNull: false } scalar)
            return limit.Allows(1, node.Position, path) ? [new SettingRead(new SettingValue.Text(scalar.Text))] : [];
        errors.Add(path, node.Position, $"Expected {definition.Expected}, found {node.Kind}. An empty text is written \"\".");
        return [];
    }

    private IEnumerable<SettingRead> ReadSizes(SettingDefinition definition, YamlNode node, string path)
    {
        if (scalars.Text(node, path, definition.Expected) is not { } text)
            return [];
        if (SizeList.Read(text) is { } sizes)
        {
            return sizes.All(s => IsInRange(definition, s, node.Position, path)) && limit.Allows(1, node.Position, path)
                ? [new SettingRead(new SettingValue.Text(SizeList.Write(sizes)))]
                : [];
        }
        errors.Add(path, node.Position, $"Expected {definition.Expected}, found '{text}'.");
        return [];
    }

    private IEnumerable<SettingRead> ReadFold(SettingDefinition definition, YamlNode node, string path)
    {
        if (scalars.Text(node, path, definition.Expected) is not { } text)
            return [];
        if (Fold.Read(text) is { } fold)
            return limit.Allows(1, node.Position, path) ? [new SettingRead(new SettingValue.Text(fold.ToString()))] : [];
        errors.Add(path, node.Position, $"Expected {definition.Expected}, found '{text}'.");
        return [];
    }

    private IEnumerable<SettingRead> ReadName(SettingDefinition definition, YamlNode node, string path) =>
        FindChoice(definition, node, path) is { } choice ? Combine(choice, "name", [], node.Position, path) : [];

    private IEnumerable<SettingRead> ReadGroup(SettingDefinition definition, YamlMap map, string path, bool allowsLists)
    {
        if (definition.UserDefinitions.FirstOrDefault(d => map.Find(d.Key) is not null) is { } users)
            return definitions.Read(definition, users, map, path) is { } level ? [level] : [];
        if (map.Find("name") is not { } name)
        {
            if (definition.IsNamedByKeys && definition.Choices.FirstOrDefault(c => map.Entries.Any(e => c.Settings is [var first, ..]
                && first.Name == e.Key)) is { } meant)
                return ReadSettings(meant, "name", map, path, allowsLists);
            errors.Add(path, map.Position,
                $"A value of {definition.Name} with settings needs its name: {{ name: {ExampleOf(definition)}, ... }}.",
                Names(definition), null);
            return [];
        }
        if (FindChoice(definition, name.Value, SpecErrorList.Join(path, "name")) is not { } choice)
            return [];
        return ReadSettings(choice, "name", map, path, allowsLists);
    }

    // A number with settings of its own is read as a choice that is named by its value.
    private IEnumerable<SettingRead> ReadValued(SettingDefinition definition, YamlMap map, string path, bool allowsLists)
    {
        var value = definition with { Name = "value", Settings = [], IsRequired = true };
        var choice = new SettingChoice(definition.Name, definition.Description, [value, .. definition.Settings]);
        return ReadSettings(choice, "value", map, path, allowsLists);
    }

    private List<SettingRead> ReadSettings(SettingChoice choice, string head, YamlMap map, string path, bool allowsLists)
    {
        var given = new List<(SettingDefinition Definition, IReadOnlyList<SettingRead> Values)>();
        bool isRight = true;
        foreach (var entry in map.Entries.Where(e => !(e.Key == "name" && head == "name")))
        {
            string entryPath = SpecErrorList.Join(path, entry.Key);
            if (choice.Settings.FirstOrDefault(s => s.Name == entry.Key) is not { } own)
            {
                var known = choice.Settings.Select(s => s.Name).ToArray();
                string possible = known.Length == 0 ? $"'{choice.Name}' has no settings of its own."
                    : $"'{choice.Name}' has no setting '{entry.Key}'.";
                errors.Add(entryPath, entry.KeyPosition, possible, known, entry.Key);
                isRight = false;
                continue;
            }
            var values = ReadOwn(own, entry.Value, entryPath, allowsLists);
            isRight &= values.Count > 0;
            given.Add((own, values));
        }
        return isRight ? Combine(choice, head, given, map.Position, path) : [];
    }

    private List<SettingRead> ReadOwn(SettingDefinition own, YamlNode node, string path, bool allowsLists)
    {
        if (node is not YamlList list || !allowsLists)
            return [.. ReadValues(own, node, path, allowsLists)];
        if (list.Items.Count == 0)
            errors.Add(path, list.Position, "The list is empty: give at least one value, or leave the key out.");
        var values = list.Items.Select((item, i) => ReadValues(own, item, $"{path}[{i}]", allowsLists).ToArray()).ToArray();
        return values.Any(v => v.Length == 0) ? [] : [.. values.SelectMany(v => v)];
    }

    /// <summary>All combinations of a choice's given settings, completed by defaults. Head is what the canonical value begins with: the
    /// choice's "name", or the "value" of a number.</summary>
    private List<SettingRead> Combine(SettingChoice choice, string head,
        List<(SettingDefinition Definition, IReadOnlyList<SettingRead> Values)> given, TextPosition position, string path)
    {
        var own = new Dictionary<string, SettingValue>();
        foreach (var setting in choice.Settings)
        {
            if (setting.Default is { } value)
                own[setting.Name] = value;
            else if (setting.IsRequired && !given.Exists(g => g.Definition == setting))
                errors.Add(path, position, $"'{choice.Name}' needs the setting '{setting.Name}' ({setting.Description}).");
        }
        if (!limit.Allows(given.Aggregate(1.0, (product, g) => product * g.Values.Count), position, path))
            return [];
        var combinations = new List<Dictionary<string, SettingValue>> { own };
        foreach (var (definition, values) in given)
        {
            combinations = [.. combinations.SelectMany(c => values.Select(v =>
                new Dictionary<string, SettingValue>(c) { [definition.Name] = v.Value }))];
        }
        return head == "name"
            ? [.. combinations.Select(c => new SettingRead(Canonical(choice, head, new SettingValue.Text(choice.Name), c), choice.Name, c))]
            : [.. combinations.Where(c => c.ContainsKey(head)).Select(c => new SettingRead(Canonical(choice, head, c[head], c), null, c))];
    }

    private static SettingValue Canonical(SettingChoice choice, string head, SettingValue headed, Dictionary<string, SettingValue> own)
    {
        var differing = own.Where(s => s.Key != head && !s.Value.Equals(choice.Settings.First(d => d.Name == s.Key).Default)).ToArray();
        return differing.Length == 0 ? headed : new SettingValue.Group([KeyValuePair.Create(head, headed), .. differing]);
    }

    private SettingChoice? FindChoice(SettingDefinition definition, YamlNode node, string path)
    {
        if (scalars.Text(node, path, $"the name of a value of {definition.Name}") is not { } text)
            return null;
        if (definition.Choices.FirstOrDefault(c => c.Name == text) is { } choice)
            return choice;
        errors.Add(path, node.Position, $"There is no {definition.Name} '{text}'.", Names(definition), text);
        return null;
    }

    private static string[] Names(SettingDefinition definition) => [.. definition.Choices.Select(c => c.Name)];

    private static string ExampleOf(SettingDefinition definition) => definition.Choices.Count > 0 ? definition.Choices[0].Name : "...";
}

/// <summary>A value in canonical form, with what conditions look at.</summary>
/// <param name="Value">The canonical value.</param>
/// <param name="Choice">The name of the choice or of the user's own level; null for numbers and flags.</param>
/// <param name="OwnSettings">The choice's settings, defaults included.</param>
internal sealed record SettingRead(SettingValue Value, string? Choice, IReadOnlyDictionary<string, SettingValue> OwnSettings)
{
    public SettingRead(SettingValue value)
        : this(value, null, new Dictionary<string, SettingValue>())
    {
    }
}
