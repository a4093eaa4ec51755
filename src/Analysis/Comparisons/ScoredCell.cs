namespace Sweep.Analysis.Comparisons;

/// <summary>The trials of one level in one block that have an outcome, scored among themselves: no number of them depends on another
/// level.</summary>
/// <param name="Scores">The trials, in order of their keys.</param>
/// <param name="Score">What their divergences score; null without divergence or number.</param>
/// <param name="FiniteCount">How many are finite.</param>
/// <param name="IsMeasured">Whether they have a mean: no trial of them diverged, or it is known what a divergence scores.</param>
/// <param name="IsBound">Whether divergences are scored by the worst value observed, so that a mean is but a bound: who diverges more may
/// look better.</param>
internal sealed record ScoredCell(IReadOnlyList<ScoredTrial> Scores, DivergenceScore? Score, int FiniteCount, bool IsMeasured, bool IsBound)
{
    /// <summary>Scores the observations that have an outcome.</summary>
    public static ScoredCell Create(IReadOnlyList<Observation> observations, bool largerIsBetter)
    {
        ScoredTrial[] outcomes = [.. observations.Where(o => o.HasOutcome).Select(ScoredTrial.Create)];
        int diverged = outcomes.Count(s => s.IsDiverged);
        if (diverged == 0)
            return new ScoredCell(outcomes, Score: null, outcomes.Length, IsMeasured: true, IsBound: false);
        var rule = DivergenceRule.Create(observations, largerIsBetter);
        var score = rule.Score(outcomes);
        return new ScoredCell(outcomes.WithScore(score), score, outcomes.Length - diverged, IsMeasured: score is not null,
            IsBound: rule.Chance is null);
    }
}
