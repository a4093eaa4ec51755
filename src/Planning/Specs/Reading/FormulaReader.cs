using System.Text.RegularExpressions;
using Sweep.Planning.Specs.Yaml;

namespace Sweep.Planning.Specs.Reading;

/// <summary>Reads a user's own function: <c>{ name: mine, formula: "x*sigmoid(a*x)", parameters: { a: 1.0 }, per: channel }</c>.</summary>
internal sealed partial class FormulaReader(SpecVocabulary vocabulary, SpecErrorList errors, ScalarReader scalars)
{
    private static readonly string[] Keys = ["name", "formula", "parameters", "per"];
    private static readonly string[] Scopes = ["layer", "channel"];

    /// <summary>The canonical group, or null when there was a mistake.</summary>
    public SettingRead? Read(SettingDefinition definition, YamlMap map, string path)
    {
        int before = errors.Count;
        scalars.RefuseUnknownKeys(map, path, Keys);
        var settings = new Dictionary<string, SettingValue>();
        string? name = ReadName(definition, map, path);
        var parameters = ReadParameters(map, path);
        var formula = map.Find("formula")!;
        string formulaPath = SpecErrorList.Join(path, "formula");
        if (scalars.Text(formula.Value, formulaPath, "a formula in x, such as \"x*sigmoid(a*x)\"") is { } text && parameters is not null)
        {
            text = WhiteSpace().Replace(text, " ");
            if (vocabulary.CheckFormula(text, [.. parameters.Select(p => p.Key)]) is { } problem)
                errors.Add(formulaPath, formula.Value.Position, $"The formula \"{text}\" cannot be used: {problem}");
            settings["formula"] = new SettingValue.Text(text);
        }
        if (map.Find("per") is { } per && scalars.OneOf(per.Value, SpecErrorList.Join(path, "per"), "a place for parameters", Scopes) == "channel")
            settings["per"] = new SettingValue.Text("channel"); // "layer" is the default and left out
        if (errors.Count > before || name is null || parameters is null)
            return null;

        settings["name"] = new SettingValue.Text(name);
        if (parameters.Count > 0)
            settings["parameters"] = new SettingValue.Group(parameters);
        var own = settings.Where(s => s.Key != "name").ToDictionary();
        return new SettingRead(new SettingValue.Group(settings), name, own);
    }

    private string? ReadName(SettingDefinition definition, YamlMap map, string path)
    {
        if (map.Find("name") is not { } entry)
        {
            errors.Add(path, map.Position, "A formula needs a name for tables and filters: { name: mine, formula: ... }.");
            return null;
        }
        string namePath = SpecErrorList.Join(path, "name");
        if (scalars.Text(entry.Value, namePath, "a name") is not { } name)
            return null;
        if (!NamePattern().IsMatch(name))
            errors.Add(namePath, entry.Value.Position, $"'{name}' is no name: use letters, digits, '-' and '_', a letter first.");
        else if (definition.Choices.Any(c => c.Name == name))
            errors.Add(namePath, entry.Value.Position, $"'{name}' is the name of a built-in {definition.Name}. Choose another name for your formula.");
        return name;
    }

    private List<KeyValuePair<string, SettingValue>>? ReadParameters(YamlMap map, string path)
    {
        var parameters = new List<KeyValuePair<string, SettingValue>>();
        if (map.Find("parameters") is not { } entry)
            return parameters;
        string parametersPath = SpecErrorList.Join(path, "parameters");
        if (scalars.Map(entry.Value, parametersPath, "parameters with their initial values, such as { a: 1.0 }") is not { } given)
            return null;
        bool isRight = true;
        foreach (var parameter in given.Entries)
        {
            if (scalars.Number(parameter.Value, SpecErrorList.Join(parametersPath, parameter.Key), "the parameter's initial value") is { } value)
                parameters.Add(KeyValuePair.Create<string, SettingValue>(parameter.Key, new SettingValue.Number(value)));
            else
                isRight = false;
        }
        return isRight ? parameters : null;
    }

    [GeneratedRegex("^[A-Za-z][A-Za-z0-9_-]*$", RegexOptions.CultureInvariant)]
    private static partial Regex NamePattern();

    [GeneratedRegex(@"\s+", RegexOptions.CultureInvariant)]
    private static partial Regex WhiteSpace();
}
