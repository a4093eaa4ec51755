namespace Sweep.Statistics.Comparisons;

/// <summary>Two levels within one block: which trials are partners, which stay without.</summary>
/// <param name="Block">The block.</param>
/// <param name="Design">Paired when a key occurs on both sides, whatever became of its trials.</param>
/// <param name="Sides">The scored trials that are compared.</param>
/// <param name="DivergedLevel">How many of the level's are divergences.</param>
/// <param name="DivergedBaseline">How many of the baseline's are.</param>
/// <param name="Unused">Trials without outcome or partner, by name.</param>
internal sealed record BlockMatching(string Block, ComparisonDesign Design, BlockSides Sides, int DivergedLevel, int DivergedBaseline,
    IReadOnlyList<UnusedObservation> Unused)
{
    /// <summary>Matches the trials of a level and a baseline, each in ordinal order of its keys.</summary>
    public static BlockMatching Of(string block, string level, string baseline, IReadOnlyList<Observation> levels,
        IReadOnlyList<Observation> baselines, ComparisonOptions options, DivergenceFloor floor)
    {
        bool paired = options.MayPair && Merged(levels, baselines).Any(p => p.Level is not null && p.Baseline is not null);
        var unused = new List<UnusedObservation>();
        List<Observation> x = [], y = [];
        foreach (var (a, b) in Merged(levels, baselines))
        {
            if (!paired)
            {
                Sort(a, x, unused, options);
                Sort(b, y, unused, options);
            }
            else if (a is { HasOutcome: true } && b is { HasOutcome: true })
            {
                x.Add(a);
                y.Add(b);
            }
            else
            {
                unused.Add(WithoutPair(block, level, baseline, a, b, options));
            }
        }
        var design = x.Count == 0 || y.Count == 0 ? ComparisonDesign.None : paired ? ComparisonDesign.Paired : ComparisonDesign.Unpaired;
        return new BlockMatching(block, design, new BlockSides(block, Scores(x), Scores(y)), Diverged(x), Diverged(y), unused);

        List<Scored> Scores(List<Observation> side) => [.. side.Select(o => new Scored(o.PairKey, o.Seed, floor.Score(o), o.Status == ObservationStatus.Diverged))];
        static int Diverged(List<Observation> side) => side.Count(o => o.Status == ObservationStatus.Diverged);
    }

    // Every key of either side once, in order.
    private static IEnumerable<(Observation? Level, Observation? Baseline)> Merged(IReadOnlyList<Observation> levels, IReadOnlyList<Observation> baselines)
    {
        int i = 0, j = 0;
        while (i < levels.Count || j < baselines.Count)
        {
            int order = i == levels.Count ? 1 : j == baselines.Count ? -1 : string.CompareOrdinal(levels[i].PairKey, baselines[j].PairKey);
            yield return (order <= 0 ? levels[i++] : null, order >= 0 ? baselines[j++] : null);
        }
    }

    private static void Sort(Observation? observation, List<Observation> side, List<UnusedObservation> unused, ComparisonOptions options)
    {
        if (observation is null)
            return;
        if (observation.HasOutcome)
            side.Add(observation);
        else
            unused.Add(new UnusedObservation(observation.Level, observation.Block, observation.Seed, Reason(observation.Status, options)));
    }

    // One entry per lost pair, naming the side to blame (the level's when both are).
    private static UnusedObservation WithoutPair(string block, string level, string baseline, Observation? a, Observation? b, ComparisonOptions options)
    {
        if (a is null)
            return new UnusedObservation(level, block, b!.Seed, UnusedObservation.NoPartner);
        if (!a.HasOutcome)
            return new UnusedObservation(level, block, a.Seed, Reason(a.Status, options));
        return b is null
            ? new UnusedObservation(baseline, block, a.Seed, UnusedObservation.NoPartner)
            : new UnusedObservation(baseline, block, b.Seed, Reason(b.Status, options));
    }

    private static string Reason(ObservationStatus status, ComparisonOptions options) => status switch
    {
        ObservationStatus.Failed => "failed",
        ObservationStatus.Unneeded => UnusedObservation.Unneeded(options),
        _ => "not finished",
    };
}
