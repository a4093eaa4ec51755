using Sweep.Statistics;

namespace Sweep.Analysis.Comparisons;

/// <summary>A trial with an outcome.</summary>
/// <param name="Key">Equal for partners.</param>
/// <param name="Seed">Its seed.</param>
/// <param name="Value">Its value; for a divergence its score among the trials that it is compared with, 0 where there is none.</param>
/// <param name="IsDiverged">Whether it diverged.</param>
internal readonly record struct Scored(string Key, int Seed, double Value, bool IsDiverged)
{
    /// <summary>The trial of an observation that has an outcome; a divergence has no score yet.</summary>
    public static Scored Of(Observation o) => o.Status == ObservationStatus.Diverged ? new(o.PairKey, o.Seed, 0, true)
        : new(o.PairKey, o.Seed, o.Value, false);
}

/// <summary>Samples of scored trials.</summary>
internal static class ScoredSamples
{
    /// <summary>The values in the order given; at least one.</summary>
    public static Sample ToSample(this IReadOnlyList<Scored> scored)
    {
        var values = new double[scored.Count];
        for (int i = 0; i < values.Length; i++)
            values[i] = scored[i].Value;
        return new Sample(values);
    }

    /// <summary>The same trials with divergences at a score; where there is none all of them count alike.</summary>
    public static IReadOnlyList<Scored> WithScore(this IReadOnlyList<Scored> scored, DivergenceScore? score)
    {
        var result = new Scored[scored.Count];
        for (int i = 0; i < result.Length; i++)
            result[i] = scored[i].IsDiverged ? scored[i] with { Value = score?.Value ?? 0 } : scored[i];
        return result;
    }
}

/// <summary>The trials of one level in one block that have an outcome, scored among themselves: no number of them depends on another
/// level.</summary>
/// <param name="Scores">The trials, in order of their keys.</param>
/// <param name="Score">What their divergences score; null without divergence or number.</param>
/// <param name="FiniteCount">How many are finite.</param>
/// <param name="IsMeasured">Whether they have a mean: no trial of them diverged, or it is known what a divergence scores.</param>
/// <param name="IsBound">Whether divergences are scored by the worst value observed, so that a mean is but a bound: who diverges more may
/// look better.</param>
internal sealed record ScoredCell(IReadOnlyList<Scored> Scores, DivergenceScore? Score, int FiniteCount, bool IsMeasured, bool IsBound)
{
    /// <summary>Scores the observations that have an outcome.</summary>
    public static ScoredCell Of(IReadOnlyList<Observation> observations, bool largerIsBetter)
    {
        Scored[] outcomes = [.. observations.Where(o => o.HasOutcome).Select(Scored.Of)];
        int diverged = outcomes.Count(s => s.IsDiverged);
        if (diverged == 0)
            return new ScoredCell(outcomes, Score: null, outcomes.Length, IsMeasured: true, IsBound: false);
        var rule = DivergenceRule.Of(observations, largerIsBetter);
        var score = rule.Score(outcomes);
        return new ScoredCell(outcomes.WithScore(score), score, outcomes.Length - diverged, IsMeasured: score is not null,
            IsBound: rule.Chance is null);
    }
}
