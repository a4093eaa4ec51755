using Sweep.Planning.Trainers;
using Sweep.Planning.Trials;
using Sweep.Trainer.Data;
using Sweep.Trainer.Data.Catalogue;

namespace Sweep.Trainer.Protocols;

/// <summary>The datasets of a combination of levels as their networks get them, after the preprocessing of their phase. Null where the
/// levels do not say, or are wrong, which is told elsewhere.</summary>
public static class PhaseDatasets
{
    /// <summary>The dataset that the trial is judged by; in meta learning it has as many classes as a task.</summary>
    public static DatasetDescription? Last(IReadOnlyDictionary<string, SettingValue> settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        if (settings.ContainsKey(DeclaredTrainer.Setting))
            return null; // its "dataset", if any, is its program's
        var dataset = DatasetCatalogue.Describe(settings.GetValueOrDefault("dataset"), settings.GetValueOrDefault("preprocessing"));
        return dataset is { Task: Classification } && MetaSetting.WaysOf(settings.GetValueOrDefault(MetaSetting.Name)) is { } ways
            ? dataset with { Task = new Classification(ways) }
            : dataset;
    }

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
