using Sweep.Planning.Plans;

namespace Sweep.Store;

/// <summary>The truth about sweeps, trials, attempts and their metrics. One contract for every engine, one contract suite run on each.</summary>
/// <remarks>
/// <para>Every change of a trial's state is a compare-and-set on (trial, attempt): the attempt number is the fencing token.
/// A stale worker gets <see cref="LeaseAnswer.Lost"/>, never an exception, and its results are dropped.</para>
/// <para>Leases expire by the database's clock alone; one that it has been set back under lasts its length from then on, and no longer.
/// Finished trials (completed, diverged) are immutable.
/// A trial belongs to every sweep that plans it: what one sweep completed, the next reuses.</para>
/// <para>Failure modes: <see cref="StoreUnavailableException"/> when the database cannot be reached (after the retries that are safe).
/// A restarted process continues from what is stored; nothing is kept in memory that matters.</para>
/// <para>Thread-safe.</para>
/// </remarks>
public interface ITrialStore : IAsyncDisposable
{
    /// <summary>Where the store is, for people: a file path, or host/database without any credential.</summary>
    string DisplayName { get; }

    /// <summary>Adds a plan: its sweep, configurations and trials as far as they are not there yet. Idempotent; atomic.</summary>
    /// <remarks>A plan of a known name and another hash becomes the current revision of that name; the former one's unfinished trials
    /// that the new plan lacks are no longer claimed. The same hash again adds nothing (and leaves a pause or cancellation as it is).
    /// A plan that becomes current again keeps the time of its first submission.</remarks>
    Task<SubmitReceipt> SubmitAsync(SweepPlan plan, CancellationToken cancellation);

    /// <summary>Leases up to <see cref="ClaimRequest.MaximumCount"/> trials to a worker, expired leases of others included
    /// (their attempts end as lost worker; a trial out of such retries ends as failed). Exactly once under any concurrency.</summary>
    /// <remarks>After an outage, of the server or of this process' way to it, leases whose holders have not been heard of since are left
    /// alone for half a minute: the holders are about to renew them.</remarks>
    Task<IReadOnlyList<LeasedTrial>> ClaimAsync(ClaimRequest request, CancellationToken cancellation);

    /// <summary>Prolongs leases, those that ran out and that nobody has ended included; tells for each whether it still holds and whether
    /// the trial is to be cancelled.</summary>
    Task<IReadOnlyList<LeaseAnswer>> RenewAsync(IReadOnlyList<Lease> leases, TimeSpan duration, CancellationToken cancellation);

    /// <summary>Stores epoch metrics of running attempts; those of lost leases are dropped. Repeating a (trial, attempt, epoch, metric) changes nothing.</summary>
    Task AppendMetricsAsync(IReadOnlyList<AttemptMetrics> metrics, CancellationToken cancellation);

    /// <summary>Ends attempts, with their remaining metrics, in one transaction. A failure goes back to the queue when its retry plan allows.</summary>
    /// <returns>One answer per ending, in order; <see cref="LeaseAnswer.Lost"/> means that nothing was stored for it.</returns>
    Task<IReadOnlyList<LeaseAnswer>> FinishAsync(IReadOnlyList<AttemptEnding> endings, CancellationToken cancellation);

    /// <summary>Gives trials back unfinished and without blame: the attempt is kept in the history as preempted and counts as no failure.</summary>
    Task ReleaseAsync(IReadOnlyList<Lease> leases, CancellationToken cancellation);

    /// <summary>Registers a worker or refreshes its entry (host, engine, slots, versions); called at start and with heartbeats.</summary>
    Task RegisterWorkerAsync(WorkerRegistration worker, CancellationToken cancellation);

    /// <summary>Marks a worker as quarantined, with the reason; it is given no more trials. Registering again does not lift it (heartbeats do that);
    /// a restarted worker has a new id.</summary>
    Task QuarantineAsync(WorkerId worker, string reason, CancellationToken cancellation);

    /// <summary>Ends all leases of a worker that is known to be dead, as their expiry would: its attempts end as lost worker, and their trials are queued
    /// again where the retry plan allows. If it lives after all, it hears that its leases are lost. Idempotent; others are not touched.</summary>
    /// <returns>How many leases were ended.</returns>
    Task<int> EndWorkerAsync(WorkerId worker, CancellationToken cancellation);

    /// <summary>Gives back, without blame, what stands in a worker's name for half a minute without its knowing: the answer to its claim
    /// was lost on the way.</summary>
    /// <param name="worker">The worker.</param>
    /// <param name="held">What it knows of.</param>
    /// <param name="cancellation">Ends the call.</param>
    /// <returns>How many leases were given back.</returns>
    Task<int> ReleaseUnheldAsync(WorkerId worker, IReadOnlyCollection<Lease> held, CancellationToken cancellation);

    /// <summary>Pauses (with a reason for people), resumes or cancels a sweep; running trials of a cancelled sweep hear of it at their next renewal,
    /// unless another current sweep wants them.</summary>
    /// <remarks>Takes the same short time for any number of trials: what is queued in a cancelled sweep reads as cancelled, and is queued again on resumption.</remarks>
    /// <returns>False when no sweep of that name exists.</returns>
    Task<bool> SetSweepStateAsync(string sweep, SweepState state, string? reason, CancellationToken cancellation);

    /// <summary>Cancels the queued and running trials that match, for the sweeps they were matched through: others that want them keep
    /// them.
    /// Running ones that nobody wants any more hear of it at their next renewal.</summary>
    /// <returns>How many trials were cancelled; those that run are among them.</returns>
    Task<int> CancelAsync(TrialFilter filter, CancellationToken cancellation);

    /// <summary>Puts failed and cancelled trials that match back into the queue; their attempt history stays, their failure counts begin anew.
    /// Unneeded ones are queued only when the filter names that state. Running ones stay with their workers: <see cref="FreeAsync"/> takes
    /// them away.</summary>
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

    /// <summary>The current sweeps with planned looks, or one of them: what was planned, which looks were taken. Reads only.</summary>
    /// <param name="sweep">Its name; null for all.</param>
    /// <param name="onlyDue">Only active sweeps whose released trials are all over and whose next look has not been taken.</param>
    /// <param name="cancellation">Ends the reading.</param>
    Task<IReadOnlyList<SweepLooks>> ReadLooksAsync(string? sweep, bool onlyDue, CancellationToken cancellation);

    /// <summary>Notes a look as taken and allots the trials held for it: those of the next seeds whose level is still compared enter the queue, those of
    /// decided levels are closed as unneeded. Atomic; of several that take the same look one does.</summary>
    /// <returns>What was allotted; null when the look was not due: somebody else took it, or a trial it had seen as over was queued again.</returns>
    Task<LookReceipt?> TakeLookAsync(LookTaking look, CancellationToken cancellation);

    /// <summary>The current revision of each sweep name, or of one, with its progress. Reads only.</summary>
    Task<IReadOnlyList<SweepStatus>> ReadStatusAsync(string? sweep, CancellationToken cancellation);

    /// <summary>The trials that match, in plan order, streamed. Reads only.</summary>
    /// <param name="filter">Which trials.</param>
    /// <param name="metrics">Which metrics to bring along: none, or of one epoch, or of all.</param>
    /// <param name="cancellation">Ends the enumeration.</param>
    IAsyncEnumerable<TrialRow> ReadTrialsAsync(TrialFilter filter, MetricSelection metrics, CancellationToken cancellation);

    /// <summary>What a comparison needs of the trials that match, in plan order. Reads only.</summary>
    /// <param name="filter">Which trials.</param>
    /// <param name="asked">Names the metrics and the epoch.</param>
    /// <param name="cancellation">Ends the reading.</param>
    Task<IReadOnlyList<TrialResult>> ReadResultsAsync(TrialFilter filter, ComparisonPlan asked, CancellationToken cancellation);

    /// <summary>The workers known, most recently seen first. Reads only.</summary>
    Task<IReadOnlyList<WorkerStatus>> ReadWorkersAsync(CancellationToken cancellation);

    /// <summary>Runs one statement of the user in a read-only transaction and streams its rows; the first item is the header.</summary>
    /// <remarks>Values are null, bool, long, double, string or a <see cref="System.Text.Json.JsonElement"/>, spelled alike by every engine:
    /// times after ISO 8601 in UTC to the millisecond, durations after ISO 8601, bytes as \x and hexadecimal digits, JSON with sorted keys,
    /// arrays as JSON.</remarks>
    /// <exception cref="QueryRefusedException">The statement is wrong or would write.</exception>
    IAsyncEnumerable<IReadOnlyList<object?>> QueryAsync(string sql, CancellationToken cancellation);

    /// <summary>Waits until trials may have become claimable, or until <paramref name="atMost"/> has passed (LISTEN on Postgres, in-process signal and polling on SQLite).</summary>
    Task WaitForWorkAsync(TimeSpan atMost, CancellationToken cancellation);
}
