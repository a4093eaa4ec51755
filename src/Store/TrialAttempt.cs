using Sweep.Planning.Trials;

namespace Sweep.Store;

/// <summary>State of an attempt at a trial.</summary>
public enum AttemptState
{
    /// <summary>Its lease holds.</summary>
    Running,

    /// <summary>Trained to the end.</summary>
    Completed,

    /// <summary>Ended with a number that is not finite.</summary>
    Diverged,

    /// <summary>Given up by the pruning rule.</summary>
    Pruned,

    /// <summary>Ended without a result.</summary>
    Failed,

    /// <summary>Stopped because the trial was cancelled.</summary>
    Cancelled,

    /// <summary>Given back by a worker that was told to leave, without blame.</summary>
    Preempted,
}

/// <summary>One attempt at a trial. One that has ended never changes.</summary>
/// <param name="Attempt">From 1.</param>
/// <param name="Worker">Who runs or ran it.</param>
/// <param name="Host">The worker's machine; null for a worker that never introduced itself.</param>
/// <param name="State">Whether it runs, or how it ended.</param>
/// <param name="FailureKind">The cause of a failure; null otherwise.</param>
/// <param name="FailureMessage">What was told of it; null otherwise.</param>
/// <param name="LeasedAt">When the worker was given it, by the database's clock.</param>
/// <param name="EndedAt">When its end was stored, by the database's clock; null while it runs.</param>
/// <param name="TrainDuration">Time spent by the worker; null while it runs.</param>
/// <param name="Environment">Facts of the worker that could explain a difference, by name.</param>
/// <param name="Output">What the program printed, shortened in the middle; null where it printed nothing or an engine trained.</param>
public sealed record TrialAttempt(int Attempt, WorkerId Worker, string? Host, AttemptState State, FailureKind? FailureKind,
    string? FailureMessage, DateTimeOffset LeasedAt, DateTimeOffset? EndedAt, TimeSpan? TrainDuration,
    IReadOnlyDictionary<string, string> Environment, string? Output);
