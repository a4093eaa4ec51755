using System.Text.RegularExpressions;
using Sweep.Planning.Trials;

namespace Sweep.Planning.Vocabulary;

/// <summary>The user's own function: <c>{ name: mine, formula: "x*sigmoid(a*x)", parameters: { a: 1.0 }, per: channel }</c>.</summary>
public static partial class FormulaDefinition
{
    private static readonly string[] Keys = ["name", "formula", "parameters", "per"];
    private static readonly string[] Scopes = ["layer", "channel"];

    /// <summary>The definition whose formulas are judged by <paramref name="check"/>.</summary>
    /// <param name="check">Given the text and its parameters' names, returns what is wrong with it, or null.</param>
    public static UserDefinition Create(Func<string, IReadOnlyList<string>, string?> check) =>
        new("formula", "formula", level => Read(level, check));

    private static UserDefinitionReading Read(SettingValue.Group level, Func<string, IReadOnlyList<string>, string?> check)
    {
        var errors = new List<UserDefinitionError>();
        foreach (string key in level.Settings.Keys.Except(Keys))
            errors.Add(new(key, $"There is no key '{key}' here.", Keys, key));
        var settings = new Dictionary<string, SettingValue>(level.Settings);
        var parameters = Parameters(level.Settings.GetValueOrDefault("parameters"), errors);
        if (level.Settings["formula"] is not (SettingValue.Text or SettingValue.Number))
        {
            errors.Add(new("formula", $"Expected a formula in x, such as \"x*sigmoid(a*x)\", found {level.Settings["formula"].Kind}."));
        }
        else if (parameters is not null)
        {
            string text = WhiteSpace().Replace(level.Settings["formula"].Label.Trim(), " ");
            if (check(text, [.. parameters.Select(p => p.Key)]) is { } problem)
                errors.Add(new("formula", $"The formula \"{text}\" cannot be used: {problem}"));
            settings["formula"] = new SettingValue.Text(text);
        }
        if (level.Settings.TryGetValue("per", out var per))
        {
            if (!Scopes.Contains(per.Label))
                errors.Add(new("per", $"'{per.Label}' is not a place for parameters.", Scopes, per.Label));
            else if (per.Label == Scopes[0])
                settings.Remove("per"); // the default is left out
        }
        if (parameters is { Count: 0 })
            settings.Remove("parameters");
        return errors.Count > 0 ? UserDefinitionReading.Wrong(errors) : UserDefinitionReading.Right(new SettingValue.Group(settings));
    }

    private static IReadOnlyDictionary<string, SettingValue>? Parameters(SettingValue? given, List<UserDefinitionError> errors)
    {
        if (given is null)
            return new Dictionary<string, SettingValue>();
        if (given is not SettingValue.Group group)
        {
            errors.Add(new("parameters", $"Expected parameters with their initial values, such as {{ a: 1.0 }}, found {given.Kind}."));
            return null;
        }
        int before = errors.Count;
        foreach (var (name, value) in group.Settings.Where(p => p.Value is not SettingValue.Number))
            errors.Add(new($"parameters.{name}", $"Expected the parameter's initial value, found {value.Kind}."));
        return errors.Count == before ? group.Settings : null;
    }

    [GeneratedRegex(@"\s+", RegexOptions.CultureInvariant)]
    private static partial Regex WhiteSpace();
}
