using Sweep.Client.Names;
using Sweep.Planning.Plans;
using Sweep.Planning.Trainers;
using Sweep.Planning.Vocabulary;
using Sweep.Store;

namespace Sweep.Client.Page.Sweeps;

/// <summary>A sweep as its pages show it.</summary>
/// <param name="Status">As stored now.</param>
/// <param name="Plan">What its spec says; null where this version of the program reads another plan from it than was frozen.</param>
internal sealed record ShownSweep(SweepStatus Status, SweepPlan? Plan)
{
    /// <summary>Its name.</summary>
    public string Name => Status.Name;

    /// <summary>The state of its trials: it changes when one begins or ends.</summary>
    public string Version { get; } = string.Join(' ', Status.Counts.OrderBy(c => c.Key).Select(c => $"{(int)c.Key}:{c.Value}")
        .Append($"{Status.State} {Status.IsLookDue} {Status.PlanHash}"));

    /// <summary>Whether trials run now, so that more becomes known by itself.</summary>
    public bool IsRunning => Status.Count(TrialState.Running) > 0;

    /// <summary>The settings that it may have, of its own trainer or of this program's.</summary>
    public SpecVocabulary Vocabulary => Plan?.Trainer?.Vocabulary ?? LevelLabel.Vocabulary;

    /// <summary>What is known of its metrics.</summary>
    public MetricTable Metrics => Plan?.Metrics ?? MetricTable.Catalogue;

    /// <summary>The metric that counts.</summary>
    public string Metric => Plan is null ? MetricTable.Catalogue.Names[0] : Plan.Comparison?.Metric
        ?? (Plan.Trainer is { Metrics.Declared: [var first, ..] } ? first.Name
            : LevelLabel.Vocabulary.DefaultMetric(Plan.LevelsOf).Name);

    /// <summary>The settings that tell its configurations apart, as far as the spec is known.</summary>
    public IReadOnlyList<string> Factors => Plan is null ? [] : [.. Plan.Factors.Where(f => f.Levels.Count > 1).Select(f => f.Name)];
}
