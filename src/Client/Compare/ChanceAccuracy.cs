using Sweep.Planning;
using Sweep.Store;
using Sweep.Trainer.Data;

namespace Sweep.Client.Compare;

/// <summary>What guessing scores: the floor of a diverged trial.</summary>
internal static class ChanceAccuracy
{
    private const string DatasetSetting = "dataset";

    /// <summary>The smallest 1/classes of the datasets used; null for metrics that are no accuracy and for datasets not in the catalogue.</summary>
    public static double? Of(IEnumerable<TrialRow> rows, string metric)
    {
        if (!metric.EndsWith("Accuracy", StringComparison.Ordinal))
            return null;
        double? chance = null;
        foreach (string? name in rows.Select(r => DatasetName(r.Trial.Configuration)).Distinct())
        {
            if (name is null || DatasetCatalogue.Find(name) is not { } dataset)
                return null;
            chance = Math.Min(chance ?? 1, 1.0 / dataset.Classes);
        }
        return chance;
    }

    private static string? DatasetName(Configuration configuration) => configuration.Settings.GetValueOrDefault(DatasetSetting) switch
    {
        SettingValue.Text text => text.Value,
        SettingValue.Group group => group.Settings.GetValueOrDefault("name")?.Label,
        _ => null,
    };
}
