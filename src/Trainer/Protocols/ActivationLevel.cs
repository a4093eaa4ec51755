using Sweep.Planning.Trials;
using Sweep.Planning.Vocabulary;
using Sweep.Trainer.Activations;
using Sweep.Trainer.Formulas;
using Sweep.Trainer.Settings;

namespace Sweep.Trainer.Protocols;

/// <summary>Reads an activation level: a name of the catalogue, perhaps with other parameter values, or the user's own
/// { name, formula, parameters, per } or { name, network, parameters, per, around }.</summary>
public static class ActivationLevel
{
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
                    reader.Allow("name", "network", "parameters", "per", "around");
                    return Definition(called, ActivationDefinition.FromUserNetwork(called, reader.Name("network"), Parameters(reader),
                        Scope(reader), reader.Has("around") ? Find(reader.Name("around")) : null));
                }
                if (!reader.Has("formula"))
                    return OfCatalogue(called, group, reader);
                reader.Allow("name", "formula", "parameters", "per");
                return Definition(called, ActivationDefinition.FromUser(called, reader.Name("formula"), Parameters(reader), Scope(reader)));
            default:
                throw new TrialSettingsException($"An activation is a name or a formula, not {level}.");
        }
    }

    // What is chosen comes before the numbers, which change what it brings.
    private static ActivationDefinition OfCatalogue(string name, SettingValue.Group group, SettingsReader reader)
    {
        var activation = Find(name);
        var chosen = activation.Variants.Where(v => reader.Has(v.Setting.Name)).ToArray();
        foreach (var (setting, choose) in chosen)
        {
            var value = setting.Kind == SettingKind.Choice ? new SettingValue.Text(reader.Name(setting.Name)) : reader.Value(setting.Name);
            if (!setting.Allows(value))
                throw new TrialSettingsException($"The setting 'activation.{setting.Name}' is {setting.Expected}, not {value}.");
            activation = Definition(name, choose(activation, value));
        }
        return Definition(name, activation.With(group.Settings.Keys.Where(k => k != "name" && chosen.All(v => v.Setting.Name != k))
            .ToDictionary(k => k, k => reader.Number(k))));
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
}
