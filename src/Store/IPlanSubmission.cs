using Sweep.Planning.Plans;

namespace Sweep.Store;

/// <summary>Takes in plans.</summary>
/// <remarks>A role of <see cref="ITrialStore"/>, whose rules hold here too.</remarks>
public interface IPlanSubmission
{
    /// <summary>Adds a plan: its sweep, configurations and trials as far as they are not there yet. Idempotent; atomic.</summary>
    /// <remarks>A plan of a known name and another hash becomes the current revision of that name; the former one's unfinished trials
    /// that the new plan lacks are no longer claimed. The same hash again adds nothing (and leaves a pause or cancellation as it is).
    /// A plan that becomes current again keeps the time of its first submission.</remarks>
    Task<SubmitReceipt> SubmitAsync(SweepPlan plan, CancellationToken cancellation);
}
