namespace Sweep.Statistics.Comparisons;

/// <summary>From observations to verdicts: which levels of a factor are better, worse or equivalent, within each block and over all.</summary>
/// <remarks>
/// <para>The steps: choose tuned levels on selection seeds; score (a divergence scores the floor); pair by equal keys within blocks; collapse
/// blocks that share keys; test; adjust by Holm within two families (the overall comparisons; all comparisons within blocks); decide.</para>
/// <para>The sign-flip test decides, since it is exact for the mean difference that is reported and needs no normality; the other tests
/// stand beside it for comparison. Equivalence goes first: a difference shown to be smaller than the region does not matter, whatever its
/// sign. Trials without outcome are named, never dropped silently.</para>
/// </remarks>
public static class ComparisonAnalysis
{
    /// <summary>Analyses a comparison.</summary>
    /// <param name="observations">One per trial, in any order.</param>
    /// <param name="options">What was asked.</param>
    /// <exception cref="ArgumentException">Two observations are of one trial, a value is not finite, or the baseline has no observation.</exception>
    public static ComparisonReport Analyse(IReadOnlyList<Observation> observations, ComparisonOptions options)
    {
        ArgumentNullException.ThrowIfNull(observations);
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        Check(observations);

        var levels = Ordered(options.Levels, observations.Select(o => o.Level));
        var blocks = Ordered(options.Blocks, observations.Select(o => o.Block));
        if (options.Baseline is { } baseline && !levels.Contains(baseline))
            throw new ArgumentException($"The baseline '{baseline}' is no level; levels are {string.Join(", ", levels)}.", nameof(options));

        var floor = DivergenceFloor.Of(observations, options);
        var (choices, judged) = options.Tuning is { } tuning ? TuningSelection.Select(observations, tuning) : ([], [.. observations]);
        choices = [.. choices.OrderBy(c => levels.IndexOf(c.Level)).ThenBy(c => blocks.IndexOf(c.Block))];

        var cells = judged.GroupBy(o => (o.Level, o.Block)).ToDictionary(g => g.Key,
            g => (IReadOnlyDictionary<string, Observation>)g.ToDictionary(o => o.PairKey, StringComparer.Ordinal));
        IReadOnlyDictionary<string, Observation> Cell(string level, string block) =>
            cells.GetValueOrDefault((level, block)) ?? new Dictionary<string, Observation>();

        var contrasts = Contrasts(levels, options.Baseline);
        var matchings = contrasts.Select(c => blocks.Select(b =>
            BlockMatching.Of(b, c.Level, c.Baseline, Cell(c.Level, b), Cell(c.Baseline, b), options.MayPair, floor)).ToArray()).ToArray();
        var overall = VerdictRule.Decide([.. contrasts.Select((c, i) => Compare(c, block: null, matchings[i], options))], options);
        // A single block is the overall comparison: asking twice would be paying twice.
        var inBlocks = blocks.Count == 1
            ? [.. overall.Select(r => r with { Block = blocks[0] })]
            : VerdictRule.Decide([.. contrasts.SelectMany((c, i) => matchings[i].Select(m => Compare(c, m.Block, [m], options)))], options);

        return new ComparisonReport(options, levels, blocks, floor, choices,
            Summaries(levels, blocks, (level, block) => [.. Cell(level, block).Values.OrderBy(o => o.PairKey, StringComparer.Ordinal)], floor),
            [
                .. contrasts.Select((c, i) =>
                    new LevelComparison(c.Level, c.Baseline, overall[i], inBlocks[(i * blocks.Count)..((i + 1) * blocks.Count)])),
            ],
            contrasts.Count, contrasts.Count * blocks.Count, ReportNotes.For(choices, matchings, options));
    }

    private static void Check(IReadOnlyList<Observation> observations)
    {
        var seen = new HashSet<(string, string, string, string)>(observations.Count);
        foreach (var o in observations)
        {
            if (!seen.Add((o.Level, o.Block, o.TunedLevel, o.PairKey)))
                throw new ArgumentException($"{Name(o)} has two observations with pair key {o.PairKey}: a factor is missing from the block.", nameof(observations));
            if (o.Status == ObservationStatus.Value && !double.IsFinite(o.Value))
                throw new ArgumentException(FormattableString.Invariant($"{Name(o)} has the value {o.Value}; such a trial diverged."), nameof(observations));
        }

        static string Name(Observation o) => FormattableString.Invariant($"Level '{o.Level}', block '{o.Block}', seed {o.Seed}");
    }

    private static List<string> Ordered(IReadOnlyList<string> named, IEnumerable<string> seen) =>
        [.. named.Distinct(), .. seen.Distinct().Except(named).Order(StringComparer.Ordinal)];

    private static List<(string Level, string Baseline)> Contrasts(List<string> levels, string? baseline) => baseline is null
        ? [.. levels.SelectMany((b, i) => levels.Skip(i + 1).Select(a => (a, b)))]
        : [.. levels.Where(l => l != baseline).Select(l => (l, baseline))];

    private static ComparisonResult Compare((string Level, string Baseline) contrast, string? block, IReadOnlyList<BlockMatching> matchings,
        ComparisonOptions options)
    {
        // Pairs and independent samples do not mix: where there are pairs, only they count.
        var design = matchings.Any(m => m.Design == ComparisonDesign.Paired) ? ComparisonDesign.Paired
            : matchings.Any(m => m.Design == ComparisonDesign.Unpaired) ? ComparisonDesign.Unpaired
            : ComparisonDesign.None;
        BlockMatching[] used = [.. matchings.Where(m => m.Design == design && design != ComparisonDesign.None)];
        BlockSides[] sides = [.. used.Select(m => m.Sides)];
        var strata = design == ComparisonDesign.Paired ? Strata.Paired(sides) : Strata.Unpaired(sides);

        var result = new ComparisonResult
        {
            Level = contrast.Level,
            Baseline = contrast.Baseline,
            Block = block,
            Design = ComparisonDesign.None,
            BlockCount = used.Length,
            IsCollapsed = strata.Count < used.Length,
            Unused = [.. matchings.SelectMany(m => m.Unused)],
            Decision = new Decision(Verdict.Undecided, DecidingTest.None, P: null, AdjustedP: null, Limit: null, IsExploratory: true),
        };
        if (strata.Count == 0)
            return result;
        result = result with
        {
            LevelSide = Side(strata, s => s.X, used.Sum(m => m.DivergedLevel)),
            BaselineSide = Side(strata, s => s.Y, used.Sum(m => m.DivergedBaseline)),
        };
        return design == ComparisonDesign.Paired ? PairedAnalysis.Fill(result, strata, options) : UnpairedAnalysis.Fill(result, strata, options);
    }

    private static SideSummary Side(List<Stratum> strata, Func<Stratum, Sample> side, int diverged)
    {
        Sample[] samples = [.. strata.Select(side)];
        double mean = strata.Sum(s => s.Weight * side(s).Mean);
        return new SideSummary(samples.Sum(s => s.Count), mean, PooledSpread.StandardDeviation(samples), diverged);
    }

    private static List<LevelSummary> Summaries(List<string> levels, List<string> blocks, Func<string, string, IReadOnlyList<Observation>> cell,
        DivergenceFloor floor) =>
    [
        .. levels.Select(l => LevelSummary.Of(l, block: null, [.. blocks.Select(b => cell(l, b))], floor)),
        .. levels.SelectMany(l => blocks.Select(b => LevelSummary.Of(l, b, [cell(l, b)], floor))),
    ];
}
