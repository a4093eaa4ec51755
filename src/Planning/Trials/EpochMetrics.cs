namespace Sweep.Planning.Trials;

/// <summary>The metrics of one epoch of one trial. Values may be NaN or infinite.</summary>
/// <param name="Epoch">From 1; 0 holds what was measured before training.</param>
/// <param name="Values">Metric name (<see cref="MetricCatalogue"/>) and value.</param>
public sealed record EpochMetrics(int Epoch, IReadOnlyList<KeyValuePair<string, double>> Values)
{
    /// <summary>Of the test split; null unless it is to be kept and this is the last epoch. For the store: watchers are not sent
    /// it.</summary>
    public ConfusionMatrix? Confusion { get; init; }
}
