namespace Sweep.Store;

/// <summary>What a worker does with the store: it registers, claims trials, keeps their leases and stores their results.</summary>
/// <remarks>A role of <see cref="ITrialStore"/>, whose rules hold here too.</remarks>
public interface ITrialClaims
{
    /// <summary>Registers a worker or refreshes its entry (host, engine, slots, versions); called at start and with heartbeats.</summary>
    Task RegisterWorkerAsync(WorkerRegistration worker, CancellationToken cancellation);

    /// <summary>Leases up to <see cref="ClaimRequest.MaxCount"/> trials to a worker, expired leases of others included
    /// (their attempts end as lost worker; a trial out of such retries ends as failed). Exactly once under any concurrency.</summary>
    /// <remarks>After an outage, of the server or of this process' way to it, leases whose holders have not been heard of since are left
    /// alone for half a minute: the holders are about to renew them.</remarks>
    Task<IReadOnlyList<LeasedTrial>> ClaimAsync(ClaimRequest request, CancellationToken cancellation);

    /// <summary>Waits until trials may have become claimable, or until <paramref name="atMost"/> has passed (LISTEN on Postgres, in-process
    /// signal and polling on SQLite).</summary>
    Task WaitForWorkAsync(TimeSpan atMost, CancellationToken cancellation);

    /// <summary>Prolongs leases, those that ran out and that nobody has ended included; tells for each whether it still holds and whether
    /// the trial is to be cancelled.</summary>
    Task<IReadOnlyList<LeaseAnswer>> RenewAsync(IReadOnlyList<Lease> leases, TimeSpan duration, CancellationToken cancellation);

    /// <summary>Stores epoch metrics of running attempts; those of lost leases are dropped. Repeating a (trial, attempt, epoch, metric)
    /// changes nothing.</summary>
    Task AppendMetricsAsync(IReadOnlyList<AttemptMetrics> metrics, CancellationToken cancellation);

    /// <summary>Ends attempts, with their remaining metrics, in one transaction. A failure goes back to the queue when its retry plan
    /// allows.</summary>
    /// <returns>One answer per ending, in order; <see cref="LeaseAnswer.Lost"/> means that nothing was stored for it.</returns>
    Task<IReadOnlyList<LeaseAnswer>> FinishAsync(IReadOnlyList<AttemptEnding> endings, CancellationToken cancellation);

    /// <summary>The trials that a leased one competes with under the pruning rule of its sweep, itself included: of the same level of the
    /// compared factor, in the same block, on the seeds that select. Empty when its lease is lost. Reads only.</summary>
    /// <param name="lease">The trial that is trained.</param>
    /// <param name="metric">The metric by which rivals are ranked.</param>
    /// <param name="cancellation">Ends the reading.</param>
    Task<IReadOnlyList<RivalCurve>> ReadRivalsAsync(Lease lease, string metric, CancellationToken cancellation);

    /// <summary>Gives up the candidate of a leased trial: the trial, and those of its configuration on the other seeds that select, as far
    /// as they are unfinished. Atomic. Those that run hear of it when their leases are renewed.</summary>
    /// <remarks>Refused, so that the trial goes on: when its lease is lost, when another sweep wants it, and when no other candidate of its
    /// level and block is left that might be chosen.</remarks>
    /// <param name="lease">The trial that is trained.</param>
    /// <param name="epoch">The epoch after which it was judged.</param>
    /// <param name="reason">Why, for people.</param>
    /// <param name="cancellation">Ends the call.</param>
    /// <returns>How many waiting trials were given up with it, by this call; null when it is refused.</returns>
    Task<int?> PruneAsync(Lease lease, int epoch, string reason, CancellationToken cancellation);

    /// <summary>Gives trials back unfinished and without blame: the attempt is kept in the history as preempted and counts as no
    /// failure.</summary>
    Task ReleaseAsync(IReadOnlyList<Lease> leases, CancellationToken cancellation);

    /// <summary>Gives back, without blame, what stands in a worker's name for half a minute without its knowing: the answer to its claim
    /// was lost on the way.</summary>
    /// <param name="worker">The worker.</param>
    /// <param name="held">What it knows of.</param>
    /// <param name="cancellation">Ends the call.</param>
    /// <returns>How many leases were given back.</returns>
    Task<int> ReleaseUnheldAsync(WorkerId worker, IReadOnlyCollection<Lease> held, CancellationToken cancellation);

    /// <summary>Marks a worker as quarantined, with the reason; it is given no more trials. Registering again does not lift it (heartbeats
    /// do that); a restarted worker has a new id.</summary>
    Task QuarantineAsync(WorkerId worker, string reason, CancellationToken cancellation);

    /// <summary>Ends all leases of a worker that is known to be dead, as their expiry would: its attempts end as lost worker, and their
    /// trials are queued again where the retry plan allows. If it lives after all, it hears that its leases are lost. Idempotent; others
    /// are not touched.</summary>
    /// <returns>How many leases were ended.</returns>
    Task<int> EndWorkerAsync(WorkerId worker, CancellationToken cancellation);
}
