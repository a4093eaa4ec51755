using System.Text.RegularExpressions;
using Sweep.Planning.Errors;
using Sweep.Planning.Specs.Yaml;
using Sweep.Planning.Trainers;
using Sweep.Planning.Trials;
using Sweep.Planning.Vocabulary;

namespace Sweep.Planning.Specs.Reading;

/// <summary>Reads <c>trainer.settings</c>: the settings that a spec declares, each by its type, or in short by its choices or its
/// default.</summary>
internal sealed partial class DeclaredSettingReader(SpecErrorList errors, ScalarReader scalars)
{
    private const string Type = "type", Choices = "choices", Default = "default", Minimum = "minimum", Above = "above",
        Maximum = "maximum", Below = "below";

    private static readonly (string Name, SettingKind Kind)[] Types =
    [
        ("choice", SettingKind.Choice), ("number", SettingKind.Number), ("integer", SettingKind.Integer), ("flag", SettingKind.Flag),
        ("text", SettingKind.Text),
    ];

    // Names that mean something else in a spec or in the commands.
    private static readonly string[] Reserved = [.. DocumentReader.GrammarKeys, PruningReader.Key, "seed", Fold.Setting];

    /// <summary>Whether a name means something else in a spec or in the commands.</summary>
    public static bool IsReserved(string name) => Reserved.Contains(name) || name == DeclaredTrainer.Setting;

    private readonly SettingReader settings = new(errors, scalars, new UserDefinitionReader(errors, scalars, new StoredFacts()),
        new LevelPlaces(), new LevelLimit(errors));

    /// <summary>The settings in the order of the spec, those with mistakes as texts; null where their names are not known.</summary>
    /// <param name="node">The value of the key; null where it is left out, and there are none.</param>
    /// <param name="path">The place in the spec.</param>
    public IReadOnlyList<SettingDefinition>? Read(YamlNode? node, string path)
    {
        if (node is null)
            return [];
        if (scalars.Map(node, path, "the settings of the program, such as { learningRate: { type: number, above: 0 } }") is not { } map)
            return null;
        var read = new List<SettingDefinition>();
        foreach (var entry in map.Entries)
        {
            string place = SpecErrorList.Join(path, entry.Key);
            if (Reserved.Contains(entry.Key))
            {
                errors.Add(place, entry.KeyPosition, $"'{entry.Key}' has a meaning of its own in specs: call the setting otherwise, such "
                    + $"as '{entry.Key}Value'.");
                continue;
            }
            if (!NamePattern().IsMatch(entry.Key))
            {
                errors.Add(place, entry.KeyPosition, $"'{entry.Key}' is no name for a setting: use letters, digits, '_', '-', '.' and '/', "
                    + "a letter or '_' first, at most 100.");
            }
            int before = errors.Count;
            var setting = ReadOne(entry.Key, entry.Value, place);
            read.Add(errors.Count == before && setting is not null ? setting : Declare(entry.Key, SettingKind.Text) with
            {
                IsRequired = false,
            });
        }
        return read;
    }

    private SettingDefinition? ReadOne(string name, YamlNode node, string path)
    {
        switch (node)
        {
            case YamlList list:
                return ReadChoices(name, list, path);
            case YamlMap map:
                return ReadFull(name, map, path);
            case YamlScalar { IsNull: false } scalar:
                return WithDefault(Declare(name, KindOf(scalar)), node, path);
            default:
                errors.Add(path, node.Position, $"Say what {name} is: a default, a list of choices, or a type such as {{ type: number }}.");
                return null;
        }
    }

    private SettingDefinition? ReadFull(string name, YamlMap map, string path)
    {
        SettingKind kind;
        if (map.Find(Type) is { } typed)
        {
            string typePath = SpecErrorList.Join(path, Type);
            if (scalars.OneOf(typed.Value, typePath, "a type of settings", [.. Types.Select(t => t.Name)]) is not { } type)
                return null;
            kind = Types.First(t => t.Name == type).Kind;
        }
        else if (map.Find(Choices) is not null)
        {
            kind = SettingKind.Choice;
        }
        else
        {
            errors.Add(path, map.Position, $"Say of which type {name} is: {name}: {{ type: number }}.",
                [.. Types.Select(t => t.Name)], null);
            return null;
        }
        bool isNumber = kind is SettingKind.Number or SettingKind.Integer;
        scalars.RefuseUnknownKeys(map, path, kind == SettingKind.Choice ? [Type, Choices, Default]
            : isNumber ? [Type, Minimum, Above, Maximum, Below, Default] : [Type, Default]);
        var setting = kind == SettingKind.Choice ? ReadChoices(name, map.Find(Choices)?.Value, path, map)
            : isNumber ? ReadBounds(Declare(name, kind), map, path) : Declare(name, kind);
        return setting is not null && map.Find(Default) is { } given
            ? WithDefault(setting, given.Value, SpecErrorList.Join(path, Default))
            : setting;
    }

    private SettingDefinition? ReadChoices(string name, YamlNode? node, string path, YamlMap map)
    {
        if (node is YamlList list)
            return ReadChoices(name, list, SpecErrorList.Join(path, Choices));
        errors.Add(path, (node ?? map).Position, $"List what {name} can be: choices: [relu, elu].");
        return null;
    }

    private SettingDefinition? ReadChoices(string name, YamlList list, string path)
    {
        if (list.Items.Count == 0)
            errors.Add(path, list.Position, $"The list is empty: name the choices of {name}, such as [relu, elu].");
        var names = new List<string>();
        for (int i = 0; i < list.Items.Count; i++)
        {
            var item = list.Items[i];
            string place = $"{path}[{i}]";
            if (item is YamlScalar { IsPlain: true } plain && KindOf(plain) is not SettingKind.Text and var kind)
            {
                errors.Add(place, item.Position, $"Choices are names, and {plain.Text} is not: declare {name} by {{ type: "
                    + $"{Types.First(t => t.Kind == kind).Name} }}, and list its levels under grid; or write \"{plain.Text}\" for a name.");
            }
            else if (scalars.Text(item, place, "the name of a choice") is not { } choice)
            {
                continue;
            }
            else if (names.Contains(choice))
            {
                errors.Add(place, item.Position, $"'{choice}' is named twice.");
            }
            else
            {
                names.Add(choice);
            }
        }
        return Declare(name, SettingKind.Choice) with { Choices = [.. names.Select(n => new SettingChoice(n, ""))] };
    }

    private SettingDefinition ReadBounds(SettingDefinition setting, YamlMap map, string path)
    {
        var (minimum, excludesMinimum) = ReadBound(map, path, Minimum, Above);
        var (maximum, excludesMaximum) = ReadBound(map, path, Maximum, Below);
        if (minimum is { } least && maximum is { } most && (least > most || (least == most && (excludesMinimum || excludesMaximum))))
            errors.Add(path, map.Position, $"No number is {(excludesMinimum ? "above" : "at least")} {CanonicalJson.Number(least)} and "
                + $"{(excludesMaximum ? "below" : "at most")} {CanonicalJson.Number(most)}.");
        return setting with
        {
            Minimum = minimum ?? setting.Minimum, ExcludesMinimum = excludesMinimum,
            Maximum = maximum ?? setting.Maximum, ExcludesMaximum = excludesMaximum,
        };
    }

    private (double? Value, bool IsExcluded) ReadBound(YamlMap map, string path, string included, string excluded)
    {
        var (with, without) = (map.Find(included), map.Find(excluded));
        if (with is not null && without is not null)
            errors.Add(SpecErrorList.Join(path, excluded), without.KeyPosition, $"'{included}' and '{excluded}' are one bound: keep one of "
                + "them.");
        return (with ?? without) is { } bound
            ? (scalars.Number(bound.Value, SpecErrorList.Join(path, bound.Key)), with is null)
            : (null, false);
    }

    private SettingDefinition? WithDefault(SettingDefinition setting, YamlNode node, string path) =>
        settings.Read(setting, node, path, allowsLists: false) is [var level]
            ? setting with { Default = level.Value, IsRequired = false }
            : null;

    private static SettingDefinition Declare(string name, SettingKind kind) =>
        new(name, "trainer.settings declares it without a default.", kind) { IsRequired = true };

    private static SettingKind KindOf(YamlScalar scalar) =>
        !scalar.IsPlain ? SettingKind.Text
        : WholePattern().IsMatch(scalar.Text) ? SettingKind.Integer
        : ScalarReader.LooksLikeNumber(scalar.Text) ? SettingKind.Number
        : scalar.Text.ToLowerInvariant() is "true" or "false" ? SettingKind.Flag
        : SettingKind.Text;

    [GeneratedRegex("^[A-Za-z_][A-Za-z0-9_./-]{0,99}$", RegexOptions.CultureInvariant)]
    private static partial Regex NamePattern();

    [GeneratedRegex(@"^[-+]?\d+$", RegexOptions.CultureInvariant)]
    private static partial Regex WholePattern();
}
