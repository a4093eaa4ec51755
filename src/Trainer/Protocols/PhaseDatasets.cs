using Sweep.Planning.Trials;
using Sweep.Trainer.Data;
using Sweep.Trainer.Data.Catalogue;

namespace Sweep.Trainer.Protocols;

/// <summary>The datasets of a combination of levels as their networks get them, after the preprocessing of their phase. Null where the
/// levels do not say, or are wrong, which is told elsewhere.</summary>
internal static class PhaseDatasets
{
    /// <summary>The dataset that the trial is judged by.</summary>
    public static DatasetDescription? Last(IReadOnlyDictionary<string, SettingValue> settings) =>
        DatasetCatalogue.Describe(settings.GetValueOrDefault("dataset"), settings.GetValueOrDefault("preprocessing"));

    /// <summary>That of the phase before.</summary>
    public static DatasetDescription? First(IReadOnlyDictionary<string, SettingValue> settings) =>
        settings.GetValueOrDefault("pretrain") is SettingValue.Group { Settings: var phase }
            ? DatasetCatalogue.Describe(phase["name"],
                phase.GetValueOrDefault("preprocessing") ?? settings.GetValueOrDefault("preprocessing"))
            : null;

    /// <summary>Those of both, in order.</summary>
    public static IEnumerable<DatasetDescription> All(IReadOnlyDictionary<string, SettingValue> settings) =>
        new[] { First(settings), Last(settings) }.OfType<DatasetDescription>();
}
