using Sweep.Analysis.Names;
using Sweep.Client.Names;
using Sweep.Planning.Plans;
using Sweep.Planning.Trainers;
using Sweep.Planning.Trials;
using Sweep.Store;

namespace Sweep.Client.Page.Comparisons;

/// <summary>What there is to choose from in a sweep.</summary>
/// <param name="Planned">The comparison that the spec plans; null for none.</param>
/// <param name="Factors">What is varied, with all levels as people read them.</param>
/// <param name="Metrics">The metrics that trials report; where none has ended, those that they may report.</param>
/// <param name="LastEpoch">The last epoch of the trials looked at; null where none has ended.</param>
/// <param name="IsPlanKnown">Whether the stored spec gives the stored plan.</param>
internal sealed record CompareChoices(ComparisonPlan? Planned, IReadOnlyList<(string Name, IReadOnlyList<string> Levels)> Factors,
    IReadOnlyList<string> Metrics, int? LastEpoch, bool IsPlanKnown)
{
    private const int MaxLooked = 3; // trials of one sweep report the same metrics

    /// <summary>What an empty choice asks: what was planned, or named at the import.</summary>
    public string AsPlanned { get; init; } = "as planned";

    /// <summary>Reads the plan and a few completed trials.</summary>
    public static async Task<CompareChoices> ReadAsync(ITrialReader store, SweepStatus status, CancellationToken cancellation)
    {
        var plan = StoredSweeps.ReadPlan(status, LevelLabel.Vocabulary);
        var vocabulary = plan?.Trainer?.Vocabulary ?? LevelLabel.Vocabulary;
        var metrics = new SortedSet<string>(StringComparer.Ordinal);
        int? last = null;
        var filter = new TrialFilter { Sweep = status.Name, States = new HashSet<TrialState> { TrialState.Completed } };
        var ended = store.ReadTrialsAsync(filter, MetricSelection.All, cancellation).Take(MaxLooked);
        await foreach (var epoch in ended.SelectMany(row => row.Metrics))
        {
            metrics.UnionWith(epoch.Values.Select(v => v.Key));
            last = Math.Max(last ?? 0, epoch.Epoch);
        }
        IReadOnlyList<string> possible = plan?.Metrics.Names ?? MetricCatalogue.Names;
        return new CompareChoices(plan?.Comparison,
            [.. (plan?.Factors ?? []).Select(f => (f.Name, (IReadOnlyList<string>)[.. f.Labels.Select(label =>
                vocabulary.ShownLabel(f.Name, label)).Distinct()]))],
            metrics.Count == 0 ? possible : [.. possible.Where(metrics.Contains), .. metrics.Except(possible)], last, plan is not null)
        {
            AsPlanned = plan?.Trainer is ImportedResults ? "as imported" : "as planned",
        };
    }

    /// <summary>The levels of a factor; none where it is no factor.</summary>
    public IReadOnlyList<string> LevelsOf(string? factor) => Factors.FirstOrDefault(f => f.Name == factor).Levels ?? [];
}
