namespace Sweep.Store;

/// <summary>What people decide about sweeps and trials, and what they look at before they do.</summary>
/// <remarks>A role of <see cref="ITrialStore"/>, whose rules hold here too.</remarks>
public interface ITrialControl
{
    /// <summary>Pauses (with a reason for people), resumes or cancels a sweep; running trials of a cancelled sweep hear of it at their next
    /// renewal, unless another current sweep wants them.</summary>
    /// <remarks>Takes the same short time for any number of trials: what is queued in a cancelled sweep reads as cancelled, and is queued
    /// again on resumption.</remarks>
    /// <returns>False when no sweep of that name exists.</returns>
    Task<bool> SetSweepStateAsync(string sweep, SweepState state, string? reason, CancellationToken cancellation);

    /// <summary>Cancels the queued and running trials that match, for the sweeps they were matched through: others that want them keep
    /// them.
    /// Running ones that nobody wants any more hear of it at their next renewal.</summary>
    /// <returns>How many trials were cancelled; those that run are among them.</returns>
    Task<int> CancelAsync(TrialFilter filter, CancellationToken cancellation);

    /// <summary>Puts failed and cancelled trials that match back into the queue; their attempt history stays, their failure counts begin
    /// anew. Unneeded and pruned ones are queued only when the filter names that state. Running ones stay with their workers:
    /// <see cref="FreeAsync"/> takes them away.</summary>
    /// <returns>How many trials were queued, or wait for a look again.</returns>
    Task<int> RetryAsync(TrialFilter filter, CancellationToken cancellation);

    /// <summary>Takes the running trials that match away from their workers and queues them again, without blame. A worker that lives hears
    /// that its leases
    /// are lost, and what it still sends of them is dropped.</summary>
    /// <returns>How many leases were ended.</returns>
    Task<int> FreeAsync(TrialFilter filter, CancellationToken cancellation);

    /// <summary>Who holds leases of the trials that match. Reads only.</summary>
    Task<IReadOnlyList<LeaseHolding>> ReadLeasesAsync(TrialFilter filter, CancellationToken cancellation);

    /// <summary>Which other sweeps wait for unfinished trials that match. Reads only.</summary>
    /// <param name="filter">Trials of one sweep, which it names.</param>
    /// <param name="cancellation">Ends the reading.</param>
    Task<IReadOnlyList<SharedTrials>> ReadSharedAsync(TrialFilter filter, CancellationToken cancellation);
}
