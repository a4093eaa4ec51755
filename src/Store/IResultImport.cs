using Sweep.Planning.Plans;
using Sweep.Planning.Trials;

namespace Sweep.Store;

/// <summary>Takes in trials that ended elsewhere.</summary>
/// <remarks>A role of <see cref="ITrialStore"/>, whose rules hold here too.</remarks>
public interface IResultImport
{
    /// <summary>Adds a plan together with the ends of its trials, as far as they are not there yet, in one transaction. No trial of it is
    /// ever queued: what failed elsewhere stays failed, <see cref="ITrialControl.RetryAsync"/> included. Times are those of the
    /// import.</summary>
    /// <remarks>A trial that the store has keeps its result. A plan with the hash of the current one adds its further trials to it; one
    /// with another hash becomes the current revision of its name.</remarks>
    /// <param name="plan">Its name, hash, text and comparison; which trials it has is said by <paramref name="trials"/>.</param>
    /// <param name="expected">The hash of the name's current plan as the caller has seen it; null when there was none.</param>
    /// <param name="trials">Each once, in the order of the plan.</param>
    /// <param name="cancellation">Ends the call.</param>
    /// <returns>Null, and nothing is stored, when the current plan is another than <paramref name="expected"/>.</returns>
    Task<SubmitReceipt?> ImportAsync(SweepPlan plan, PlanHash? expected, IReadOnlyList<FinishedTrial> trials,
        CancellationToken cancellation);
}

/// <summary>A trial that ended elsewhere.</summary>
/// <param name="Trial">The trial.</param>
/// <param name="Outcome">Completed, diverged or failed. A step of zero of a diverged one is not known.</param>
/// <param name="Epochs">Its metrics.</param>
public sealed record FinishedTrial(TrialDescription Trial, TrialOutcome Outcome, IReadOnlyList<EpochMetrics> Epochs);
