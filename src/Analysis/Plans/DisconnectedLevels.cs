using Sweep.Analysis.Comparisons;
using Sweep.Analysis.Trials;
using Sweep.Planning.Expansion;
using Sweep.Planning.Plans;
using Sweep.Planning.Trials;
using Sweep.Planning.Vocabulary;

namespace Sweep.Analysis.Plans;

/// <summary>Two levels that share no block, so that nothing compares them: what happens when levels bring settings of their own.</summary>
/// <param name="Level">The level.</param>
/// <param name="Baseline">What it was to be compared with.</param>
/// <param name="Settings">The settings in which they have no value in common; all that make the blocks when it is their
/// combination.</param>
public sealed record DisconnectedLevels(string Level, string Baseline, IReadOnlyList<string> Settings)
{
    private const int MaxPairs = 1_000_000, MaxNamed = 10_000; // pairs of levels gone through, and found

    /// <summary>What is wrong and what to do, in a few sentences; null when nothing is wrong.</summary>
    /// <param name="pairs">The pairs.</param>
    /// <param name="tuning">What is tuned already; null for nothing.</param>
    public static string? Advice(IReadOnlyList<DisconnectedLevels> pairs, TuningPlan? tuning)
    {
        ArgumentNullException.ThrowIfNull(pairs);
        if (pairs.Count == 0)
            return null;
        var (level, baseline, settings) = pairs[0];
        string others = pairs.Count == 1 ? ""
            : FormattableString.Invariant($" So it is with {(pairs.Count == MaxNamed ? "at least " : "")}{pairs.Count - 1} pairs more.");
        string[] tuned = [.. tuning?.Factors ?? [], .. settings];
        return FormattableString.Invariant($"{level} and {baseline} share no {string.Join(" and ", settings)}, so nothing compares ")
            + FormattableString.Invariant($"them.{others} Compare each at its best value by ")
            + FormattableString.Invariant($"tuning: {{ factors: [{string.Join(", ", tuned)}], selectionSeeds: ")
                + FormattableString.Invariant($"{tuning?.SelectionSeeds ?? 2} }} under compare (the seeds that select judge nothing), ")
            + "or give all levels the same values.";
    }

    /// <summary>The pairs of a plan that its comparison cannot tell anything of; none without a comparison.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="vocabulary">Knows the defaults that configurations leave out.</param>
    public static IReadOnlyList<DisconnectedLevels> Find(SweepPlan plan, SpecVocabulary vocabulary)
    {
        ArgumentNullException.ThrowIfNull(vocabulary);
        ArgumentNullException.ThrowIfNull(plan);
        if (plan.Comparison is not { } planned)
            return [];
        var configurations = plan.FirstSeedTrials.Select(t => t.Configuration).ToArray();
        bool isFullGrid = configurations.LongLength == plan.Factors.Aggregate(1.0, (product, factor) => product * factor.Levels.Count);
        return isFullGrid && plan.Factors.Count > 0 ? [] : Find(configurations, planned with
        {
            Baseline = planned.Baseline is { } baseline ? vocabulary.ShownLabel(planned.Factor, baseline) : null,
        }, vocabulary);
    }

    /// <summary>The pairs of levels that share no block; of very many levels the first ones found.</summary>
    /// <param name="configurations">Each once.</param>
    /// <param name="asked">What is compared.</param>
    /// <param name="vocabulary">Knows the defaults that configurations leave out.</param>
    public static IReadOnlyList<DisconnectedLevels> Find(IReadOnlyList<Configuration> configurations, ComparisonPlan asked,
        SpecVocabulary vocabulary)
    {
        ArgumentNullException.ThrowIfNull(configurations);
        ArgumentNullException.ThrowIfNull(asked);
        string[] settings = [.. TrialObservations.VaryingSettings(configurations)
            .Where(n => n != asked.Factor && asked.Tuning?.Factors.Contains(n) != true)];
        var levels = configurations.GroupBy(c => TrialObservations.Label(c.Settings, asked.Factor, vocabulary))
            .ToDictionary(g => g.Key, g => g.ToArray());
        var blocks = levels.ToDictionary(l => l.Key, l => Values(l.Value, settings));
        string[] names = [.. levels.Keys];
        var pairs = asked.Baseline is { } baseline
            ? names.Where(l => l != baseline && levels.ContainsKey(baseline)).Select(l => (Level: l, Baseline: baseline))
            : names.SelectMany((b, i) => names.Skip(i + 1).Select(a => (Level: a, Baseline: b)));
        return [.. pairs.Take(MaxPairs).Where(p => !blocks[p.Level].Overlaps(blocks[p.Baseline])).Take(MaxNamed)
            .Select(p => new DisconnectedLevels(p.Level, p.Baseline, Differing(levels[p.Level], levels[p.Baseline], settings)))];
    }

    private static string[] Differing(IReadOnlyList<Configuration> level, IReadOnlyList<Configuration> baseline, string[] settings)
    {
        string[] apart = [.. settings.Where(s => !Values(level, [s]).Overlaps(Values(baseline, [s])))];
        return apart.Length > 0 ? apart : settings;
    }

    private static HashSet<string> Values(IEnumerable<Configuration> configurations, string[] settings) =>
        [.. configurations.Select(c => TrialObservations.Describe(c.Settings, settings))];
}
