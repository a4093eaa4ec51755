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
    /// <summary>Matches the trials of a level and a baseline, each by key.</summary>
    public static BlockMatching Of(string block, string level, string baseline, IReadOnlyDictionary<string, Observation> levels,
        IReadOnlyDictionary<string, Observation> baselines, bool mayPair, DivergenceFloor floor)
    {
        bool paired = mayPair && levels.Keys.Any(baselines.ContainsKey);
        var unused = new List<UnusedObservation>();
        List<Observation> x = [], y = [];
        foreach (string key in levels.Keys.Union(baselines.Keys).Order(StringComparer.Ordinal))
        {
            var a = levels.GetValueOrDefault(key);
            var b = baselines.GetValueOrDefault(key);
            if (!paired)
            {
                Sort(a, x, unused);
                Sort(b, y, unused);
            }
            else if (a is { HasOutcome: true } && b is { HasOutcome: true })
            {
                x.Add(a);
                y.Add(b);
            }
            else
            {
                unused.Add(WithoutPair(block, level, baseline, a, b));
            }
        }
        var design = x.Count == 0 || y.Count == 0 ? ComparisonDesign.None : paired ? ComparisonDesign.Paired : ComparisonDesign.Unpaired;
        return new BlockMatching(block, design, new BlockSides(Scores(x), Scores(y)), Diverged(x), Diverged(y), unused);

        List<Scored> Scores(List<Observation> side) => [.. side.Select(o => new Scored(o.PairKey, o.Seed, floor.Score(o), o.Status == ObservationStatus.Diverged))];
        static int Diverged(List<Observation> side) => side.Count(o => o.Status == ObservationStatus.Diverged);
    }

    private static void Sort(Observation? observation, List<Observation> side, List<UnusedObservation> unused)
    {
        if (observation is null)
            return;
        if (observation.HasOutcome)
            side.Add(observation);
        else
            unused.Add(new UnusedObservation(observation.Level, observation.Block, observation.Seed, Reason(observation.Status)));
    }

    // One entry per lost pair, naming the side to blame (the level's when both are).
    private static UnusedObservation WithoutPair(string block, string level, string baseline, Observation? a, Observation? b)
    {
        if (a is null)
            return new UnusedObservation(level, block, b!.Seed, "no trial with this pair key");
        if (!a.HasOutcome)
            return new UnusedObservation(level, block, a.Seed, Reason(a.Status));
        return b is null
            ? new UnusedObservation(baseline, block, a.Seed, "no trial with this pair key")
            : new UnusedObservation(baseline, block, b.Seed, Reason(b.Status));
    }

    private static string Reason(ObservationStatus status) => status == ObservationStatus.Failed ? "failed" : "not finished";
}
