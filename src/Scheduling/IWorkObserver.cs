using Sweep.Planning.Trials;
using Sweep.Scheduling.Looks;
using Sweep.Store;

namespace Sweep.Scheduling;

/// <summary>Hears what a worker does. Called from several threads; must be quick, thread-safe and must not throw.</summary>
public interface IWorkObserver : ILookObserver
{
    /// <summary>A slot begins with a trial.</summary>
    void TrialStarted(TrialDescription trial);

    /// <summary>An epoch of a running trial ended.</summary>
    void EpochCompleted(TrialDescription trial, EpochMetrics metrics);

    /// <summary>An attempt ended. Its result is not stored yet; a failed one may be tried again.</summary>
    void TrialEnded(TrialDescription trial, TrialOutcome outcome);

    /// <summary>An attempt that had begun comes to nothing here, through no fault or wish of its trial. Does nothing unless
    /// implemented.</summary>
    void TrialDropped(TrialDescription trial, DropReason reason)
    {
    }

    /// <summary>Something about a running trial that people should know, such as a damaged checkpoint. Does nothing unless
    /// implemented.</summary>
    void TrialNoted(TrialDescription trial, string note)
    {
    }

    /// <summary>A running trial's candidate was given up by the pruning rule; the trial ends as pruned. Does nothing unless
    /// implemented.</summary>
    /// <param name="trial">The trial that was judged.</param>
    /// <param name="waiting">How many trials of other seeds were given up with it before they had begun.</param>
    void CandidatePruned(TrialDescription trial, int waiting)
    {
    }

    /// <summary>Something about a training that only those want to know who look closely, in one sentence.</summary>
    void TrialMentioned(TrialDescription trial, string detail)
    {
    }

    /// <summary>A leased trial is no longer held here: the last that is heard of an attempt. Does nothing unless implemented.</summary>
    /// <param name="leased">The trial with its lease.</param>
    /// <param name="stored">The ending that the store has taken; null when the trial was given back or its lease is lost.</param>
    void TrialLeft(LeasedTrial leased, TrialOutcome? stored)
    {
    }

    /// <summary>The store cannot be reached; training goes on and results are kept until it is back.</summary>
    void StoreUnreachable(string message);

    /// <summary>The store is back.</summary>
    void StoreReachable();
}
