using Sweep.Planning;
using Sweep.Store;

namespace Sweep.Scheduling.Looks;

/// <summary>What guessing scores: the floor of a diverged trial.</summary>
public static class ChanceAccuracy
{
    private const string DatasetSetting = "dataset";

    /// <summary>The smallest 1/classes of the datasets used; null for metrics that are no accuracy and for datasets not in the catalogue.</summary>
    /// <param name="results">The trials.</param>
    /// <param name="metric">The metric.</param>
    /// <param name="classesOf">The number of classes of a dataset; null where it is unknown.</param>
    public static double? Of(IReadOnlyList<TrialResult> results, string metric, Func<string, int?> classesOf)
    {
        ArgumentNullException.ThrowIfNull(results);
        ArgumentNullException.ThrowIfNull(metric);
        ArgumentNullException.ThrowIfNull(classesOf);
        if (!MetricNames.IsAccuracy(metric))
            return null;
        double? chance = null;
        foreach (string? name in TrialObservations.Configurations(results).Select(DatasetName).Distinct())
        {
            if (name is null || classesOf(name) is not { } classes)
                return null;
            chance = Math.Min(chance ?? 1, 1.0 / classes);
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
