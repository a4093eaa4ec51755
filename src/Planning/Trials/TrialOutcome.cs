namespace Sweep.Planning.Trials;

/// <summary>How a trial ended: <see cref="Completed"/>, <see cref="Diverged"/>, <see cref="Pruned"/>, <see cref="Failed"/> or
/// <see cref="Cancelled"/>.</summary>
public abstract record TrialOutcome
{
    private TrialOutcome()
    {
    }

    /// <summary>Trained to the last epoch of its protocol; its epoch metrics are its result.</summary>
    public sealed record Completed : TrialOutcome;

    /// <summary>The loss became NaN or infinite: a result, not an error.</summary>
    /// <param name="Epoch">The epoch in which it happened, from 1.</param>
    /// <param name="Step">The optimizer step at which it happened, from 1, counted over the whole training.</param>
    public sealed record Diverged(int Epoch, long Step) : TrialOutcome;

    /// <summary>Given up by the pruning rule of its plan: a planned end, without a final value.</summary>
    /// <param name="Epoch">The last epoch that counted in the decision; 0 when a sibling of another seed was pruned before its first
    /// epoch ended.</param>
    /// <param name="Reason">Why, one line for people.</param>
    public sealed record Pruned(int Epoch, string Reason) : TrialOutcome;

    /// <summary>No result; the cause lies outside the mathematics of the trial.</summary>
    /// <param name="Kind">The cause, which decides about a retry.</param>
    /// <param name="Message">One line for people, free of secrets.</param>
    public sealed record Failed(FailureKind Kind, string Message) : TrialOutcome;

    /// <summary>Stopped before its end because somebody asked for it.</summary>
    public sealed record Cancelled : TrialOutcome;
}

/// <summary>Why an attempt failed.</summary>
public enum FailureKind
{
    /// <summary>The trainer threw: the same again is expected from a retry.</summary>
    Exception,

    /// <summary>Memory of the device or of the process ran out.</summary>
    OutOfMemory,

    /// <summary>The worker stopped sending heartbeats and its lease expired.</summary>
    LostWorker,

    /// <summary>The worker was told to leave and gave the trial back.</summary>
    Preempted,

    /// <summary>A dataset is missing, damaged or does not fit the network.</summary>
    Data,
}
