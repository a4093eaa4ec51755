using System.Text.RegularExpressions;
using Sweep.Planning.Errors;
using Sweep.Planning.Specs.Yaml;
using Sweep.Planning.Trials;
using Sweep.Planning.Vocabulary;

namespace Sweep.Planning.Specs.Reading;

/// <summary>Reads a level of the user's own: gives its text to the definition that judges it, and finds the place of each
/// mistake.</summary>
internal sealed partial class UserDefinitionReader(SpecErrorList errors, ScalarReader scalars, StoredFacts facts)
{
    private const int MaxDepth = 32;

    /// <summary>The canonical level, or null when there was a mistake.</summary>
    public SettingRead? Read(SettingDefinition setting, UserDefinition definition, YamlMap map, string path)
    {
        int before = errors.Count;
        string? name = ReadName(setting, definition, map, path);
        var given = Plain(map, path, depth: 0) as SettingValue.Group;
        if (given is null)
            return null;
        var reading = definition.Read(given);
        foreach (var error in reading.Errors)
            errors.Add(SpecErrorList.Join(path, error.Path), map.Deepest(error.Path).Position, error.Message, error.Allowed, error.Given);
        if (errors.Count > before || name is null || reading.Canonical is not { } canonical)
            return null;
        if (definition.FactsKey is { } key && map.Find(key) is null)
            facts.Add(map, $"{key}: {canonical.Settings[key]}");
        return new SettingRead(canonical, name, canonical.Settings.Where(s => s.Key != "name").ToDictionary());
    }

    private string? ReadName(SettingDefinition setting, UserDefinition definition, YamlMap map, string path)
    {
        string article = "aeiou".Contains(definition.Noun[0], StringComparison.Ordinal) ? "An" : "A";
        if (map.Find("name") is not { } entry)
        {
            errors.Add(path, map.Position,
                $"{article} {definition.Noun} needs a name for tables and filters: {{ name: mine, {definition.Key}: ... }}.");
            return null;
        }
        string namePath = SpecErrorList.Join(path, "name");
        if (scalars.Text(entry.Value, namePath, "a name") is not { } name)
            return null;
        if (!NamePattern().IsMatch(name))
        {
            errors.Add(namePath, entry.Value.Position, $"'{name}' is no name: use letters, digits, '-' and '_', a letter first.");
        }
        else if (setting.Choices.Any(c => c.Name == name))
        {
            errors.Add(namePath, entry.Value.Position,
                $"'{name}' is the name of a built-in {setting.Name}. Choose another name for your {definition.Noun}.");
        }
        return name;
    }

    // Text, numbers, flags, lists and mappings as they stand; the definition says which of them belong where.
    private SettingValue? Plain(YamlNode node, string path, int depth)
    {
        if (depth > MaxDepth)
        {
            errors.Add(path, node.Position, $"This is nested more than {MaxDepth} deep.");
            return null;
        }
        switch (node)
        {
            case YamlMap map:
                var entries = map.Entries.Select(e => (e.Key, Value: Plain(e.Value, SpecErrorList.Join(path, e.Key), depth + 1))).ToArray();
                return entries.Any(e => e.Value is null)
                    ? null
                    : new SettingValue.Group(entries.Select(e => KeyValuePair.Create(e.Key, e.Value!)));
            case YamlList list:
                var items = list.Items.Select((item, i) => Plain(item, $"{path}[{i}]", depth + 1)).ToArray();
                return items.Any(i => i is null) ? null : new SettingValue.List([.. items.Select(i => i!)]);
            case YamlScalar { IsPlain: true, IsNull: false } plain when ScalarReader.LooksLikeNumber(plain.Text):
                return scalars.Number(node, path) is { } number ? new SettingValue.Number(number) : null;
            case YamlScalar { IsPlain: true } plain when plain.Text.ToLowerInvariant() is "true" or "false":
                return new SettingValue.Flag(plain.Text[0] is 't' or 'T');
            default:
                return scalars.Text(node, path, "a value") is { } text ? new SettingValue.Text(text) : null;
        }
    }

    [GeneratedRegex("^[A-Za-z][A-Za-z0-9_-]*$", RegexOptions.CultureInvariant)]
    private static partial Regex NamePattern();
}
