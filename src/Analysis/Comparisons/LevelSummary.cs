using Sweep.Planning.Expansion;
using Sweep.Statistics;

namespace Sweep.Analysis.Comparisons;

/// <summary>The values of one level, within one block or over all. With tuning: of the judged trials of the chosen tuned levels.</summary>
/// <param name="Level">The level.</param>
/// <param name="Block">The block; null for all blocks.</param>
/// <param name="Count">Outcomes: values and divergences.</param>
/// <param name="Mean">Mean of block means, diverged trials at their score among the level's own trials of their block; null without any
/// finite value, and where a block has none and nothing says what guessing scores.</param>
/// <param name="StandardDeviation">Within blocks, pooled (n - 1); null when no block has two outcomes, and without mean.</param>
/// <param name="Minimum">Smallest finite value; null without one.</param>
/// <param name="Maximum">Largest finite value; null without one.</param>
/// <param name="DivergedCount">Diverged trials.</param>
/// <param name="FailedCount">Failed or cancelled trials: in no number.</param>
/// <param name="MissingCount">Trials that have not ended: in no number.</param>
public sealed record LevelSummary(string Level, string? Block, int Count, double? Mean, double? StandardDeviation, double? Minimum,
    double? Maximum, int DivergedCount, int FailedCount, int MissingCount)
{
    /// <summary>What a diverged trial scores here; null over several blocks, each of which has its own, and without divergence or
    /// number.</summary>
    public DivergenceScore? DivergenceScore { get; init; }

    /// <summary>Whether the mean is but a bound: divergences in it score by the worst value of the level itself, so that it may look better
    /// than that of a level which does not diverge.</summary>
    public bool IsBound { get; init; }

    /// <summary>Summarizes observations. No number depends on other levels.</summary>
    /// <param name="level">The level.</param>
    /// <param name="block">The block, or null.</param>
    /// <param name="blocks">The observations of each block.</param>
    /// <param name="largerIsBetter">The direction of the metric.</param>
    public static LevelSummary Create(string level, string? block, IReadOnlyList<IReadOnlyList<Observation>> blocks, bool largerIsBetter)
    {
        ArgumentNullException.ThrowIfNull(blocks);
        ScoredCell[] cells = [.. blocks.Select(b => ScoredCell.Create(b, largerIsBetter)).Where(c => c.Scores.Count > 0)];
        double[] finite = [.. cells.SelectMany(c => c.Scores).Where(s => !s.IsDiverged).Select(s => s.Value)];
        Sample[] samples = finite.Length > 0 && cells.All(c => c.IsMeasured) ? [.. cells.Select(c => c.Scores.ToSample())] : [];
        double deviation = PooledSpread.StandardDeviation(samples);
        return new LevelSummary(level, block, cells.Sum(c => c.Scores.Count),
            samples.Length == 0 ? null : samples.Average(s => s.Mean),
            double.IsNaN(deviation) ? null : deviation,
            finite.Length == 0 ? null : finite.Min(),
            finite.Length == 0 ? null : finite.Max(),
            cells.Sum(c => c.Scores.Count - c.FiniteCount), Count(ObservationStatus.Failed), Count(ObservationStatus.Missing))
        {
            DivergenceScore = cells.Length == 1 && samples.Length > 0 ? cells[0].Score : null,
            IsBound = cells.Any(c => c.IsBound),
        };

        int Count(ObservationStatus status) => blocks.Sum(b => b.Count(o => o.Status == status));
    }

    /// <summary>The best of some levels; null where none has a mean.</summary>
    public static LevelSummary? Best(IEnumerable<LevelSummary> levels, bool largerIsBetter) => levels.Order(Merit(largerIsBetter))
        .FirstOrDefault(s => s.Mean is not null);

    /// <summary>Whether it shares the mean of the best.</summary>
    public bool IsAsGoodAs(LevelSummary? best) => best?.Mean is not null && Mean == best.Mean && Key(this) == Key(best);

    /// <summary>The order of merit, the best first: means that are no bounds before those that are, of which fewer divergences go first,
    /// and what has no mean last.</summary>
    /// <param name="largerIsBetter">The direction of the metric.</param>
    public static IComparer<LevelSummary> Merit(bool largerIsBetter) => Comparer<LevelSummary>.Create((a, b) =>
        Key(a).CompareTo(Key(b)) is var order && order != 0 ? order
        : a.Mean is not { } x || b.Mean is not { } y ? 0
        : largerIsBetter ? y.CompareTo(x) : x.CompareTo(y));

    private static (bool WithoutMean, double Diverged) Key(LevelSummary s) =>
        (s.Mean is null, s.IsBound ? s.DivergedCount / (double)s.Count : 0);
}
