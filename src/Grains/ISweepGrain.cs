using Orleans;
using Orleans.Concurrency;
using Sweep.Store;

namespace Sweep.Grains;

/// <summary>The coordinator of one sweep; its key is the sweep's name. Claims trials for silos that offer slots, fans them out, tells
/// watchers of progress.</summary>
/// <remarks>Holds nothing that matters: the store is the truth. Whoever calls it next after the death of its silo finds it elsewhere, as
/// able as before.</remarks>
[Alias("sweep.ISweepGrain")]
public interface ISweepGrain : IGrainWithStringKey
{
    /// <summary>A silo offers places; the coordinator claims for it and starts a trial grain there for each claimed trial.</summary>
    /// <returns>How many trials were started; fewer than offered means that nothing more is claimable now.</returns>
    /// <exception cref="StoreUnavailableException">The store cannot be reached; offer again later.</exception>
    [Alias("OfferAsync")]
    [ResponseTimeout("00:00:20")]
    Task<int> OfferAsync(SlotOffering offering);

    /// <summary>A silo tells what happened to its trials of this sweep since its last report. Nothing but watchers depends on it.</summary>
    [Alias("ReportAsync")]
    [OneWay]
    Task ReportAsync(IReadOnlyList<TrialEvent> events);

    /// <summary>Pauses, resumes or cancels the sweep in the store, durably; trainings that are to stop hear of it at once.</summary>
    /// <returns>False when the store has no sweep of this name.</returns>
    [Alias("SetStateAsync")]
    Task<bool> SetStateAsync(SweepState state, string? reason);

    /// <summary>Cancels the trials that match, durably; trainings that are to stop hear of it at once.</summary>
    /// <param name="where">Setting name and the labels allowed for it; empty for no restriction.</param>
    /// <param name="ids">Trial ids; empty for any.</param>
    /// <returns>How many trials were cancelled or asked to stop.</returns>
    [Alias("CancelTrialsAsync")]
    Task<int> CancelTrialsAsync(IReadOnlyDictionary<string, IReadOnlyList<string>> where, IReadOnlyList<string> ids);

    /// <summary>What this coordinator knows of the sweep's running trials and of its own work.</summary>
    [Alias("GetProgressAsync")]
    Task<SweepProgress> GetProgressAsync();

    /// <summary>Events from a position on, in batches as they happen; ends when the caller stops.</summary>
    /// <param name="from">Where to go on; <see cref="WatchPosition.Start"/> for what is still remembered. A position of a former
    /// coordinator, or one that is forgotten already, begins with a batch that says so: what lies between can be read from the
    /// store.</param>
    /// <param name="cancellation">Ends the enumeration.</param>
    [Alias("WatchAsync")]
    IAsyncEnumerable<EventBatch> WatchAsync(WatchPosition from, CancellationToken cancellation = default);
}
