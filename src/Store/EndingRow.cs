using System.Text.Json;
using Sweep.Planning.Trials;

namespace Sweep.Store;

/// <summary>An ending as the statement end-attempts takes it.</summary>
internal sealed record EndingRow(string Trial, int Attempt, string Outcome, string? FailureKind, string? FailureMessage, int? DivergedEpoch,
    long? DivergedStep, long TrainMicroseconds)
{
    /// <summary>The JSON form: camel case.</summary>
    public static JsonSerializerOptions Json { get; } = new(JsonSerializerDefaults.Web);

    public static object Of(Lease lease) => new { Trial = lease.Trial.Value, lease.Attempt };

    public static EndingRow Of(AttemptEnding ending)
    {
        var (trial, attempt) = ending.Lease;
        long microseconds = ending.TrainDuration.Ticks / TimeSpan.TicksPerMicrosecond;
        return ending.Outcome switch
        {
            TrialOutcome.Completed => new(trial.Value, attempt, "completed", null, null, null, null, microseconds),
            TrialOutcome.Diverged d => new(trial.Value, attempt, "diverged", null, null, d.Epoch, d.Step, microseconds),
            TrialOutcome.Failed f => new(trial.Value, attempt, "failed", StoredText.Of(f.Kind), f.Message, null, null, microseconds),
            TrialOutcome.Cancelled => new(trial.Value, attempt, "cancelled", null, null, null, null, microseconds),
            _ => throw new ArgumentOutOfRangeException(nameof(ending), ending.Outcome, "Unknown outcome."),
        };
    }

    /// <summary>The worker gave it back: kept in the history, no failure.</summary>
    public static EndingRow Released(Lease lease) => new(lease.Trial.Value, lease.Attempt, "preempted", null, null, null, null, 0);

    /// <summary>The lease ran out.</summary>
    public static EndingRow Expired(string trial, int attempt, string worker) =>
        Lost(trial, attempt, $"Worker {worker} sent no sign of life until its lease expired.");

    /// <summary>The worker is known to be dead.</summary>
    public static EndingRow Orphaned(string trial, int attempt, string worker) => Lost(trial, attempt, $"Worker {worker} died.");

    private static EndingRow Lost(string trial, int attempt, string message) =>
        new(trial, attempt, "failed", StoredText.Of(Planning.Trials.FailureKind.LostWorker), message, null, null, 0);
}
