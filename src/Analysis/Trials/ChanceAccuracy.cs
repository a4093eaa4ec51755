using Sweep.Planning.Trials;

namespace Sweep.Analysis.Trials;

/// <summary>What guessing scores: a diverged trial counts no better.</summary>
public static class ChanceAccuracy
{
    private const string DatasetSetting = "dataset";

    /// <summary>1/classes of a configuration's dataset; null for metrics that are no accuracy and for datasets not in the
    /// catalogue.</summary>
    /// <param name="configuration">What is trained.</param>
    /// <param name="metric">The metric.</param>
    /// <param name="classesOf">The number of classes of a dataset; null where it is unknown.</param>
    public static double? Compute(Configuration configuration, string metric, Func<SettingValue, int?> classesOf)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        ArgumentNullException.ThrowIfNull(metric);
        ArgumentNullException.ThrowIfNull(classesOf);
        return MetricCatalogue.Find(metric).ChanceScore is { } score
            && configuration.Settings.GetValueOrDefault(DatasetSetting) is { } dataset && classesOf(dataset) is { } classes
            ? score(classes)
            : null;
    }
}
