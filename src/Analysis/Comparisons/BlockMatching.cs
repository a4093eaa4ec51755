using Sweep.Planning.Expansion;

namespace Sweep.Analysis.Comparisons;

/// <summary>Two levels within one block: which trials are partners, which stay without.</summary>
/// <param name="Block">The block.</param>
/// <param name="Design">Paired when a key occurs on both sides, whatever became of its trials.</param>
/// <param name="Sides">The scored trials that are compared.</param>
/// <param name="LostPairs">Pairs of which a side is missing or without outcome.</param>
/// <param name="Unused">Trials without outcome or partner, by name.</param>
internal sealed record BlockMatching(string Block, ComparisonDesign Design, BlockSides Sides, int LostPairs,
    IReadOnlyList<UnusedObservation> Unused)
{
    /// <summary>How many of the level's compared trials diverged.</summary>
    public int DivergedLevel => Sides.Level.Count(s => s.IsDiverged);

    /// <summary>How many of the baseline's did.</summary>
    public int DivergedBaseline => Sides.Baseline.Count(s => s.IsDiverged);

    /// <summary>Matches the trials of a level and a baseline, each in ordinal order of its keys.</summary>
    public static BlockMatching Create(string block, string level, string baseline, IReadOnlyList<Observation> levels,
        IReadOnlyList<Observation> baselines, ComparisonOptions options)
    {
        bool paired = options.MayPair && Merged(levels, baselines).Any(p => p.Level is not null && p.Baseline is not null);
        var unused = new List<UnusedObservation>();
        List<ScoredTrial> x = [], y = [];
        int lost = 0;
        foreach (var (a, b) in Merged(levels, baselines))
        {
            if (!paired)
            {
                Sort(a, x, unused, options);
                Sort(b, y, unused, options);
            }
            else if (a is { HasOutcome: true } && b is { HasOutcome: true })
            {
                x.Add(ScoredTrial.Create(a));
                y.Add(ScoredTrial.Create(b));
            }
            else
            {
                lost++;
                unused.AddRange(WithoutPair(block, level, baseline, a, b, options));
            }
        }
        var design = x.Count == 0 || y.Count == 0 ? ComparisonDesign.None : paired ? ComparisonDesign.Paired : ComparisonDesign.Unpaired;
        var sides = BlockSides.Create(block, x, y, DivergenceRule.Create(levels.Concat(baselines), options.LargerIsBetter));
        return new BlockMatching(block, design, sides, lost, unused);
    }

    // Every key of either side once, in order.
    private static IEnumerable<(Observation? Level, Observation? Baseline)> Merged(IReadOnlyList<Observation> levels,
        IReadOnlyList<Observation> baselines)
    {
        int i = 0, j = 0;
        while (i < levels.Count || j < baselines.Count)
        {
            int order = i == levels.Count ? 1 : j == baselines.Count ? -1 : string.CompareOrdinal(levels[i].PairKey, baselines[j].PairKey);
            yield return (order <= 0 ? levels[i++] : null, order >= 0 ? baselines[j++] : null);
        }
    }

    private static void Sort(Observation? observation, List<ScoredTrial> side, List<UnusedObservation> unused, ComparisonOptions options)
    {
        if (observation is null)
            return;
        if (observation.HasOutcome)
            side.Add(ScoredTrial.Create(observation));
        else
            unused.Add(new UnusedObservation(observation.Level, observation.Block, observation.Seed, Reason(observation.Status, options)));
    }

    // Every trial without outcome, and a partner that there is not; a pair that the plan made superfluous once.
    private static IEnumerable<UnusedObservation> WithoutPair(string block, string level, string baseline, Observation? a, Observation? b,
        ComparisonOptions options)
    {
        if (a is { HasOutcome: false })
            yield return Named(a);
        if (b is { HasOutcome: false } && !(a?.Status == ObservationStatus.Unneeded && b.Status == ObservationStatus.Unneeded))
            yield return Named(b);
        if (a is null && b is { HasOutcome: true })
            yield return new UnusedObservation(level, block, b.Seed, UnusedObservation.NoPartner);
        if (b is null && a is { HasOutcome: true })
            yield return new UnusedObservation(baseline, block, a.Seed, UnusedObservation.NoPartner);

        UnusedObservation Named(Observation o) => new(o.Level, block, o.Seed, Reason(o.Status, options));
    }

    private static string Reason(ObservationStatus status, ComparisonOptions options) => status switch
    {
        ObservationStatus.Failed => "failed",
        ObservationStatus.Pruned => "pruned",
        ObservationStatus.Unneeded => UnusedObservation.Unneeded(options),
        _ => "not finished",
    };
}
