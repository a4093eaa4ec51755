using Sweep.Planning.Trials;
using Sweep.Statistics;

namespace Sweep.Analysis.Comparisons;

/// <summary>A trial with an outcome.</summary>
/// <param name="Key">Equal for partners.</param>
/// <param name="Seed">Its seed.</param>
/// <param name="Value">Its value; for a divergence its score among the trials that it is compared with, 0 where there is none.</param>
/// <param name="IsDiverged">Whether it diverged.</param>
internal readonly record struct ScoredTrial(string Key, int Seed, double Value, bool IsDiverged)
{
    /// <summary>The trial of an observation that has an outcome; a divergence has no score yet.</summary>
    public static ScoredTrial Create(Observation o) => o.Status == ObservationStatus.Diverged ? new(o.PairKey, o.Seed, 0, true)
        : new(o.PairKey, o.Seed, o.Value, false);
}

/// <summary>Samples of scored trials.</summary>
internal static class ScoredTrialExtensions
{
    /// <summary>The values in the order given; at least one.</summary>
    public static Sample ToSample(this IReadOnlyList<ScoredTrial> scored)
    {
        var values = new double[scored.Count];
        for (int i = 0; i < values.Length; i++)
            values[i] = scored[i].Value;
        return new Sample(values);
    }

    /// <summary>The same trials with divergences at a score; where there is none all of them count alike.</summary>
    public static IReadOnlyList<ScoredTrial> WithScore(this IReadOnlyList<ScoredTrial> scored, DivergenceScore? score)
    {
        var result = new ScoredTrial[scored.Count];
        for (int i = 0; i < result.Length; i++)
            result[i] = scored[i].IsDiverged ? scored[i] with { Value = score?.Value ?? 0 } : scored[i];
        return result;
    }
}
