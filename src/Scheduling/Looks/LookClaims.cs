using Sweep.Analysis.Trials;
using Sweep.Planning.Specs.Reading;
using Sweep.Planning.Trials;
using Sweep.Store;

namespace Sweep.Scheduling.Looks;

/// <summary>Claims trials, and takes planned looks when they are due: the way to trials for every worker process and every
/// coordinator.</summary>
/// <remarks>
/// <para>A look is due when all released trials of its sweep are over. Whoever then finds nothing to claim takes it: reads the trials,
/// decides (<see cref="LookJudge"/>) and has the store release or close held trials in one transaction. Of several that do so at once, one
/// is heard; the others' answer was the same. Who dies on the way leaves the look due, and the next claim takes it.</para>
/// <para>A look that the trials cannot answer pauses its sweep, with the reason.</para>
/// <para>Thread-safe; of the callers in one process one at a time takes looks.</para>
/// </remarks>
public sealed class LookClaims
{
    private readonly ITrialStore store;
    private readonly Func<Configuration, int?> classesOf;
    private readonly ILookObserver? observer;
    private readonly SemaphoreSlim gate = new(1, 1); // never disposed: nobody asks for its wait handle

    /// <summary>Claims from a store.</summary>
    /// <param name="store">The store.</param>
    /// <param name="classesOf">The number of classes that a trial tells apart; null where it is unknown.</param>
    /// <param name="observer">Told of looks taken and of sweeps paused; null for nobody.</param>
    public LookClaims(ITrialStore store, Func<Configuration, int?> classesOf, ILookObserver? observer = null)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(classesOf);
        (this.store, this.classesOf, this.observer) = (store, classesOf, observer);
    }

    /// <summary>Claims; when nothing is queued, takes the looks that are due and claims what they released.</summary>
    public async Task<IReadOnlyList<LeasedTrial>> ClaimAsync(ClaimRequest request, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(request);
        while (true)
        {
            var claimed = await store.ClaimAsync(request, cancellation).ConfigureAwait(false);
            if (claimed.Count > 0 || !await TakeDueAsync(request.Filter?.Sweep, cancellation).ConfigureAwait(false))
                return claimed;
        }
    }

    /// <summary>Takes what is due.</summary>
    /// <returns>Whether something was: then trials may have been released, here or elsewhere.</returns>
    private async Task<bool> TakeDueAsync(string? sweep, CancellationToken cancellation)
    {
        await gate.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            var due = await store.ReadLooksAsync(sweep, onlyDue: true, cancellation).ConfigureAwait(false);
            foreach (var looks in due)
                await TakeAsync(looks, cancellation).ConfigureAwait(false);
            return due.Count > 0;
        }
        finally
        {
            gate.Release();
        }
    }

    private async Task TakeAsync(SweepLooks due, CancellationToken cancellation)
    {
        var looks = await WithMetricsAsync(due, cancellation).ConfigureAwait(false);
        var results = await store.ReadResultsAsync(LookJudge.Seen(looks), looks.Comparison, cancellation).ConfigureAwait(false);
        LookTaking look;
        try
        {
            // not on a grain's scheduler
            look = await Task.Run(() => LookJudge.Decide(looks, results, classesOf), cancellation).ConfigureAwait(false);
        }
        catch (UnfitTrialsException unfit)
        {
            string reason = $"the look after {looks.Plan.SeedCounts[looks.Taken.Count]} seeds cannot be taken: {unfit.Message}";
            await store.SetSweepStateAsync(looks.Sweep, SweepState.Paused, reason, cancellation).ConfigureAwait(false);
            observer?.SweepPaused(looks.Sweep, reason);
            return;
        }
        if (await store.TakeLookAsync(look, cancellation).ConfigureAwait(false) is { } receipt)
            observer?.LookTaken(look, receipt);
    }

    // What is better of a metric that the spec declares is in its text alone.
    private async Task<SweepLooks> WithMetricsAsync(SweepLooks looks, CancellationToken cancellation)
    {
        var status = (await store.ReadStatusAsync(looks.Sweep, cancellation).ConfigureAwait(false)).SingleOrDefault();
        return status is not null && SpecReader.FindTrainer(status.SpecText) is { } trainer
            ? looks with { Comparison = looks.Comparison with { Metrics = trainer.Metrics } }
            : looks;
    }
}
