using Sweep.Planning.Trials;

namespace Sweep.Analysis.Trials;

/// <summary>What guessing scores: a diverged trial counts no better.</summary>
public static class ChanceAccuracy
{
    /// <summary>1/classes of what a configuration learns; null for metrics that are no accuracy and where the classes are not
    /// known.</summary>
    /// <param name="configuration">What is trained.</param>
    /// <param name="metric">The metric.</param>
    /// <param name="classesOf">The number of classes that a trial tells apart; null where it is unknown.</param>
    public static double? Compute(Configuration configuration, MetricDefinition metric, Func<Configuration, int?> classesOf)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        ArgumentNullException.ThrowIfNull(metric);
        ArgumentNullException.ThrowIfNull(classesOf);
        return metric.ChanceScore is { } score && classesOf(configuration) is { } classes ? score(classes) : null;
    }
}
