namespace Sweep.Statistics.Comparisons;

/// <summary>The tuned level chosen for a level in a block.</summary>
/// <param name="Level">The compared level.</param>
/// <param name="Block">The block.</param>
/// <param name="TunedLevel">The chosen level of the tuned factors; null when no candidate has a selection value.</param>
/// <param name="SelectionMean">Mean of its selection metric over the selection seeds, divergences at the worst value seen.</param>
/// <param name="CandidateCount">How many candidates had a selection value: the tuning budget.</param>
public sealed record TuningChoice(string Level, string Block, string? TunedLevel, double? SelectionMean, int CandidateCount)
{
    /// <summary>All candidates, in ordinal order, those without a selection value included.</summary>
    public IReadOnlyList<TuningCandidate> Candidates { get; init; } = [];
}

/// <summary>A tuned level that could have been chosen.</summary>
/// <param name="TunedLevel">The level of the tuned factors.</param>
/// <param name="SelectionMean">Mean of its selection metric, divergences at the worst value seen; null without any.</param>
/// <param name="Count">Trials with a selection value, divergences included.</param>
/// <param name="DivergedCount">Trials that diverged on the seeds that select.</param>
public sealed record TuningCandidate(string TunedLevel, double? SelectionMean, int Count, int DivergedCount);

/// <summary>Chooses tuned levels on the selection seeds, so that other seeds can judge without the optimism of having chosen.</summary>
/// <remarks>Choosing and judging on the same seeds favours the level with more candidates: Tsamardinos et al., Mach. Learn. 107 (2018),
/// 1895-1922, doi:10.1007/s10994-018-5714-4. Equal means go to the first tuned level in ordinal order. Where a look has chosen, that choice stands: a candidate
/// none of whose judging seeds is needed is not chosen, whatever was trained again on the seeds that select.</remarks>
internal static class TuningSelection
{
    public static (List<TuningChoice> Choices, CellTable Judged) Select(CellTable cells, TuningOptions tuning)
    {
        double? worst = null; // what a divergence counts in the selection: whatever later seeds bring, the choice stays
        foreach (var o in cells.All.SelectMany(c => c.Observations).Where(o => tuning.SelectionSeeds.Contains(o.Seed)))
        {
            if (o.Status == ObservationStatus.Value && o.SelectionValue is { } value && double.IsFinite(value)
                && (worst is null || tuning.LargerIsBetter == value < worst))
                worst = value;
        }

        var choices = new List<TuningChoice>();
        foreach (var (cell, trials) in cells.All)
        {
            string? best = null;
            double bestMean = double.NaN;
            var candidates = new List<TuningCandidate>();
            var tuned = trials.GroupBy(o => o.TunedLevel).OrderBy(g => g.Key, StringComparer.Ordinal).ToArray();
            string[] leftOut = [.. tuned.Where(IsLeftOut).Select(c => c.Key)];
            if (leftOut.Length == tuned.Length)
                leftOut = []; // a look has closed the level as a whole
            foreach (var candidate in tuned)
            {
                Observation[] selecting = [.. candidate.Where(o => tuning.SelectionSeeds.Contains(o.Seed))];
                double[] scores = [.. selecting.Select(o => Score(o, worst)).OfType<double>()];
                int diverged = selecting.Count(o => o.Status == ObservationStatus.Diverged);
                if (scores.Length == 0)
                {
                    candidates.Add(new TuningCandidate(candidate.Key, SelectionMean: null, Count: 0, diverged));
                    continue;
                }
                double mean = new Sample(scores.Order()).Mean; // ordered: the same mean whatever the order of the observations
                candidates.Add(new TuningCandidate(candidate.Key, mean, scores.Length, diverged));
                if (!leftOut.Contains(candidate.Key) && (best is null || (tuning.LargerIsBetter ? mean > bestMean : mean < bestMean)))
                    (best, bestMean) = (candidate.Key, mean);
            }
            choices.Add(new TuningChoice(cell.Level, cell.Block, best, best is null ? null : bestMean, candidates.Count(c => c.Count > 0)) { Candidates = candidates });
        }
        return (choices, cells.Where(Judging(choices, tuning)));

        bool IsLeftOut(IEnumerable<Observation> candidate)
        {
            var judging = candidate.Where(o => !tuning.SelectionSeeds.Contains(o.Seed));
            return judging.Any() && judging.All(o => o.Status == ObservationStatus.Unneeded);
        }
    }

    /// <summary>Which observations judge: those of the chosen tuned levels on seeds that do not select.</summary>
    public static Func<Observation, bool> Judging(IReadOnlyList<TuningChoice> choices, TuningOptions tuning)
    {
        var chosen = choices.ToDictionary(c => (c.Level, c.Block), c => c.TunedLevel);
        return o => !tuning.SelectionSeeds.Contains(o.Seed) && chosen.GetValueOrDefault((o.Level, o.Block)) == o.TunedLevel;
    }

    private static double? Score(Observation o, double? worst) => o.Status switch
    {
        ObservationStatus.Diverged => worst,
        ObservationStatus.Value when o.SelectionValue is { } value => double.IsFinite(value) ? value : worst,
        _ => null,
    };
}
