using Sweep.Planning;
using Sweep.Trainer.Activations;
using Sweep.Trainer.Settings;

namespace Sweep.Trainer.Protocols;

/// <summary>Reads an activation level: a name of the catalogue, perhaps with other parameter values, or the user's own
/// { name, formula, parameters, per }.</summary>
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
                if (!reader.Has("formula"))
                    return Definition(called, Find(called).With(group.Settings.Keys.Where(k => k != "name").ToDictionary(k => k, k => reader.Number(k))));
                reader.Allow("name", "formula", "parameters", "per");
                return Definition(called, ActivationDefinition.FromUser(called, reader.Name("formula"), Parameters(reader), Scope(reader)));
            default:
                throw new TrialSettingsException($"An activation is a name or a formula, not {level}.");
        }
    }

    private static ActivationDefinition Definition(string name, ActivationResult result) => result.Definition
        ?? throw new TrialSettingsException($"The activation '{name}' is wrong: {string.Join("; ", result.Errors)}");

    private static ActivationDefinition Find(string name) =>
        ActivationCatalogue.Find(name) ?? throw TrialSettingsException.Unknown("activation", name, ActivationCatalogue.All.Select(a => a.Name));

    private static List<ActivationParameter> Parameters(SettingsReader reader)
    {
        if (!reader.Has("parameters"))
            return [];
        if (reader.Value("parameters") is not SettingValue.Group group)
            throw new TrialSettingsException("The setting 'activation.parameters' is a group of names and initial values.");
        var values = new SettingsReader(group.Settings, "activation.parameters.");
        return [.. group.Settings.Keys.Select(name => new ActivationParameter(name, values.Number(name)))];
    }

    private static ActivationScope Scope(SettingsReader reader) => !reader.Has("per") ? ActivationScope.PerLayer : reader.Name("per") switch
    {
        "layer" => ActivationScope.PerLayer,
        "channel" => ActivationScope.PerChannel,
        var other => throw TrialSettingsException.Unknown("scope", other, ["layer", "channel"]),
    };
}
