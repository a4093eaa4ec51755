namespace Sweep.Planning.Trials;

/// <summary>The metrics of <see cref="RecordedStatistics"/>. Each has a value for each place or layer, "act1.deadShare", and most have one
/// for the whole network, "deadShare".</summary>
public static class RecordedMetrics
{
    /// <summary>Mean of what an activation sees.</summary>
    public const string InputMean = "inputMean";

    /// <summary>Standard deviation of what an activation sees.</summary>
    public const string InputDeviation = "inputDeviation";

    /// <summary>Share of what an activation sees that is below 0.</summary>
    public const string NegativeShare = "negativeShare";

    /// <summary>Share of an activation's units that never have a slope.</summary>
    public const string DeadShare = "deadShare";

    /// <summary>Size of the gradient of weights.</summary>
    public const string GradientNorm = "gradientNorm";

    /// <summary>Size of the step of weights in an epoch, as part of their size.</summary>
    public const string UpdateNorm = "updateNorm";

    private static readonly (string Name, RecordedStatistics Statistics, MetricUnit Unit, string What)[] Known =
    [
        (InputMean, RecordedStatistics.Activations, MetricUnit.None, "Mean of what an activation sees, on test samples after the epoch."),
        (InputDeviation, RecordedStatistics.Activations, MetricUnit.None,
            "Standard deviation of what an activation sees, on test samples after the epoch."),
        (NegativeShare, RecordedStatistics.Activations, MetricUnit.Fraction,
            "Share of what an activation sees that is below 0, on test samples after the epoch."),
        (DeadShare, RecordedStatistics.Activations, MetricUnit.Fraction,
            "Share of an activation's units without a slope at any of some test samples after the epoch."),
        (GradientNorm, RecordedStatistics.Gradients, MetricUnit.None,
            "Euclidean norm of the gradient of a layer's weights, on training samples after the epoch."),
        (UpdateNorm, RecordedStatistics.Gradients, MetricUnit.None,
            "How far the epoch moved a layer's weights, as part of their size: Euclidean norms."),
    ];

    /// <summary>Their names without a place.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. Known.Select(k => k.Name)];

    /// <summary>How specs call a group of statistics.</summary>
    public static string NameOf(RecordedStatistics statistics) => statistics switch
    {
        RecordedStatistics.Activations => "activations",
        RecordedStatistics.Gradients => "gradients",
        _ => throw new ArgumentOutOfRangeException(nameof(statistics), statistics, "One group has a name."),
    };

    /// <summary>The groups that specs may name.</summary>
    public static IReadOnlyList<RecordedStatistics> Groups { get; } = [RecordedStatistics.Activations, RecordedStatistics.Gradients];

    /// <summary>The definition of a metric with or without a place; null where it is none of these.</summary>
    public static MetricDefinition? Find(string name)
    {
        var (known, _, unit, what) = KnownOf(name);
        return known is null ? null : new MetricDefinition(name, what, unit, LargerIsBetter: false)
        {
            Minimum = known == InputMean ? double.NegativeInfinity : 0,
            Maximum = unit == MetricUnit.Fraction ? 1 : double.PositiveInfinity,
        };
    }

    /// <summary>The group that a metric belongs to; none for other metrics.</summary>
    public static RecordedStatistics GroupOf(string name) => KnownOf(name).Statistics;

    private static (string? Name, RecordedStatistics Statistics, MetricUnit Unit, string What) KnownOf(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return Known.FirstOrDefault(k => k.Name == name[(name.LastIndexOf('.') + 1)..]);
    }
}
