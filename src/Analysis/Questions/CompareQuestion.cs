using System.Globalization;
using Sweep.Analysis.Comparisons;
using Sweep.Planning.Plans;
using Sweep.Planning.Trainers;
using Sweep.Planning.Trials;

namespace Sweep.Analysis.Questions;

/// <summary>What is compared, after the plan and the user's wishes were brought together.</summary>
/// <param name="Factor">The compared factor.</param>
/// <param name="Baseline">Label of the baseline; null for all pairs.</param>
/// <param name="Metric">The metric.</param>
/// <param name="Epoch">The epoch, from 1; null for each trial's last.</param>
/// <param name="Alpha">Family-wise error rate.</param>
/// <param name="Rope">Half-width of the region of equivalence; 0 for none.</param>
/// <param name="Tuning">What is tuned; null for nothing.</param>
/// <param name="LevelOrder">Labels of the compared factor as the spec orders them; empty when unknown.</param>
/// <param name="Deviations">How the question departs from the plan; empty when it was planned as it is.</param>
public sealed record CompareQuestion(string Factor, string? Baseline, string Metric, int? Epoch, double Alpha, double Rope,
    TuningPlan? Tuning, IReadOnlyList<string> LevelOrder, IReadOnlyList<string> Deviations)
{
    /// <summary>The trainer that the sweep's spec declares; null where this program's engines train.</summary>
    public DeclaredTrainer? Trainer { get; init; }

    /// <summary>The metrics that the trials may have.</summary>
    public MetricTable Metrics => Trainer?.Metrics ?? MetricTable.Catalogue;

    /// <summary>What is known of <see cref="Metric"/>.</summary>
    public MetricDefinition Definition => Metrics.Find(Metric);

    /// <summary>The test that decides.</summary>
    public PlannedTest Test { get; init; }

    /// <summary>How overall comparisons are adjusted; null for what fits the family.</summary>
    public AdjustmentMethod? Adjustment { get; init; }

    /// <summary>The planned looks at growing data; null when none were planned for this factor.</summary>
    public LookPlan? Looks { get; init; }

    /// <summary>What a spec would say to ask this.</summary>
    public ComparisonPlan Asked => new(Factor, Baseline, Metric, Epoch, Alpha, Rope, Tuning)
    {
        Looks = Looks, Test = Test, Adjustment = Adjustment, Metrics = Metrics,
    };

    /// <summary>Whether the question was fixed before data.</summary>
    public bool IsPlanned => Deviations.Count == 0;

    /// <summary>"epoch 3" or "the last epoch".</summary>
    public string EpochText => Epoch is { } epoch ? string.Create(CultureInfo.InvariantCulture, $"epoch {epoch}") : "the last epoch";
}
