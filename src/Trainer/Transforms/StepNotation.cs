using Sweep.Planning.Trials;
using Sweep.Planning.Vocabulary;
using Sweep.Trainer.Settings;

namespace Sweep.Trainer.Transforms;

/// <summary>How specs write steps: none, one of them, or a list under a name of the user's own,
/// <c>{ name: strong, steps: [{ name: crop-flip, padding: 4 }, cutout] }</c>.</summary>
/// <param name="setting">The name of the setting.</param>
/// <param name="kinds">The steps that it can have.</param>
internal sealed class StepNotation(string setting, IReadOnlyList<StepKind> kinds)
{
    private const string None = "none", Key = "steps", Example = "{ name: crop-flip, padding: 4 }";

    /// <summary>The setting.</summary>
    /// <param name="description">One line for people.</param>
    /// <param name="none">What no step means.</param>
    public SettingDefinition Define(string description, string none) => new(setting, description, SettingKind.Choice)
    {
        Default = new SettingValue.Text(None), OmitWhenDefault = true,
        Choices = [new(None, none), .. kinds.Select(k => k.Choice)],
        UserDefinitions = [new UserDefinition(Key, setting, ReadList)],
    };

    /// <summary>The steps of a level; empty for none.</summary>
    /// <exception cref="TrialSettingsException">A step is wrong.</exception>
    public IReadOnlyList<SampleStep> Read(SettingValue level)
    {
        ArgumentNullException.ThrowIfNull(level);
        if (level is SettingValue.Text { Value: None } or SettingValue.Group { Settings.Count: 1 } && Name(level) == None)
            return [];
        var errors = new List<UserDefinitionError>();
        var list = level is SettingValue.Group group && group.Settings.ContainsKey(Key) ? group : null;
        SettingValue[] items = list is null ? [level] : Items(list, errors);
        SampleStep?[] steps = [.. items.Select((item, i) => ReadStep(item, list is null ? "" : $"{Key}[{i}]", errors)?.Step)];
        return errors.Count == 0
            ? [.. steps.Select(s => s!)]
            : throw new TrialSettingsException(string.Join(" ",
                errors.Select(e => list is null ? e.Message : $"{setting}.{e.Path}: {e.Message}")));
    }

    /// <summary>Why samples cannot go through some steps; null when they can.</summary>
    /// <param name="steps">In order.</param>
    /// <param name="form">Of the samples before the first step.</param>
    /// <param name="after">Of those after the last.</param>
    public string? Problem(IReadOnlyList<SampleStep> steps, SampleForm form, out SampleForm after)
    {
        var problems = new List<string>();
        for (int i = 0; i < steps.Count; i++)
        {
            if (steps[i].Problem(steps.Count == 1 ? setting : $"{setting}.{Key}[{i}]", form) is { } problem)
                problems.Add(problem);
            else
                form = steps[i].After(form);
        }
        after = form;
        return problems.Count == 0 ? null : string.Join(" ", problems);
    }

    private static string? Name(SettingValue level) => level switch
    {
        SettingValue.Text text => text.Value,
        SettingValue.Group group when group.Settings.GetValueOrDefault("name") is SettingValue.Text name => name.Value,
        _ => null,
    };

    private UserDefinitionReading ReadList(SettingValue.Group level)
    {
        string[] keys = ["name", Key];
        List<UserDefinitionError> errors =
            [.. level.Settings.Keys.Except(keys).Select(k => new UserDefinitionError(k, $"There is no key '{k}' here.", keys, k))];
        var read = Items(level, errors).Select((item, i) => ReadStep(item, $"{Key}[{i}]", errors)?.Canonical).ToArray();
        return errors.Count > 0
            ? UserDefinitionReading.Wrong(errors)
            : UserDefinitionReading.Right(new SettingValue.Group(
                [new("name", level.Settings["name"]), new(Key, new SettingValue.List([.. read.Select(c => c!)]))]));
    }

    private static SettingValue[] Items(SettingValue.Group level, List<UserDefinitionError> errors)
    {
        if (level.Settings[Key] is SettingValue.List { Items: { Count: > 0 } items })
            return [.. items];
        errors.Add(new(Key, $"Expected a list of steps, such as [{Example}], found {level.Settings[Key].Kind}."));
        return [];
    }

    private (SampleStep Step, SettingValue Canonical)? ReadStep(SettingValue item, string path, List<UserDefinitionError> errors)
    {
        if (Name(item) is not { } name)
        {
            errors.Add(new(path, $"Expected a step, such as {Example}, found {item.Kind}."));
            return null;
        }
        if (kinds.FirstOrDefault(k => k.Choice.Name == name) is not { } kind)
        {
            errors.Add(new(path, $"There is no {setting} step '{name}'.", [.. kinds.Select(k => k.Choice.Name)], name));
            return null;
        }
        int before = errors.Count;
        var given = item is SettingValue.Group group ? group.Settings.Where(s => s.Key != "name").ToDictionary() : [];
        var definitions = kind.Choice.Settings;
        foreach (var (key, value) in given)
        {
            string place = path.Length == 0 ? key : $"{path}.{key}";
            if (definitions.FirstOrDefault(d => d.Name == key) is not { } definition)
                errors.Add(new(place, $"'{name}' has no setting '{key}'.", [.. definitions.Select(d => d.Name)], key));
            else if (!definition.Allows(value))
                errors.Add(new(place, $"{key} is {definition.Expected}, not {value.Kind}."));
        }
        foreach (var missing in definitions.Where(d => d.IsRequired && !given.ContainsKey(d.Name)))
            errors.Add(new(path, $"'{name}' needs the setting '{missing.Name}' ({missing.Description})."));
        if (errors.Count > before)
            return null;
        try
        {
            return (kind.Read(new SettingsReader(given, setting + ".", definitions)), Canonical(kind.Choice, given));
        }
        catch (TrialSettingsException wrong)
        {
            errors.Add(new(path, wrong.Message));
            return null;
        }
    }

    private static SettingValue Canonical(SettingChoice choice, Dictionary<string, SettingValue> given)
    {
        var name = new SettingValue.Text(choice.Name);
        var differing = given.Where(s => !s.Value.Equals(choice.Settings.First(d => d.Name == s.Key).Default)).ToArray();
        return differing.Length == 0 ? name : new SettingValue.Group([new("name", name), .. differing]);
    }
}
