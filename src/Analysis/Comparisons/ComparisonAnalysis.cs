using Sweep.Planning.Expansion;
using Sweep.Planning.Plans;
using Sweep.Statistics;
using Sweep.Statistics.Adjustments;
using Sweep.Statistics.Sequential;

namespace Sweep.Analysis.Comparisons;

/// <summary>From observations to verdicts: which levels of a factor are better, worse or equivalent, within each block and over
/// all.</summary>
/// <remarks>
/// <para>The steps: choose tuned levels on selection seeds; score (a divergence is worse than every finite value of its two levels in its
/// block); pair by equal keys within blocks; collapse blocks that share keys; test, at each planned look where looks are planned; adjust
/// within two families (the overall comparisons; all comparisons within blocks, by Holm); decide; then what stands beside the verdict:
/// omnibus tests, marginal means, variance components, power, robust aggregates.</para>
/// <para>Two targets are kept apart: "on these datasets" (units are seeds; every verdict above) and "on new datasets" (units are datasets;
/// <see cref="LevelComparison.NewDatasets"/>).</para>
/// <para>The sign-flip test decides, since it is exact for the mean difference that is reported and needs no normality; the other tests
/// stand beside it for comparison. Equivalence goes first: a difference shown to be smaller than the region does not matter, whatever its
/// sign. Trials without outcome are named, never dropped silently.</para>
/// </remarks>
public static class ComparisonAnalysis
{
    private const int ManyComparisons = 300; // within blocks: counting off the grid takes up to 30 ms each

    /// <summary>Analyses a comparison.</summary>
    /// <param name="observations">One per trial, in any order.</param>
    /// <param name="options">What was asked.</param>
    /// <param name="cancellation">Gives the analysis up between two comparisons: nobody waits for it any more.</param>
    /// <exception cref="ArgumentException">Two observations are of one trial, a value is not finite, or the baseline has no
    /// observation.</exception>
    /// <exception cref="OperationCanceledException">It was given up.</exception>
    public static ComparisonReport Analyse(IReadOnlyList<Observation> observations, ComparisonOptions options,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(observations);
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        var table = CellTable.Create(observations);

        var levels = Ordered(options.Levels, table.All.Select(c => c.Key.Level));
        var blocks = Ordered(options.Blocks, table.All.Select(c => c.Key.Block));
        if (options.Baseline is { } baseline && !levels.Contains(baseline))
            throw new ArgumentException($"The baseline '{baseline}' is no level; levels are {string.Join(", ", levels)}.", nameof(options));

        var (choices, cells) = options.Tuning is { } tuning ? TuningSelection.Select(table, tuning) : ([], table);
        choices = [.. choices.OrderBy(c => levels.IndexOf(c.Level)).ThenBy(c => blocks.IndexOf(c.Block))];

        var contrasts = Contrasts(levels, options.Baseline);
        var matchings = InParallel(contrasts.Count, cancellation, i => blocks.Select(b => BlockMatching.Create(
            b, contrasts[i].Level, contrasts[i].Baseline, cells[contrasts[i].Level, b], cells[contrasts[i].Baseline, b], options))
                .ToArray());
        var blockOptions = options with { AreMany = contrasts.Count * blocks.Count > ManyComparisons };
        var reached = SeedProgress.Create(cells, options.Looks);
        var design = options.Looks?.Design();

        var tested = InParallel(contrasts.Count, cancellation, i => Compare(contrasts[i], block: null, matchings[i]));
        bool mayFlip = options.Test == PlannedTest.SignFlip && options.Looks is null
            && tested.All(r => r.Design != ComparisonDesign.Unpaired);
        var adjustment = FamilyAdjustments.Effective(options, levels.Count, mayFlip);
        var adjustmentOfDatasets = FamilyAdjustments.Effective(options, levels.Count, mayFlip: false);
        var completed = InParallel(contrasts.Count, cancellation, i => SupplementAnalysis.Complete(tested[i], UsedBlocks(matchings[i]),
            contrasts.Count, adjustment, options));
        var overall = VerdictRule.Decide(completed, adjustment, levels.Count, options);
        // A single block is the overall comparison: asking twice would be paying twice.
        var inBlocks = blocks.Count == 1
            ? [.. overall.Select(r => r with { Block = blocks[0] })]
            : VerdictRule.DecideBlocks(InParallel(contrasts.Count * blocks.Count, cancellation, i => Compare(contrasts[i / blocks.Count],
                blocks[i % blocks.Count], [matchings[i / blocks.Count][i % blocks.Count]])), blockOptions);
        if (blocks.Count > 1)
        {
            overall = InParallel(contrasts.Count, cancellation, i => BlockEffects.Complete(overall[i],
                inBlocks[(i * blocks.Count)..((i + 1) * blocks.Count)], UsedBlocks(matchings[i]), contrasts.Count,
                options));
        }
        var datasetOf = DatasetOf(observations);
        var overDatasets = DatasetAnalysis.Compare(matchings, datasetOf,
            p => FamilyAdjustments.Adjust(p, adjustmentOfDatasets, levels.Count), adjustmentOfDatasets, options);

        var report = new ComparisonReport(options, levels, blocks, choices, [],
            [
                .. contrasts.Select((c, i) => new LevelComparison(c.Level, c.Baseline, overall[i],
                    inBlocks[(i * blocks.Count)..((i + 1) * blocks.Count)])
                {
                    NewDatasets = overDatasets[i],
                }),
            ],
            contrasts.Count, contrasts.Count * blocks.Count,
            ReportNotes.Create(choices, matchings, overDatasets.Any(d => d is not null), options, adjustment, blocks.Count == 1 ? overall
                : [.. overall, .. inBlocks]))
        {
            Adjustment = adjustment,
            BlockAdjustment = FamilyAdjustments.WithinBlocks(options),
        };
        IReadOnlyList<LevelSummary> summaries = [];
        string inputHash = "";
        Parallel.Invoke(
            () => inputHash = options.Depth == ReportDepth.Full ? InputHash.Compute(table) : "",
            () => summaries = Summaries(levels, blocks, cells, options.LargerIsBetter),
            () => report = options.Depth > ReportDepth.Verdicts
                ? ReportCompletion.Complete(report, datasetOf, cells)
                : report);
        return report with { Summaries = summaries, InputHash = inputHash };

        ComparisonResult Compare((string Level, string Baseline) contrast, string? block, IReadOnlyList<BlockMatching> matched) =>
            ComparisonAnalysis.Compare(contrast, block, matched, block is null ? options : blockOptions, design, reached);
    }

    // Each comparison is independent of the others, so that the order of work changes no number.
    private static T[] InParallel<T>(int count, CancellationToken cancellation, Func<int, T> compare)
    {
        var results = new T[count];
        Parallel.For(0, count, new ParallelOptions { CancellationToken = cancellation }, i => results[i] = compare(i));
        return results;
    }

    private static Dictionary<string, string> DatasetOf(IReadOnlyList<Observation> observations)
    {
        var datasets = new Dictionary<string, string>(StringComparer.Ordinal);
        string? block = null, dataset = null;
        foreach (var o in observations)
        {
            if (ReferenceEquals(o.Block, block) && ReferenceEquals(o.Dataset, dataset))
                continue;
            (block, dataset) = (o.Block, o.Dataset);
            if (!datasets.TryAdd(block, dataset) && datasets[block] != dataset)
                throw new ArgumentException($"Block '{block}' has trials of the datasets '{datasets[block]}' and '{dataset}'; the "
                    + "dataset is part of a block.",
                    nameof(observations));
        }
        return datasets;
    }

    // Pairs and independent samples do not mix: where there are pairs, only they count.
    private static BlockMatching[] UsedBlocks(IReadOnlyList<BlockMatching> matchings)
    {
        var design = matchings.Any(m => m.Design == ComparisonDesign.Paired) ? ComparisonDesign.Paired : ComparisonDesign.Unpaired;
        return [.. matchings.Where(m => m.Design == design)];
    }

    private static List<string> Ordered(IReadOnlyList<string> named, IEnumerable<string> seen) =>
        [.. named.Distinct(), .. seen.Distinct().Except(named).Order(StringComparer.Ordinal)];

    private static List<(string Level, string Baseline)> Contrasts(List<string> levels, string? baseline) => baseline is null
        ? [.. levels.SelectMany((b, i) => levels.Skip(i + 1).Select(a => (a, b)))]
        : [.. levels.Where(l => l != baseline).Select(l => (l, baseline))];

    private static ComparisonResult Compare((string Level, string Baseline) contrast, string? block, IReadOnlyList<BlockMatching> matchings,
        ComparisonOptions options, GroupSequentialDesign? boundary, SeedProgress reached)
    {
        BlockMatching[] used = UsedBlocks(matchings);
        var design = used.Length == 0 || (options.Overlap > 0 && used[0].Design == ComparisonDesign.Unpaired) ? ComparisonDesign.None
            : used[0].Design;
        BlockSides[] sides = [.. used.Select(m => m.Sides)];
        var result = new ComparisonResult
        {
            Level = contrast.Level,
            Baseline = contrast.Baseline,
            Block = block,
            Design = ComparisonDesign.None,
            BlockCount = used.Length,
            LostPairs = matchings.Sum(m => m.LostPairs),
            Unused = [.. matchings.SelectMany(m => m.Unused)],
            Decision = new Decision(Verdict.Undecided, TestCatalogue.None, P: null, AdjustedP: null, Limit: null, IsExploratory: true),
        };
        if (design == ComparisonDesign.None)
            return result;
        if (design == ComparisonDesign.Unpaired)
        {
            var strata = Strata.Unpaired(sides);
            var measured = Measurement.Create(sides);
            return strata.Count == 0 ? result : UnpairedAnalysis.Fill(
                WithSides(result with { IsCollapsed = strata.Count < used.Length }, strata, measured, tied: 0), sides, strata,
                    measured.IsComplete, options);
        }
        var pairs = MatchedPairs.Create(sides);
        result = PairedAnalysis.Fill(WithSides(result with
        {
            BlockCount = used.Length - pairs.LeftOut.Count,
            LeftOut = pairs.LeftOut,
            IsCollapsed = pairs.IsCollapsed,
        }, pairs.Differing, pairs.Measured, pairs.BothDivergedCount), pairs, options);
        return options.Looks is not { } looks
            ? result
            : result with { Sequential = SequentialEvidence.Compute(sides, reached.Count(contrast, used.Select(m => m.Block)), looks,
                boundary,
                options) };

        ComparisonResult WithSides(ComparisonResult of, IReadOnlyList<Stratum> strata, Measurement measured, int tied) => of with
        {
            DivergenceScore = sides.Length == 1 && measured.IsComplete ? sides[0].Score : null,
            LevelSide = Side(strata, s => s.X, measured.Level, tied, used.Sum(m => m.DivergedLevel)),
            BaselineSide = Side(strata, s => s.Y, measured.Baseline, tied, used.Sum(m => m.DivergedBaseline)),
        };
    }

    private static SideSummary Side(IReadOnlyList<Stratum> strata, Func<Stratum, Sample> side, bool isMeasured, int tied, int diverged)
    {
        Sample[] samples = [.. strata.Select(side)];
        return new SideSummary(samples.Sum(s => s.Count) + tied, isMeasured ? strata.Sum(s => s.Weight * side(s).Mean) : null,
            isMeasured ? PooledSpread.StandardDeviation(samples) : double.NaN, diverged);
    }

    private static LevelSummary[] Summaries(List<string> levels, List<string> blocks, CellTable cells, bool largerIsBetter) =>
    [
        .. InParallel(levels.Count, CancellationToken.None, l => LevelSummary.Create(levels[l], block: null,
            [.. blocks.Select(b => cells[levels[l], b])], largerIsBetter)),
        .. InParallel(levels.Count, CancellationToken.None, l => blocks
            .Select(b => LevelSummary.Create(levels[l], b, [cells[levels[l], b]], largerIsBetter)).ToArray()).SelectMany(s => s),
    ];
}
