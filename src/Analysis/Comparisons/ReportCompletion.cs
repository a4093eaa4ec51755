using Sweep.Statistics;
using Sweep.Statistics.Variance;

namespace Sweep.Analysis.Comparisons;

/// <summary>Adds to a report what looks at all levels at once.</summary>
internal static class ReportCompletion
{
    private const int ThresholdCount = 51;

    /// <summary>Completes a report.</summary>
    /// <param name="report">With levels, blocks and comparisons.</param>
    /// <param name="datasetOf">The dataset of each block.</param>
    /// <param name="cells">The observations that judge.</param>
    public static ComparisonReport Complete(ComparisonReport report, IReadOnlyDictionary<string, string> datasetOf, CellTable cells)
    {
        var (levels, options) = (report.Levels, report.Options);
        (string Block, ScoredCell[] Levels)[] blocks = [.. report.Blocks.Where(datasetOf.ContainsKey)
            .Select(b => (b, (ScoredCell[])[.. levels.Select(l => ScoredCell.Create(cells[l, b], options.LargerIsBetter))]))];
        // What looks at all levels at once scores a divergence below all of them.
        (string Dataset, IReadOnlyList<ScoredTrial>[] Levels)[] together = [.. blocks.Select(b => (datasetOf[b.Block], Together(b.Levels,
            DivergenceRule.Create(levels.SelectMany(l => cells[l, b.Block]), options.LargerIsBetter))))];
        bool hasScores = options.Depth == ReportDepth.Full || options.TargetScore is not null;
        double[] finite = [.. blocks.SelectMany(b => b.Levels).SelectMany(l => l.Scores).Where(s => !s.IsDiverged).Select(s => s.Value)];
        double[] thresholds = finite.Length == 0 ? [] : Thresholds(finite.Min(), finite.Max());
        bool manyDatasets = together.Select(b => b.Dataset).Distinct().Skip(1).Any();
        var marginal = Marginal(levels, [.. blocks.Select(b => b.Levels)], out bool areApart);
        OmnibusSummary? omnibus = null, overDatasets = null;
        IReadOnlyList<LevelScores> scores = [];
        VarianceComponents? variance = null;
        Parallel.Invoke(
            () => omnibus = options.MayPair && options.Overlap == 0 ? OmnibusAnalysis.Compute(levels,
                OmnibusAnalysis.ByKey(levels, [.. together.Select(b => b.Levels)]), options) : null,
            () => overDatasets = manyDatasets ? OmnibusAnalysis.Compute(levels, OmnibusAnalysis.ByDataset(levels, together), options)
                : null,
            () => scores = !hasScores ? [] : [.. levels.Select((level, l) =>
                LevelScores.Compute(level, [.. blocks.Select(b => b.Levels[l]).Where(c => c.Scores.Count > 0)],
                thresholds, options)).OfType<LevelScores>()],
            () => variance = options.Overlap > 0 || blocks.Any(b => b.Levels.Any(l => l.Scores.Count > 0 && l.FiniteCount == 0)) ? null
                : Components([.. together.Select(b => b.Levels)]));
        return report with
        {
            Omnibus = omnibus,
            OmnibusOverDatasets = overDatasets,
            MarginalMeans = marginal,
            Notes = areApart
                ? [.. report.Notes, "Some levels share no block with the others: means over all levels cannot be compared, only pairs "
                    + "that meet."]
                : report.Notes,
            ProfileThresholds = thresholds,
            Scores = scores,
            Variance = variance,
        };
    }

    private static IReadOnlyList<ScoredTrial>[] Together(ScoredCell[] levels, DivergenceRule rule)
    {
        var score = rule.Score(levels.SelectMany(l => l.Scores));
        return Array.ConvertAll(levels, l => l.Score is null && l.IsMeasured ? l.Scores : l.Scores.WithScore(score));
    }

    // A level whose trials all diverged in a block has no mean over the blocks, and does not help to fit those of the others.
    private static List<MarginalMean>? Marginal(IReadOnlyList<string> levels, IReadOnlyList<ScoredCell[]> blocks, out bool areApart)
    {
        int[] measured = [.. Enumerable.Range(0, levels.Count)
            .Where(l => blocks.All(b => b[l].IsMeasured)
            && (blocks.All(b => b[l].Scores.Count == 0) || blocks.Any(b => b[l].FiniteCount > 0)))];
        // A level without any outcome is said elsewhere to have none; it shares no block with the others for that reason alone.
        int[] trained = [.. measured.Where(l => blocks.Any(b => b[l].Scores.Count > 0))];
        areApart = trained.Length > 1 && Fit(trained) is null;
        IReadOnlyList<MarginalMean> fitted = [];
        if (measured.Length > 0)
        {
            if (Fit(measured) is not { } found)
                return null;
            fitted = found;
        }
        var means = fitted.ToDictionary(m => m.Level);
        return [.. levels.Select((level, l) => means.GetValueOrDefault(level) ?? new MarginalMean(level,
            blocks.Count(b => b[l].Scores.Count > 0), Mean: null))];

        IReadOnlyList<MarginalMean>? Fit(int[] some) => MarginalMean.Fit([.. some.Select(l => levels[l])],
            [.. blocks.Select(b => (double[])[.. some.Select(l => b[l].Scores.Count == 0 ? double.NaN : b[l].Scores.ToSample().Mean)])]);
    }

    private static double[] Thresholds(double low, double high) => low == high
        ? [low]
        : [.. Enumerable.Range(0, ThresholdCount)
            .Select(i => i == ThresholdCount - 1 ? high : low + i * (high - low) / (ThresholdCount - 1))];

    private static VarianceComponents? Components(IReadOnlyList<IReadOnlyList<ScoredTrial>[]> blocks)
    {
        var usable = new List<IReadOnlyList<Sample>>();
        foreach (var block in blocks)
        {
            if (block[0].Count > 1 && block.All(l => HasSameKeys(l, block[0]))) // as without missing trials
            {
                usable.Add([.. block.Select(l => l.ToSample())]);
                continue;
            }
            var shared = block.Select(l => l.Select(s => s.Key).ToHashSet()).Aggregate((a, b) => { a.IntersectWith(b); return a; });
            if (shared.Count > 1)
                usable.Add([.. block.Select(l => new Sample(l.Where(s => shared.Contains(s.Key)).Select(s => s.Value)))]);
        }
        return usable.Count > 1 && usable[0].Count > 1 ? VarianceComponents.Estimate(usable) : null;
    }

    private static bool HasSameKeys(IReadOnlyList<ScoredTrial> level, IReadOnlyList<ScoredTrial> other)
    {
        for (int i = 0; i < level.Count; i++)
        {
            if (i == other.Count || level[i].Key != other[i].Key)
                return false;
        }
        return level.Count == other.Count;
    }
}
