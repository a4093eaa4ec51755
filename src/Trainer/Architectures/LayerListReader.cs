using Sweep.Planning.Trials;
using Sweep.Planning.Vocabulary;
using Sweep.Trainer.Networks;

namespace Sweep.Trainer.Architectures;

/// <summary>Reads a user's list of layers and notes every mistake with its path.</summary>
internal sealed class LayerListReader
{
    private const double MaxLayers = 10_000; // with repeats written out
    private const string RepeatKey = "repeat", BranchesKey = "branches", JoinKey = "join";

    private static readonly string[] Names = [.. LayerDescription.Syntaxes.Select(s => s.Name), RepeatKey, BranchesKey];

    private readonly List<UserDefinitionError> errors = [];

    /// <summary>All mistakes so far.</summary>
    public IReadOnlyList<UserDefinitionError> Errors => errors;

    /// <summary>The layers of a network; not all where there were mistakes.</summary>
    public IReadOnlyList<WrittenLayer> Read(SettingValue given, string path)
    {
        var layers = ReadList(given, path, mayBeEmpty: false);
        double count = layers.Sum(l => l.Count);
        if (count > MaxLayers)
            errors.Add(new(path, $"This network has {count:G6} layers with repeats written out; at most {MaxLayers} can be used."));
        return layers;
    }

    /// <summary>Notes keys other than those known.</summary>
    public void RefuseUnknownKeys(SettingValue.Group group, string path, IReadOnlyList<string> known)
    {
        foreach (string key in group.Settings.Keys.Except(known))
            errors.Add(new(Join(path, key), $"There is no key '{key}' here.", known, key));
    }

    private IReadOnlyList<WrittenLayer> ReadList(SettingValue given, string path, bool mayBeEmpty)
    {
        if (given is not SettingValue.List list)
            errors.Add(new(path, $"Expected a list of layers, found {given.Kind}."));
        else if (list.Items.Count == 0 && !mayBeEmpty)
            errors.Add(new(path, "The list is empty: give at least one layer."));
        else
            return [.. list.Items.Select((item, i) => ReadItem(item, $"{path}[{i}]")).OfType<WrittenLayer>()];
        return [];
    }

    private WrittenLayer? ReadItem(SettingValue item, string path)
    {
        switch (item)
        {
            case SettingValue.Text name:
                return Find(name.Value, path) is { } alone ? ReadLayer(alone, new Dictionary<string, SettingValue>(), path) : null;
            case SettingValue.Group group when group.Settings.ContainsKey(RepeatKey):
                return ReadRepeat(group, path);
            case SettingValue.Group group when group.Settings.ContainsKey(BranchesKey):
                return ReadBranches(group, path);
            case SettingValue.Group { Settings.Count: 1 } group:
                var (key, value) = group.Settings.First();
                return Find(key, Join(path, key)) is { } syntax ? ReadWithOptions(syntax, value, Join(path, key)) : null;
            case SettingValue.Group group:
                errors.Add(new(path, $"A layer is one key with its options, such as conv: {{ channels: 16, kernel: 3 }}; "
                    + $"here are the keys {string.Join(", ", group.Settings.Keys)}."));
                return null;
            default:
                errors.Add(new(path, $"Expected a layer, found {item.Kind}.", Names, null));
                return null;
        }
    }

    private LayerSyntax? Find(string name, string path)
    {
        if (LayerDescription.Syntaxes.FirstOrDefault(s => s.Name == name) is { } syntax)
            return syntax;
        errors.Add(new(path, $"There is no layer '{name}'.", Names, name));
        return null;
    }

    private WrittenLayer.Single? ReadWithOptions(LayerSyntax syntax, SettingValue given, string path)
    {
        if (given is SettingValue.Group options)
            return ReadLayer(syntax, options.Settings, path);
        if (syntax.Options.Count == 0)
            errors.Add(new(path, $"'{syntax.Name}' has no options: write it alone."));
        else if (syntax.Options[0].Read(given) is null)
            errors.Add(new(path, Wrong(syntax, syntax.Options[0], given)));
        else
            return ReadLayer(syntax, new Dictionary<string, SettingValue> { [syntax.Options[0].Name] = given }, path);
        return null;
    }

    private WrittenLayer.Single? ReadLayer(LayerSyntax syntax, IReadOnlyDictionary<string, SettingValue> given, string path)
    {
        int before = errors.Count;
        foreach (string name in given.Keys.Except(syntax.Options.Select(o => o.Name)))
            errors.Add(new(Join(path, name), $"'{syntax.Name}' has no option '{name}'.", [.. syntax.Options.Select(o => o.Name)], name));
        var values = new Dictionary<string, SettingValue>();
        foreach (var option in syntax.Options)
        {
            if (!given.TryGetValue(option.Name, out var value))
            {
                if (option.IsRequired)
                    errors.Add(new(path, $"'{syntax.Name}' needs the option '{option.Name}' ({option.Description})."));
                else if (option.Default is { } otherwise)
                    values[option.Name] = otherwise;
            }
            else if (option.Read(value) is { } right)
            {
                values[option.Name] = right;
            }
            else
            {
                errors.Add(new(Join(path, option.Name), Wrong(syntax, option, value)));
            }
        }
        if (errors.Count > before)
            return null;
        foreach (var option in syntax.Options.Where(o => o.SameAs is not null && !values.ContainsKey(o.Name)))
            values[option.Name] = values[option.SameAs!];
        var differing = syntax.Options.Where(o => !values[o.Name].Equals(o.SameAs is { } other ? values[other] : o.Default))
            .Select(o => KeyValuePair.Create(o.Name, values[o.Name])).ToArray();
        return new WrittenLayer.Single(path, Canonical(syntax.Name, differing), syntax, values);
    }

    private WrittenLayer.Repeat? ReadRepeat(SettingValue.Group group, string path)
    {
        RefuseUnknownKeys(group, path, [RepeatKey, UserNetwork.Key]);
        var times = group.Settings[RepeatKey];
        bool isRight = times is SettingValue.Number { Value: >= 1 and <= MaxLayers } number && number.Value == Math.Floor(number.Value);
        if (!isRight)
        {
            errors.Add(new(Join(path, RepeatKey),
                $"Expected how often the layers are repeated, a whole number from 1 to {MaxLayers}, found {times.Kind}."));
        }
        if (!group.Settings.TryGetValue(UserNetwork.Key, out var given))
        {
            errors.Add(new(path, $"What is repeated is missing: {{ {RepeatKey}: 3, {UserNetwork.Key}: [...] }}."));
            return null;
        }
        var layers = ReadList(given, Join(path, UserNetwork.Key), mayBeEmpty: false);
        var canonical = new SettingValue.Group([new(RepeatKey, times), new(UserNetwork.Key, List(layers))]);
        return isRight ? new WrittenLayer.Repeat(path, canonical, (int)((SettingValue.Number)times).Value, layers) : null;
    }

    private WrittenLayer.Branches? ReadBranches(SettingValue.Group group, string path)
    {
        RefuseUnknownKeys(group, path, [BranchesKey, JoinKey]);
        string branchesPath = Join(path, BranchesKey), join = group.Settings.GetValueOrDefault(JoinKey)?.Label ?? LayerJoin.All[0].Name;
        var chosen = LayerJoin.All.FirstOrDefault(j => j.Name == join);
        if (chosen is null)
            errors.Add(new(Join(path, JoinKey), $"'{join}' is no way to join branches.", [.. LayerJoin.All.Select(j => j.Name)], join));
        if (group.Settings[BranchesKey] is not SettingValue.List { Items.Count: >= 2 } list)
        {
            errors.Add(new(branchesPath,
                $"Expected two or more lists of layers, such as {BranchesKey}: [[conv: 16], []]; an empty one passes its input on."));
            return null;
        }
        IReadOnlyList<WrittenLayer>[] parts = [.. list.Items.Select((part, i) => ReadList(part, $"{branchesPath}[{i}]", mayBeEmpty: true))];
        if (chosen is { Most: { } most } && parts.Length > most)
            errors.Add(new(branchesPath, $"'{join}' joins {most} branches, not {parts.Length}."));
        var entries = new List<KeyValuePair<string, SettingValue>> { new(BranchesKey, new SettingValue.List([.. parts.Select(List)])) };
        if (chosen is not null && chosen != LayerJoin.All[0])
            entries.Add(new(JoinKey, new SettingValue.Text(join)));
        return chosen is null ? null : new WrittenLayer.Branches(path, new SettingValue.Group(entries), parts, chosen);
    }

    private static SettingValue Canonical(string name, KeyValuePair<string, SettingValue>[] options) => options.Length == 0
        ? new SettingValue.Text(name)
        : new SettingValue.Group([KeyValuePair.Create<string, SettingValue>(name, new SettingValue.Group(options))]);

    private static SettingValue.List List(IReadOnlyList<WrittenLayer> layers) => new([.. layers.Select(l => l.Canonical)]);

    private static string Wrong(LayerSyntax syntax, LayerOption option, SettingValue given) =>
        $"Expected the {option.Name} of '{syntax.Name}', {option.Expected}, found {given.Kind}.";

    private static string Join(string path, string key) => path.Length == 0 ? key : $"{path}.{key}";
}
