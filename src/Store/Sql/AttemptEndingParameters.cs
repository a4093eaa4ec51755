using System.Text.Json;
using Sweep.Planning.Trials;

namespace Sweep.Store.Sql;

/// <summary>An ending as the statement end-attempts takes it.</summary>
internal sealed record AttemptEndingParameters(string Trial, int Attempt, string Outcome, string? FailureKind, string? FailureMessage,
    int? DivergedEpoch, long? DivergedStep, long TrainMicroseconds)
{
    /// <summary>What the program printed.</summary>
    public string? Output { get; init; }

    /// <summary>The JSON form: camel case.</summary>
    public static JsonSerializerOptions Json { get; } = new(JsonSerializerDefaults.Web);

    public static AttemptEndingParameters From(AttemptEnding ending)
    {
        var (trial, attempt) = ending.Lease;
        long microseconds = ending.TrainDuration.Ticks / TimeSpan.TicksPerMicrosecond;
        AttemptEndingParameters parameters = ending.Outcome switch
        {
            TrialOutcome.Completed => new(trial.Value, attempt, "completed", null, null, null, null, microseconds),
            TrialOutcome.Diverged d => new(trial.Value, attempt, "diverged", null, null, d.Epoch, d.Step, microseconds),
            TrialOutcome.Pruned => new(trial.Value, attempt, "pruned", null, null, null, null, microseconds),
            TrialOutcome.Failed f => new(trial.Value, attempt, "failed", ColumnText.Format(f.Kind), f.Message, null, null, microseconds),
            TrialOutcome.Cancelled => new(trial.Value, attempt, "cancelled", null, null, null, null, microseconds),
            _ => throw new ArgumentOutOfRangeException(nameof(ending), ending.Outcome, "Unknown outcome."),
        };
        return parameters with { Output = ending.Output };
    }

    /// <summary>The worker gave it back: kept in the history, no failure.</summary>
    public static AttemptEndingParameters Released(Lease lease) =>
        new(lease.Trial.Value, lease.Attempt, "preempted", null, null, null, null, 0);

    /// <summary>The lease ran out.</summary>
    public static AttemptEndingParameters Expired(string trial, int attempt, string worker) =>
        Lost(trial, attempt, $"Worker {worker} sent no sign of life until its lease expired.");

    /// <summary>The worker is known to be dead.</summary>
    public static AttemptEndingParameters Orphaned(string trial, int attempt, string worker) =>
        Lost(trial, attempt, $"Worker {worker} died.");

    private static AttemptEndingParameters Lost(string trial, int attempt, string message) =>
        new(trial, attempt, "failed", ColumnText.Format(Planning.Trials.FailureKind.LostWorker), message, null, null, 0);
}
