using Sweep.Planning.Expansion;
using Sweep.Statistics;

namespace Sweep.Analysis.Comparisons;

/// <summary>The tuned level chosen for a level in a block.</summary>
/// <param name="Level">The compared level.</param>
/// <param name="Block">The block.</param>
/// <param name="TunedLevel">The chosen level of the tuned factors; null when no candidate has an outcome on the selection seeds.</param>
/// <param name="SelectionMean">Mean of the finite values of its selection metric over the selection seeds; null when all of these trials
/// diverged.</param>
/// <param name="CandidateCount">How many candidates had an outcome: the tuning budget.</param>
public sealed record TuningChoice(string Level, string Block, string? TunedLevel, double? SelectionMean, int CandidateCount)
{
    /// <summary>All candidates, in ordinal order, those without an outcome included.</summary>
    public IReadOnlyList<TuningCandidate> Candidates { get; init; } = [];

    /// <summary>Other candidates that did as well, so that the order of names decided; empty for none.</summary>
    public IReadOnlyList<string> TiedWith { get; init; } = [];

    /// <summary>Whether the chosen one diverged on every selection seed that has an outcome, as then all of them did.</summary>
    public bool IsDiverged => TunedLevel is not null && SelectionMean is null;
}

/// <summary>A tuned level that could have been chosen.</summary>
/// <param name="TunedLevel">The level of the tuned factors.</param>
/// <param name="SelectionMean">Mean of the finite values of its selection metric; null without any.</param>
/// <param name="Count">Trials with an outcome on the seeds that select, divergences included.</param>
/// <param name="DivergedCount">Trials that diverged on the seeds that select, or whose selection metric is not finite.</param>
public sealed record TuningCandidate(string TunedLevel, double? SelectionMean, int Count, int DivergedCount)
{
    /// <summary>Trials without outcome on the seeds that select: in no number.</summary>
    public int WithoutOutcome { get; init; }

    /// <summary>Trials that were given up on the seeds that select: with any of them, the candidate cannot be chosen.</summary>
    public int PrunedCount { get; init; }

    /// <summary>The share of the trials that diverged, in [0,1]; not a number without any.</summary>
    internal double DivergedShare => DivergedCount / (double)Count;
}

/// <summary>Chooses tuned levels on the selection seeds, so that other seeds can judge without the optimism of having chosen.</summary>
/// <remarks>Choosing and judging on the same seeds favours the level with more candidates: Tsamardinos et al., Mach. Learn. 107 (2018),
/// 1895-1922, doi:10.1007/s10994-018-5714-4. The smaller share of divergences goes first, whatever the means: no mean tells how bad a
/// divergence is. Then the better mean of the finite values; what rounding alone sets apart is tied and goes to the first tuned level in
/// ordinal order of stored labels. Where a look has chosen, that choice stands: a candidate none of whose judging seeds is needed is not
/// chosen, whatever was trained again on the seeds that select.</remarks>
internal static class TuningSelection
{
    public static (List<TuningChoice> Choices, CellTable Judged) Select(CellTable cells, TuningOptions tuning)
    {
        var choices = new List<TuningChoice>();
        foreach (var (cell, trials) in cells.All)
        {
            var tuned = trials.GroupBy(o => o.TunedLevel).OrderBy(g => g.First().StoredTunedLevel, StringComparer.Ordinal)
                .ToArray();
            TuningCandidate[] candidates = [.. tuned.Select(c => Candidate(c.Key, c.Where(o => tuning.SelectionSeeds.Contains(o.Seed))))];
            string[] leftOut = [.. tuned.Where(IsLeftOut).Select(c => c.Key)];
            if (leftOut.Length == tuned.Length)
                leftOut = []; // a look has closed the level as a whole
            TuningCandidate[] eligible = [.. candidates.Where(c => c is { Count: > 0, PrunedCount: 0 } && !leftOut.Contains(c.TunedLevel))];
            var best = eligible.Length == 0 ? null : eligible.Aggregate((a, b) => Order(b, a) < 0 ? b : a);
            var chosen = best is null ? null : eligible.First(c => Order(c, best) == 0);
            choices.Add(new TuningChoice(cell.Level, cell.Block, chosen?.TunedLevel, chosen?.SelectionMean,
                candidates.Count(c => c.Count > 0))
            {
                Candidates = candidates,
                TiedWith = best is null ? []
                    : [.. candidates.Where(c => c is { Count: > 0, PrunedCount: 0 } && c != chosen && Order(c, best) == 0)
                        .Select(c => c.TunedLevel)],
            });
        }
        return (choices, cells.Where(Judging(choices, tuning)));

        // Negative when a is the better one.
        int Order(TuningCandidate a, TuningCandidate b)
        {
            if (a.DivergedShare != b.DivergedShare)
                return a.DivergedShare.CompareTo(b.DivergedShare);
            if (a.SelectionMean is not { } x || b.SelectionMean is not { } y)
                return 0; // all trials of both diverged
            double better = RoundingError.Difference(x, y);
            return Math.Sign(tuning.LargerIsBetter ? -better : better);
        }

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

    private static TuningCandidate Candidate(string name, IEnumerable<Observation> selecting)
    {
        var finite = new List<double>();
        int diverged = 0, without = 0, pruned = 0;
        foreach (var o in selecting)
        {
            bool isValue = o.Status == ObservationStatus.Value && o.SelectionValue is { } v && double.IsFinite(v);
            if (isValue)
                finite.Add(o.SelectionValue!.Value);
            else if (o.Status == ObservationStatus.Diverged || (o.Status == ObservationStatus.Value && o.SelectionValue is not null))
                diverged++;
            else if (o.Status is ObservationStatus.Failed or ObservationStatus.Missing)
                without++;
            else if (o.Status == ObservationStatus.Pruned)
                pruned++;
        }
        // ordered: the same mean whatever the order of the observations
        return new TuningCandidate(name, finite.Count == 0 ? null : new Sample(finite.Order()).Mean, finite.Count + diverged,
            diverged) { WithoutOutcome = without, PrunedCount = pruned };
    }
}
