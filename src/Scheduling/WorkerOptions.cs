using Sweep.Planning.Plans;
using Sweep.Planning.Trials;
using Sweep.Store;

namespace Sweep.Scheduling;

/// <summary>How a worker process works.</summary>
public sealed record WorkerOptions
{
    /// <summary>Who works; the same in every call to the store.</summary>
    public required WorkerRegistration Worker { get; init; }

    /// <summary>Trainings at the same time, each on a thread of its own; at least 1. One training is one trial, or as many as the engine
    /// trains together.</summary>
    public required int Slots { get; init; }

    /// <summary>Which trials to claim; null for any of any active sweep.</summary>
    public TrialFilter? Filter { get; init; }

    /// <summary>Whether to return when nothing that the filter matches is left to do, instead of waiting for more.</summary>
    public bool UntilDone { get; init; }

    /// <summary>How long a lease holds without renewal. Default 60 s.</summary>
    public TimeSpan LeaseDuration { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How often leases are renewed, which is also how soon a cancellation is heard. Default 5 s; well below
    /// <see cref="LeaseDuration"/>.</summary>
    public TimeSpan HeartbeatInterval { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How often epoch metrics of running trials are stored; what a crash may lose. Default 1 s.</summary>
    public TimeSpan MetricsInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>When to stop asking for trouble.</summary>
    public StopPlan Breakers { get; init; } = new();

    /// <summary>Number of classes that a trial tells apart, null where unknown: what guessing scores, which planned looks need for diverged
    /// trials. Default: unknown.</summary>
    public Func<Configuration, int?> ClassesOf { get; init; } = _ => null;

    /// <exception cref="ArgumentException">No slot, or a heartbeat that is not shorter than the lease.</exception>
    internal void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(Slots);
        if (!(HeartbeatInterval > TimeSpan.Zero && HeartbeatInterval < LeaseDuration))
            throw new ArgumentException($"The heartbeat interval ({HeartbeatInterval}) must be positive and shorter than the lease "
                + $"({LeaseDuration}).");
    }
}

/// <summary>What a worker process did until it returned.</summary>
/// <param name="Completed">Trials trained to the end.</param>
/// <param name="Diverged">Trials that ended with a non-finite loss.</param>
/// <param name="Failed">Failed attempts, retried ones included.</param>
/// <param name="Cancelled">Trials stopped on request.</param>
/// <param name="Lost">Attempts whose lease was lost: their results were dropped.</param>
/// <param name="Ending">Why the worker returned.</param>
/// <param name="Reason">For people: why the sweep is paused or the worker quarantined; null otherwise.</param>
public sealed record WorkSummary(long Completed, long Diverged, long Failed, long Cancelled, long Lost, WorkEnding Ending, string? Reason)
{
    /// <summary>Trials given up by the pruning rule of their sweep.</summary>
    public long Pruned { get; init; }
}

/// <summary>Why a worker returned.</summary>
public enum WorkEnding
{
    /// <summary>Nothing is left to do.</summary>
    Done,

    /// <summary>It was told to stop; unfinished trials were given back.</summary>
    Stopped,

    /// <summary>What is left belongs to a paused or cancelled sweep.</summary>
    Paused,

    /// <summary>Too many consecutive failures on this worker.</summary>
    Quarantined,
}
