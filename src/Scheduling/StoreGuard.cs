using System.Collections.Concurrent;
using Sweep.Store;

namespace Sweep.Scheduling;

/// <summary>Calls the store until it answers: an outage costs time, never a result.</summary>
/// <param name="observer">Told when an outage begins and ends.</param>
/// <param name="answered">Called when a store that was away, or that kept a call waiting, has answered.</param>
/// <param name="time">Paces the attempts: 0.25 s, doubling up to 10 s.</param>
internal sealed class StoreGuard(IWorkObserver observer, Action answered, TimeProvider time)
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(250), MaxPause = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan QuickAnswer = TimeSpan.FromSeconds(5); // what takes longer may never come

    private readonly ConcurrentDictionary<object, long> waiting = new(); // since when
    private int outages; // calls that are waiting for the store

    /// <summary>Whether the store answers what it is asked: no call has failed since its last success, and none waits for an answer for
    /// long.</summary>
    public bool IsAnswering => Volatile.Read(ref outages) == 0 && !waiting.Values.Any(since => time.GetElapsedTime(since) > QuickAnswer);

    /// <summary>Repeats a call through an outage.</summary>
    /// <param name="call">Safe to repeat: every store call is fenced or idempotent.</param>
    /// <param name="giveUp">Ends the waiting; the last <see cref="StoreUnavailableException"/> is thrown then, as one that waiting cannot
    /// help is at once.</param>
    public async Task<T> CallAsync<T>(Func<Task<T>> call, CancellationToken giveUp)
    {
        object key = new();
        StoreUnavailableException? trouble = null;
        bool isBack = false;
        waiting[key] = time.GetTimestamp();
        try
        {
            for (var pause = FirstPause; ; pause = pause * 2 < MaxPause ? pause * 2 : MaxPause)
            {
                try
                {
                    var answer = await call().ConfigureAwait(false);
                    isBack = true;
                    return answer;
                }
                catch (StoreUnavailableException error) when (!error.IsPermanent && !giveUp.IsCancellationRequested)
                {
                    if (trouble is null && Interlocked.Increment(ref outages) == 1)
                        observer.StoreUnreachable(error.Message);
                    trouble = error;
                }
                catch (OperationCanceledException) when (trouble is not null && giveUp.IsCancellationRequested)
                {
                    throw trouble; // the store did not answer this time either
                }
                // A wait cut short by giveUp leads to one last attempt, whose failure is thrown.
                await Task.Delay(pause, time, giveUp).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
        finally
        {
            waiting.TryRemove(key, out long since);
            if (trouble is not null && Interlocked.Decrement(ref outages) == 0 && isBack)
                observer.StoreReachable();
            if (trouble is not null || time.GetElapsedTime(since) > QuickAnswer)
                answered();
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
