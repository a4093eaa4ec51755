namespace Sweep.Store;

/// <summary>Planned looks at growing data.</summary>
/// <remarks>A role of <see cref="ITrialStore"/>, whose rules hold here too.</remarks>
public interface ILookStore
{
    /// <summary>The current sweeps with planned looks, or one of them: what was planned, which looks were taken. Reads only.</summary>
    /// <param name="sweep">Its name; null for all.</param>
    /// <param name="onlyDue">Only active sweeps whose released trials are all over and whose next look has not been taken.</param>
    /// <param name="cancellation">Ends the reading.</param>
    Task<IReadOnlyList<SweepLooks>> ReadLooksAsync(string? sweep, bool onlyDue, CancellationToken cancellation);

    /// <summary>Notes a look as taken and allots the trials held for it: those of the next seeds whose level is still compared enter the
    /// queue, those of decided levels are closed as unneeded. Atomic; of several that take the same look one does.</summary>
    /// <returns>What was allotted; null when the look was not due: somebody else took it, or a trial it had seen as over was queued
    /// again.</returns>
    Task<LookReceipt?> TakeLookAsync(LookTaking look, CancellationToken cancellation);
}
