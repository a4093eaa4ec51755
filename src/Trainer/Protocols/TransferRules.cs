using Sweep.Planning.Trials;
using Sweep.Planning.Vocabulary;
using Sweep.Trainer.Architectures;
using Sweep.Trainer.Data;
using Sweep.Trainer.Networks;
using Sweep.Trainer.Settings;

namespace Sweep.Trainer.Protocols;

/// <summary>What the last phase can take over from the phase before, and can leave as it is.</summary>
internal static class TransferRules
{
    /// <summary>The rules.</summary>
    public static IReadOnlyList<SettingRule> All { get; } =
    [
        new(["freeze", "pretrain"], settings => Needs("freeze", "none", settings)),
        new([HeadSetting.Name, "pretrain"], settings => Needs(HeadSetting.Name, "keep", settings)),
        new(["freeze", "architecture", "activation", "dataset", "preprocessing", "pretrain", HeadSetting.Name], FreezeProblem),
    ];

    private static string? Needs(string setting, string without, IReadOnlyDictionary<string, SettingValue> settings) =>
        settings.GetValueOrDefault(setting) is { } level && level != new SettingValue.Text(without)
        && settings.GetValueOrDefault("pretrain") is null or SettingValue.Text
            ? $"'{setting}: {level.Label}' is about weights that a phase before has learned: add 'pretrain'. Where it is "
                + "a factor, leave out the pair with its level none by 'exclude'."
            : null;

    private static string? FreezeProblem(IReadOnlyDictionary<string, SettingValue> settings)
    {
        if (settings.GetValueOrDefault("freeze") is not { } level
            || settings.GetValueOrDefault("architecture") is not { } architecture
            || settings.GetValueOrDefault("activation") is not { } activation
            || PhaseDatasets.First(settings) is not { } first || PhaseDatasets.Last(settings) is not { } last
            || first.Task.GetType() != last.Task.GetType())
            return null;
        ShapedNetwork places, network;
        ParameterDescription[] before;
        try
        {
            places = For(last);
            network = places.WithActivation(ActivationLevel.Read(activation).At);
            before = [.. For(first).WithActivation(ActivationLevel.Read(activation).At).Parameters];
        }
        catch (Exception told) when (told is TrialSettingsException or NetworkShapeException)
        {
            return null; // by other rules
        }
        try
        {
            bool beginsAnew = settings.GetValueOrDefault(HeadSetting.Name) is SettingValue.Text { Value: HeadSetting.New };
            return Freezing.Read(level)?.Apply(places, network).Parameters.FirstOrDefault(p => p.IsFrozen && IsNew(p)) is { } random
                ? $"freeze: '{random.Name}' begins anew after the phase before, and would stay as it was drawn: "
                    + "freeze what both phases have in one shape."
                : null;

            bool IsNew(ParameterDescription p) => !before.Any(b => b.Name == p.Name && b.Shape.SequenceEqual(p.Shape))
                || beginsAnew && places.Head is { } head && p.Name.StartsWith($"{head.Node.Name}.", StringComparison.Ordinal);
        }
        catch (TrialSettingsException wrong)
        {
            return wrong.Message;
        }

        ShapedNetwork For(DatasetDescription dataset) => Architecture.Read(architecture)
            .For(new TensorShape(dataset.Channels, dataset.Height, dataset.Width), dataset.Task);
    }
}
