using Sweep.Store;

namespace Sweep.Scheduling;

/// <summary>Calls the store until it answers: an outage costs time, never a result.</summary>
/// <param name="observer">Told when an outage begins and ends.</param>
/// <param name="time">Paces the attempts: 0.25 s, doubling up to 10 s.</param>
internal sealed class StoreGuard(IWorkObserver observer, TimeProvider time)
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(250), LongestPause = TimeSpan.FromSeconds(10);

    private int outages; // calls that are waiting for the store

    /// <summary>Repeats a call through an outage.</summary>
    /// <param name="call">Safe to repeat: every store call is fenced or idempotent.</param>
    /// <param name="giveUp">Ends the waiting; the last <see cref="StoreUnavailableException"/> is thrown then, as one that waiting cannot
    /// help is at once.</param>
    public async Task<T> CallAsync<T>(Func<Task<T>> call, CancellationToken giveUp)
    {
        bool isOut = false;
        bool isBack = false;
        try
        {
            for (var pause = FirstPause; ; pause = pause * 2 < LongestPause ? pause * 2 : LongestPause)
            {
                try
                {
                    var answer = await call().ConfigureAwait(false);
                    isBack = true;
                    return answer;
                }
                catch (StoreUnavailableException error) when (!error.IsPermanent && !giveUp.IsCancellationRequested)
                {
                    if (!isOut && Interlocked.Increment(ref outages) == 1)
                        observer.StoreUnreachable(error.Message);
                    isOut = true;
                }
                // A wait cut short by giveUp leads to one last attempt, whose failure is thrown.
                await Task.Delay(pause, time, giveUp).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
        finally
        {
            if (isOut && Interlocked.Decrement(ref outages) == 0 && isBack)
                observer.StoreReachable();
        }
    }

    /// <inheritdoc cref="CallAsync{T}"/>
    public Task CallAsync(Func<Task> call, CancellationToken giveUp) => CallAsync<object?>(
        async () =>
        {
            await call().ConfigureAwait(false);
            return null;
        },
        giveUp);
}
