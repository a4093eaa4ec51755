namespace Sweep.Statistics.Comparisons;

/// <summary>What a diverged trial scores: the worst outcome, never dropped.</summary>
/// <param name="Value">The score, in the unit of the metric.</param>
/// <param name="IsDeclared">True when it is the declared floor; false when it is the worst value observed.</param>
public sealed record DivergenceFloor(double Value, bool IsDeclared)
{
    /// <summary>The score of an observation that has an outcome.</summary>
    public double Score(Observation observation)
    {
        ArgumentNullException.ThrowIfNull(observation);
        return observation.Status == ObservationStatus.Diverged ? Value : observation.Value;
    }

    /// <summary>The declared floor, or the worst value observed where that is worse or none is declared.</summary>
    public static DivergenceFloor Of(IEnumerable<Observation> observations, ComparisonOptions options)
    {
        ArgumentNullException.ThrowIfNull(observations);
        ArgumentNullException.ThrowIfNull(options);
        double? worst = null;
        foreach (var observation in observations)
        {
            if (observation.Status == ObservationStatus.Value && (worst is null || options.LargerIsBetter == observation.Value < worst))
                worst = observation.Value;
        }
        return Of(worst, options);
    }

    /// <summary>The same from the worst value observed; null when none was.</summary>
    internal static DivergenceFloor Of(double? worst, ComparisonOptions options)
    {
        // A floor above an observed value would make divergence better than that trial.
        if (options.DivergenceFloor is { } declared && (worst is null || declared == worst || options.LargerIsBetter == declared < worst))
            return new DivergenceFloor(declared, IsDeclared: true);
        return new DivergenceFloor(worst ?? 0, IsDeclared: false);
    }
}
