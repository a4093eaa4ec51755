using Sweep.Statistics.Variance;

namespace Sweep.Statistics.Comparisons;

/// <summary>Adds to a report what looks at all levels at once.</summary>
internal static class ReportCompletion
{
    private const int ThresholdCount = 51;

    /// <summary>Completes a report.</summary>
    /// <param name="report">With levels, blocks and comparisons.</param>
    /// <param name="datasetOf">The dataset of each block.</param>
    /// <param name="cell">The scored trials of a level in a block, in order of their keys.</param>
    public static ComparisonReport Complete(ComparisonReport report, IReadOnlyDictionary<string, string> datasetOf, Func<string, string, IReadOnlyList<Scored>> cell)
    {
        var (levels, options) = (report.Levels, report.Options);
        (string Dataset, IReadOnlyList<Scored>[] Levels)[] blocks = [.. report.Blocks.Where(datasetOf.ContainsKey)
            .Select(b => (datasetOf[b], (IReadOnlyList<Scored>[])[.. levels.Select(l => cell(l, b))]))];
        double[][] means = [.. blocks.Select(b => Array.ConvertAll(b.Levels, l => l.Count == 0 ? double.NaN : l.ToSample().Mean))];
        bool hasScores = options.Depth == ReportDepth.Full || options.TargetScore is not null;
        double[] all = [.. blocks.SelectMany(b => b.Levels).SelectMany(l => l).Select(s => s.Value)];
        double[] thresholds = all.Length == 0 ? [] : Thresholds(all.Min(), all.Max());
        bool manyDatasets = blocks.Select(b => b.Dataset).Distinct().Skip(1).Any();
        var marginal = MarginalMean.Fit(levels, means);
        OmnibusSummary? omnibus = null, overDatasets = null;
        IReadOnlyList<LevelScores> scores = [];
        VarianceComponents? variance = null;
        Parallel.Invoke(
            () => omnibus = options.MayPair ? OmnibusAnalysis.Of(levels, OmnibusAnalysis.ByKey(levels, [.. blocks.Select(b => b.Levels)]), options) : null,
            () => overDatasets = manyDatasets ? OmnibusAnalysis.Of(levels, OmnibusAnalysis.ByDataset(levels, blocks), options) : null,
            () => scores = !hasScores ? [] : [.. levels.Select((level, l) => LevelScores.Of(level, [.. blocks.Where(b => b.Levels[l].Count > 0).Select(b => b.Levels[l].ToSample())],
                thresholds, options)).OfType<LevelScores>()],
            () => variance = Components([.. blocks.Select(b => b.Levels)]));
        return report with
        {
            Omnibus = omnibus,
            OmnibusOverDatasets = overDatasets,
            MarginalMeans = marginal,
            Notes = marginal is null && AreApart(levels, means)
                ? [.. report.Notes, "Some levels share no block with the others: means over all levels cannot be compared, only pairs that meet."]
                : report.Notes,
            ProfileThresholds = thresholds,
            Scores = scores,
            Variance = variance,
        };
    }

    // A level without any outcome is said elsewhere to have none; it shares no block with the others for that reason alone.
    private static bool AreApart(IReadOnlyList<string> levels, IReadOnlyList<double[]> means)
    {
        int[] trained = [.. Enumerable.Range(0, levels.Count).Where(l => means.Any(m => !double.IsNaN(m[l])))];
        return trained.Length > 1 && MarginalMean.Fit([.. trained.Select(l => levels[l])], [.. means.Select(m => (double[])[.. trained.Select(l => m[l])])]) is null;
    }

    private static double[] Thresholds(double low, double high) => low == high
        ? [low]
        : [.. Enumerable.Range(0, ThresholdCount).Select(i => i == ThresholdCount - 1 ? high : low + i * (high - low) / (ThresholdCount - 1))];

    private static VarianceComponents? Components(IReadOnlyList<IReadOnlyList<Scored>[]> blocks)
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

    private static bool HasSameKeys(IReadOnlyList<Scored> level, IReadOnlyList<Scored> other)
    {
        for (int i = 0; i < level.Count; i++)
        {
            if (i == other.Count || level[i].Key != other[i].Key)
                return false;
        }
        return level.Count == other.Count;
    }
}
