using Sweep.Analysis.Comparisons;

namespace Sweep.Analysis.Costs;

/// <summary>What the trials of a level took, beside how well they did. A description: nothing is tested.</summary>
/// <param name="Level">The level.</param>
/// <param name="Reference">The level that its time is relative to.</param>
/// <param name="MeanSeconds">Seconds of training of a trial, the mean over the blocks' means; null without any.</param>
/// <param name="RelativeTime">Its seconds by those of the reference: the geometric mean over blocks of the ratio of the means of the keys
/// that both have; 1 for the reference, null where they share none.</param>
/// <param name="FewestParameters">Learned numbers of its smallest network; null where unknown.</param>
/// <param name="MostParameters">Those of its largest.</param>
public sealed record LevelCost(string Level, string Reference, double? MeanSeconds, double? RelativeTime, double? FewestParameters,
    double? MostParameters)
{
    /// <summary>Summarizes the trials that judge.</summary>
    /// <param name="report">The comparison that they are of.</param>
    /// <param name="observations">The trials.</param>
    /// <param name="costs">What each took, in the same order.</param>
    /// <returns>One per level; none where nothing is known of any.</returns>
    /// <remarks>Ratios are averaged geometrically, so that which level is the reference does not matter: Fleming and Wallace,
    /// Communications of the ACM 29 (1986), 218-221, doi:10.1145/5666.5673.</remarks>
    public static IReadOnlyList<LevelCost> Summarize(ComparisonReport report, IReadOnlyList<Observation> observations,
        IReadOnlyList<TrialCost> costs)
    {
        ArgumentNullException.ThrowIfNull(report);
        ArgumentNullException.ThrowIfNull(observations);
        ArgumentNullException.ThrowIfNull(costs);
        var judges = report.Judging();
        var trials = observations.Zip(costs).Where(t => judges(t.First)).ToLookup(t => t.First.Level, t => t);
        string? reference = report.Options.Baseline ?? report.Levels.FirstOrDefault();
        if (reference is null || costs.All(c => c.Seconds is null && c.Parameters is null))
            return [];
        var secondsOfReference = Seconds(trials[reference]);
        return [.. report.Levels.Select(level =>
        {
            var seconds = Seconds(trials[level]);
            double[] sizes = [.. trials[level].Select(t => t.Second.Parameters).OfType<double>()];
            return new LevelCost(level, reference, seconds.Count == 0 ? null : seconds.Values.Average(b => b.Values.Average()),
                Ratio(seconds, secondsOfReference), sizes.Length == 0 ? null : sizes.Min(), sizes.Length == 0 ? null : sizes.Max());
        })];
    }

    // By block and key.
    private static Dictionary<string, Dictionary<string, double>> Seconds(IEnumerable<(Observation Trial, TrialCost Cost)> trials) =>
        trials.Where(t => t.Cost.Seconds > 0).GroupBy(t => t.Trial.Block)
            .ToDictionary(b => b.Key, b => b.ToDictionary(t => t.Trial.PairKey, t => t.Cost.Seconds!.Value));

    private static double? Ratio(Dictionary<string, Dictionary<string, double>> level,
        Dictionary<string, Dictionary<string, double>> reference)
    {
        var logarithms = new List<double>();
        foreach (var (block, seconds) in level)
        {
            string[] shared = reference.TryGetValue(block, out var others) ? [.. seconds.Keys.Where(others.ContainsKey)] : [];
            if (shared.Length > 0)
                logarithms.Add(Math.Log(shared.Average(k => seconds[k]) / shared.Average(k => others![k])));
        }
        return logarithms.Count == 0 ? null : Math.Exp(logarithms.Average());
    }
}
