using Sweep.Planning.Plans;
using Sweep.Planning.Trials;

namespace Sweep.Store.Sql;

/// <summary>How enumerations are written in the database. Frozen: stored rows depend on it.</summary>
internal static class ColumnText
{
    public static string Format(TrialState state) => state switch
    {
        TrialState.Queued => "queued",
        TrialState.Running => "running",
        TrialState.Completed => "completed",
        TrialState.Diverged => "diverged",
        TrialState.Failed => "failed",
        TrialState.Cancelled => "cancelled",
        TrialState.Held => "held",
        TrialState.Unneeded => "unneeded",
        TrialState.Pruned => "pruned",
        _ => throw new ArgumentOutOfRangeException(nameof(state), state, "Unknown trial state."),
    };

    public static TrialState ParseTrialState(string text) => text switch
    {
        "queued" => TrialState.Queued,
        "running" => TrialState.Running,
        "completed" => TrialState.Completed,
        "diverged" => TrialState.Diverged,
        "failed" => TrialState.Failed,
        "cancelled" => TrialState.Cancelled,
        "held" => TrialState.Held,
        "unneeded" => TrialState.Unneeded,
        "pruned" => TrialState.Pruned,
        _ => throw new ArgumentOutOfRangeException(nameof(text), text, "Unknown trial state in the store."),
    };

    public static AttemptState ParseAttemptState(string text) => text switch
    {
        "running" => AttemptState.Running,
        "completed" => AttemptState.Completed,
        "diverged" => AttemptState.Diverged,
        "pruned" => AttemptState.Pruned,
        "failed" => AttemptState.Failed,
        "cancelled" => AttemptState.Cancelled,
        "preempted" => AttemptState.Preempted,
        _ => throw new ArgumentOutOfRangeException(nameof(text), text, "Unknown outcome of an attempt in the store."),
    };

    public static string Format(SweepState state) => state switch
    {
        SweepState.Active => "active",
        SweepState.Paused => "paused",
        SweepState.Cancelled => "cancelled",
        _ => throw new ArgumentOutOfRangeException(nameof(state), state, "Unknown sweep state."),
    };

    public static SweepState ParseSweepState(string text) => text switch
    {
        "active" => SweepState.Active,
        "paused" => SweepState.Paused,
        "cancelled" => SweepState.Cancelled,
        _ => throw new ArgumentOutOfRangeException(nameof(text), text, "Unknown sweep state in the store."),
    };

    public static string Format(StoppingRule rule) => rule switch
    {
        StoppingRule.OBrienFleming => "obrien_fleming",
        StoppingRule.Pocock => "pocock",
        StoppingRule.EProcess => "e_process",
        _ => throw new ArgumentOutOfRangeException(nameof(rule), rule, "Unknown rule."),
    };

    public static StoppingRule ParseStoppingRule(string text) => text switch
    {
        "obrien_fleming" => StoppingRule.OBrienFleming,
        "pocock" => StoppingRule.Pocock,
        "e_process" => StoppingRule.EProcess,
        _ => throw new ArgumentOutOfRangeException(nameof(text), text, "Unknown rule of looks in the store."),
    };

    public static string Format(FailureKind kind) => kind switch
    {
        FailureKind.Exception => "exception",
        FailureKind.OutOfMemory => "out_of_memory",
        FailureKind.LostWorker => "lost_worker",
        FailureKind.Preempted => "preempted",
        FailureKind.Data => "data",
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "Unknown failure kind."),
    };

    public static FailureKind ParseFailureKind(string text) => text switch
    {
        "exception" => FailureKind.Exception,
        "out_of_memory" => FailureKind.OutOfMemory,
        "lost_worker" => FailureKind.LostWorker,
        "preempted" => FailureKind.Preempted,
        "data" => FailureKind.Data,
        _ => throw new ArgumentOutOfRangeException(nameof(text), text, "Unknown failure kind in the store."),
    };

    /// <summary>A metric's kind and, where it is finite, its value: databases and their drivers do not agree about NaN.</summary>
    public static (string Kind, double? Value) FormatMetric(double value) => value switch
    {
        double.NaN => ("nan", null),
        double.PositiveInfinity => ("+inf", null),
        double.NegativeInfinity => ("-inf", null),
        _ => ("finite", value),
    };

    public static double ParseMetric(string kind, double? value) => kind switch
    {
        "finite" => value!.Value,
        "nan" => double.NaN,
        "+inf" => double.PositiveInfinity,
        "-inf" => double.NegativeInfinity,
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "Unknown metric kind in the store."),
    };
}
