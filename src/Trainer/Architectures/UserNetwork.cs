using Sweep.Planning.Trials;
using Sweep.Planning.Vocabulary;
using Sweep.Trainer.Networks;
using Sweep.Trainer.Settings;

namespace Sweep.Trainer.Architectures;

/// <summary>A network that a user writes in a spec: <c>{ name: mine, layers: [conv: 16, activation, flatten, linear: classes] }</c>.
/// </summary>
public static class UserNetwork
{
    /// <summary>The key of the layers.</summary>
    public const string Key = "layers";

    /// <summary>How a spec may write such a level.</summary>
    public static UserDefinition Definition { get; } = new(Key, "network", ReadLevel);

    /// <summary>Reads a stored level.</summary>
    /// <exception cref="TrialSettingsException">The layers are wrong.</exception>
    internal static Architecture Read(SettingValue level, string name, SettingValue layers)
    {
        var reader = new LayerListReader();
        var written = reader.Read(layers, Key);
        if (reader.Errors.Count > 0)
        {
            string problems = string.Join("; ", reader.Errors.Select(e => $"{e.Path}: {e.Message}"));
            throw new TrialSettingsException($"The network '{name}' is wrong: {problems}");
        }
        return new Architecture(level, (_, classes) =>
        {
            var builder = new NetworkBuilder(name);
            foreach (var layer in written)
                layer.AppendTo(builder, classes);
            return builder.Build();
        });
    }

    private static UserDefinitionReading ReadLevel(SettingValue.Group level)
    {
        var reader = new LayerListReader();
        reader.RefuseUnknownKeys(level, "", ["name", Key]);
        var written = reader.Read(level.Settings[Key], Key);
        return reader.Errors.Count > 0 ? UserDefinitionReading.Wrong(reader.Errors) : UserDefinitionReading.Right(new SettingValue.Group(
            [.. level.Settings.Where(s => s.Key != Key), new(Key, new SettingValue.List([.. written.Select(l => l.Canonical)]))]));
    }
}
