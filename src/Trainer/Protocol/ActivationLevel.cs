using Sweep.Planning;
using Sweep.Trainer.Activations;

namespace Sweep.Trainer.Protocol;

/// <summary>Reads an activation level: a name of the catalogue, or the user's own { name, formula, parameters, per }.</summary>
internal static class ActivationLevel
{
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
                {
                    reader.Allow("name");
                    return Find(called);
                }
                reader.Allow("name", "formula", "parameters", "per");
                var (definition, errors) = ActivationDefinition.FromUser(called, reader.Name("formula"), Parameters(reader), Scope(reader));
                return definition ?? throw new TrialSettingsException($"The activation '{called}' is wrong: {string.Join("; ", errors)}");
            default:
                throw new TrialSettingsException($"An activation is a name or a formula, not {level}.");
        }
    }

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
