using System.Text.RegularExpressions;
using Sweep.Planning.Trials;
using Sweep.Planning.Vocabulary;
using Sweep.Trainer.Activations;
using Sweep.Trainer.Formulas;
using Sweep.Trainer.Settings;

namespace Sweep.Trainer.Protocols;

/// <summary>Reads an activation level: a name of the catalogue, perhaps with other parameter values, or the user's own
/// { name, formula, parameters, per } or { name, network }.</summary>
public static partial class ActivationLevel
{
    /// <summary>The user's own network: <c>{ name: mine, network: "relu(x) * sigmoid(linear(C)(globalavg(x)))" }</c>.</summary>
    public static UserDefinition Network { get; } = new("network", "network", ReadNetwork);

    /// <summary>Reads a level.</summary>
    /// <exception cref="TrialSettingsException">It names no activation, or its formula or parameters are wrong.</exception>
    public static ActivationDefinition Read(SettingValue level)
    {
        switch (level)
        {
            case SettingValue.Text name:
                return Find(name.Value);
            case SettingValue.Group group:
                var reader = new SettingsReader(group.Settings, "activation.");
                string called = reader.Name("name");
                if (reader.Has("network"))
                {
                    reader.Allow("name", "network");
                    return Definition(called, ActivationDefinition.FromUserNetwork(called, reader.Name("network")));
                }
                if (!reader.Has("formula"))
                    return Definition(called, Find(called)
                        .With(group.Settings.Keys.Where(k => k != "name").ToDictionary(k => k, k => reader.Number(k))));
                reader.Allow("name", "formula", "parameters", "per");
                return Definition(called, ActivationDefinition.FromUser(called, reader.Name("formula"), Parameters(reader), Scope(reader)));
            default:
                throw new TrialSettingsException($"An activation is a name or a formula, not {level}.");
        }
    }

    private static UserDefinitionReading ReadNetwork(SettingValue.Group level)
    {
        string[] keys = ["name", "network"];
        List<UserDefinitionError> errors =
            [.. level.Settings.Keys.Except(keys).Select(key => new UserDefinitionError(key, $"There is no key '{key}' here.", keys, key))];
        var settings = new Dictionary<string, SettingValue>(level.Settings);
        if (level.Settings["network"] is not SettingValue.Text given)
        {
            errors.Add(new("network", $"Expected a network of x, such as \"relu(x) * sigmoid(linear(C)(globalavg(x)))\", "
                + $"found {level.Settings["network"].Kind}."));
        }
        else
        {
            string text = WhiteSpace().Replace(given.Value.Trim(), " ");
            settings["network"] = new SettingValue.Text(text);
            ActivationNetwork.Read(text, [], out var mistakes);
            if (mistakes.Count > 0)
                errors.Add(new("network", $"The network \"{text}\" cannot be used: {string.Join("; ", mistakes)}"));
        }
        return errors.Count > 0 ? UserDefinitionReading.Wrong(errors) : UserDefinitionReading.Right(new SettingValue.Group(settings));
    }

    private static ActivationDefinition Definition(string name, ActivationResult result) => result.Definition
        ?? throw new TrialSettingsException($"The activation '{name}' is wrong: {string.Join("; ", result.Errors)}");

    private static ActivationDefinition Find(string name) =>
        ActivationCatalogue.Find(name)
            ?? throw TrialSettingsException.Unknown("activation", name, ActivationCatalogue.All.Select(a => a.Name));

    private static List<FormulaParameter> Parameters(SettingsReader reader)
    {
        if (!reader.Has("parameters"))
            return [];
        if (reader.Value("parameters") is not SettingValue.Group group)
            throw new TrialSettingsException("The setting 'activation.parameters' is a group of names and initial values.");
        var values = new SettingsReader(group.Settings, "activation.parameters.");
        return [.. group.Settings.Keys.Select(name => new FormulaParameter(name, values.Number(name)))];
    }

    private static ParameterScope Scope(SettingsReader reader) => !reader.Has("per") ? ParameterScope.PerLayer : reader.Name("per") switch
    {
        "layer" => ParameterScope.PerLayer,
        "channel" => ParameterScope.PerChannel,
        var other => throw TrialSettingsException.Unknown("scope", other, ["layer", "channel"]),
    };

    [GeneratedRegex(@"\s+", RegexOptions.CultureInvariant)]
    private static partial Regex WhiteSpace();
}
