using Sweep.Planning.Trials;
using Sweep.Store;

namespace Sweep.Scheduling;

/// <summary>Judges failures as they are stored: a sweep whose first wave fails is paused, a worker that fails where others succeed is
/// quarantined.</summary>
/// <remarks>The sweep is suspected first: failures of a sweep in which nothing has ever succeeded are not held against the worker.
/// Not thread-safe: used by the one loop that stores endings.</remarks>
internal sealed class Breakers(ITrialStore store, StoreGuard guard, WorkerOptions options, IWorkObserver observer)
{
    private readonly Dictionary<string, int> failuresOfSweep = [];
    private int consecutiveFailures;
    private bool hasTripped;
    private volatile string? quarantineReason, pauseReason; // written by the storing loop, read by the claiming one

    /// <summary>Why this worker is quarantined; null while it is not.</summary>
    public string? QuarantineReason => quarantineReason;

    /// <summary>Why a sweep was last paused by this worker; null if none was.</summary>
    public string? PauseReason => pauseReason;

    /// <summary>Whether a breaker has tripped since this was last asked.</summary>
    public bool HasTripped()
    {
        bool answer = hasTripped;
        hasTripped = false;
        return answer;
    }

    public void Succeeded(string sweep)
    {
        consecutiveFailures = 0;
        failuresOfSweep.Remove(sweep);
    }

    public async Task FailedAsync(string sweep, TrialOutcome.Failed failure, CancellationToken giveUp)
    {
        if (failure.Kind == FailureKind.Preempted)
            return; // it asks to be tried again: nobody's fault
        consecutiveFailures++;
        int inSweep = failuresOfSweep[sweep] = failuresOfSweep.GetValueOrDefault(sweep) + 1;
        if (consecutiveFailures < options.Breakers.WorkerFailures && inSweep < options.Breakers.FirstWave)
            return;

        var status = (await guard.CallAsync(() => store.ReadStatusAsync(sweep, giveUp), giveUp).ConfigureAwait(false)).SingleOrDefault();
        bool anySuccess = status is not null && status.Count(TrialState.Completed) + status.Count(TrialState.Diverged) > 0;
        if (anySuccess && consecutiveFailures >= options.Breakers.WorkerFailures && quarantineReason is null)
        {
            string reason = $"{consecutiveFailures} consecutive failures here, while the sweep has results from elsewhere or before; the "
                + $"last: {failure.Message}";
            hasTripped = true;
            quarantineReason = reason; // at once: nothing more is claimed here even while the store is away
            await guard.CallAsync(() => store.QuarantineAsync(options.Worker.Worker, reason, giveUp), giveUp).ConfigureAwait(false);
        }
        else if (!anySuccess && inSweep >= options.Breakers.FirstWave && status is { State: SweepState.Active })
        {
            string reason = $"the first {inSweep} attempts all failed; the last: {failure.Message}";
            await guard.CallAsync(() => store.SetSweepStateAsync(sweep, SweepState.Paused, reason, giveUp), giveUp).ConfigureAwait(false);
            hasTripped = true;
            pauseReason = reason;
            consecutiveFailures = 0;
            failuresOfSweep.Remove(sweep); // whoever resumes it has fixed something: its next wave is judged anew
            observer.SweepPaused(sweep, reason);
        }
    }
}
