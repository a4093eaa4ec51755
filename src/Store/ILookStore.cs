namespace Sweep.Store;

/// <summary>Planned looks at growing data.</summary>
/// <remarks>A role of <see cref="ITrialStore"/>, whose rules hold here too.</remarks>
public interface ILookStore
{
    /// <summary>Notes a look as taken and allots the trials held for it: those of the next seeds whose level is still compared enter the
    /// queue, those of decided levels are closed as unneeded. Atomic; of several that take the same look one does.</summary>
    /// <returns>What was allotted; null when the look was not due: somebody else took it, or a trial it had seen as over was queued
    /// again.</returns>
    Task<LookReceipt?> TakeLookAsync(LookTaking look, CancellationToken cancellation);
}
