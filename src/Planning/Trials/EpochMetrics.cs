namespace Sweep.Planning.Trials;

/// <summary>The metrics of one epoch of one trial. Values may be NaN or infinite.</summary>
/// <param name="Epoch">From 1; 0 holds what was measured before training.</param>
/// <param name="Values">Metric name (<see cref="MetricNames"/>) and value.</param>
public sealed record EpochMetrics(int Epoch, IReadOnlyList<KeyValuePair<string, double>> Values);

/// <summary>The metrics that every trainer reports. Accuracies are fractions in [0,1]; losses are mean cross-entropy in nats.</summary>
public static class MetricNames
{
    private const double LeastAbsurdRope = 0.5;

    /// <summary>Mean of the batch losses of the epoch.</summary>
    public const string TrainLoss = "trainLoss";

    /// <summary>Accuracy on the test split after the epoch.</summary>
    public const string TestAccuracy = "testAccuracy";

    /// <summary>Mean loss on the test split after the epoch.</summary>
    public const string TestLoss = "testLoss";

    /// <summary>Accuracy on the validation split after the epoch; absent when the protocol splits none off.</summary>
    public const string ValidationAccuracy = "validationAccuracy";

    /// <summary>Mean loss on the validation split after the epoch; absent when the protocol splits none off.</summary>
    public const string ValidationLoss = "validationLoss";

    /// <summary>CPU or device seconds spent training the epoch, evaluation excluded.</summary>
    public const string TrainSeconds = "trainSeconds";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> All { get; } =
        [TrainLoss, TestAccuracy, TestLoss, ValidationAccuracy, ValidationLoss, TrainSeconds];

    /// <summary>Whether a larger value is better: true for accuracies, false for losses and times.</summary>
    public static bool LargerIsBetter(string metric) => IsAccuracy(metric);

    /// <summary>Whether values are fractions from 0 to 1.</summary>
    public static bool IsAccuracy(string metric)
    {
        ArgumentNullException.ThrowIfNull(metric);
        return metric.EndsWith("Accuracy", StringComparison.Ordinal);
    }

    /// <summary>Whether differences up to this cannot be meant to count as none: half of all accuracies, usually percentage points written as such.</summary>
    public static bool IsAbsurdRope(string metric, double rope) => rope >= LeastAbsurdRope && IsAccuracy(metric);
}
