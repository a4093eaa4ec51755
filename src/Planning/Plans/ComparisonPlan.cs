using Sweep.Planning.Trainers;
using Sweep.Planning.Trials;

namespace Sweep.Planning.Plans;

/// <summary>The comparison declared before data.</summary>
/// <param name="Factor">The compared factor, such as "activation".</param>
/// <param name="Baseline">Label of the level all others are compared with; null for all pairs.</param>
/// <param name="Metric">One of <see cref="Metrics"/>.</param>
/// <param name="Epoch">The epoch whose metric counts, from 1; null for the last.</param>
/// <param name="Alpha">Family-wise error rate, in (0,1).</param>
/// <param name="Rope">Half-width of the region of practical equivalence, in the unit of the metric (0.002 = 0.2 percentage points); 0 for
/// none.</param>
/// <param name="Tuning">Factors tuned per compared level (on <see cref="TuningPlan.Metric"/>); null when nothing is tuned.</param>
public sealed record ComparisonPlan(string Factor, string? Baseline, string Metric, int? Epoch, double Alpha, double Rope,
    TuningPlan? Tuning)
{
    /// <summary>The metrics of the trials: their directions and units.</summary>
    public MetricTable Metrics { get; init; } = MetricTable.Catalogue;

    /// <summary>What is known of <see cref="Metric"/>.</summary>
    public MetricDefinition Definition => Metrics.Find(Metric);

    /// <summary>Looks at the growing data after which decided comparisons get no more seeds; null when all seeds are trained and looked at
    /// once.</summary>
    public LookPlan? Looks { get; init; }

    /// <summary>Which test decides; null for the default, <see cref="PlannedTest.SignFlip"/>.</summary>
    public PlannedTest? Test { get; init; }

    /// <summary>How the overall comparisons are adjusted for their number; null for the sharpest that needs no assumption.</summary>
    public AdjustmentMethod? Adjustment { get; init; }
}

/// <summary>Chooses, per compared level and block, the best level of the tuned factors on selection seeds; judged on the other
/// seeds.</summary>
/// <param name="Factors">The tuned factors, such as "learningRate".</param>
/// <param name="Metric">The metric that selects, usually validationAccuracy.</param>
/// <param name="SelectionSeeds">How many of the first seeds select; the rest judge.</param>
public sealed record TuningPlan(IReadOnlyList<string> Factors, string Metric, int SelectionSeeds)
{
    /// <summary>When candidates are given up while they train on the seeds that select; null for never.</summary>
    public PruningPlan? Pruning { get; init; }
}

/// <summary>How many further attempts a trial gets by cause; lost workers and preemption are free up to <see cref="LostWorker"/>.</summary>
/// <param name="LostWorker">Retries after a lost worker or preemption; default 20, so that a trial that kills its worker ends.</param>
/// <param name="OutOfMemory">Retries after running out of memory; default 1.</param>
/// <param name="Exception">Retries after an exception of the trainer; default 0.</param>
public sealed record RetryPlan(int LostWorker = 20, int OutOfMemory = 1, int Exception = 0)
{
    /// <summary>Whether a further attempt is allowed after <paramref name="earlierFailuresOfKind"/> failures of this kind, the last one
    /// included.</summary>
    public bool Allows(FailureKind kind, int earlierFailuresOfKind) => earlierFailuresOfKind <= kind switch
    {
        FailureKind.LostWorker or FailureKind.Preempted => LostWorker,
        FailureKind.OutOfMemory => OutOfMemory,
        FailureKind.Exception => Exception,
        FailureKind.Data => 0,
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "Unknown failure kind."),
    };
}

/// <summary>When to stop asking for trouble: the breakers of a sweep.</summary>
/// <param name="WorkerFailures">A worker with so many consecutive failed attempts is quarantined; default 3.</param>
/// <param name="FirstWave">When the first so many finished attempts of a sweep all failed, the sweep is paused with the reason; default
/// 4.</param>
public sealed record StopPlan(int WorkerFailures = 3, int FirstWave = 4);
