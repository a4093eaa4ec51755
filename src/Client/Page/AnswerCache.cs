using System.Runtime.ExceptionServices;

namespace Sweep.Client.Page;

/// <summary>Answers that take long, kept for as long as nothing changes. While a newer one is made, in the background and once for all who
/// ask, the outdated one is given.</summary>
/// <remarks>Thread-safe. Bounded: those that were not asked for the longest are given up.</remarks>
internal sealed class AnswerCache<T>(TimeProvider time)
{
    private const int Capacity = 64, PauseFactor = 4; // between the beginnings of computations: so many times what one takes
    private static readonly TimeSpan Quick = TimeSpan.FromMilliseconds(300);

    private readonly Lock gate = new();
    private readonly Dictionary<string, Entry> entries = [];

    /// <summary>The answer to a question.</summary>
    /// <param name="question">Names it.</param>
    /// <param name="version">The state of what it is made from: another one makes the answer outdated.</param>
    /// <param name="mayBeOutdated">Whether an outdated answer will do where a new one takes long.</param>
    /// <param name="compute">Makes it; not ended when the one who asks goes away.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    public async Task<DatedAnswer<T>> GetAsync(string question, string version, bool mayBeOutdated, Func<Task<T>> compute,
        CancellationToken cancellation)
    {
        Task<DatedAnswer<T>> wanted;
        lock (gate)
        {
            var entry = Find(question);
            if (entry.Known is { } known)
            {
                if (known.Version == version)
                    return known;
                if (mayBeOutdated && known.Took >= Quick)
                {
                    entry.ThrowFault();
                    if (time.GetUtcNow() - known.At > known.Took * PauseFactor)
                        _ = entry.Begin(() => RunAsync(entry, version, compute));
                    return known with { IsOutdated = true };
                }
            }
            wanted = entry.Begin(() => RunAsync(entry, version, compute));
        }
        var answer = await wanted.WaitAsync(cancellation);
        return answer.Version == version || mayBeOutdated ? answer
            : await GetAsync(question, version, mayBeOutdated, compute, cancellation); // it was begun before
    }

    private Entry Find(string question)
    {
        if (!entries.TryGetValue(question, out var entry))
        {
            while (entries.Count >= Capacity)
                entries.Remove(entries.MinBy(e => e.Value.AskedAt).Key);
            entries[question] = entry = new Entry();
        }
        entry.AskedAt = time.GetTimestamp();
        return entry;
    }

    private async Task<DatedAnswer<T>> RunAsync(Entry entry, string version, Func<Task<T>> compute)
    {
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        long begun = time.GetTimestamp();
        var value = await compute();
        var answer = new DatedAnswer<T>(value, version, time.GetUtcNow(), time.GetElapsedTime(begun));
        lock (gate)
            entry.Known = answer;
        return answer;
    }

    private sealed class Entry
    {
        private Task<DatedAnswer<T>>? running;

        public DatedAnswer<T>? Known { get; set; }

        public long AskedAt { get; set; }

        public Task<DatedAnswer<T>> Begin(Func<Task<DatedAnswer<T>>> run) =>
            running is { IsCompleted: false } ? running : running = run();

        // What failed in the background is told to the next who asks.
        public void ThrowFault()
        {
            if (running is { IsFaulted: true } failed)
            {
                running = null;
                ExceptionDispatchInfo.Throw(failed.Exception!.InnerException!);
            }
        }
    }
}

/// <summary>An answer and when it was made.</summary>
/// <param name="Value">The answer.</param>
/// <param name="Version">The state that it was made from.</param>
/// <param name="At">When.</param>
/// <param name="Took">How long that took.</param>
internal sealed record DatedAnswer<T>(T Value, string Version, DateTimeOffset At, TimeSpan Took)
{
    /// <summary>Whether a newer one is being made.</summary>
    public bool IsOutdated { get; init; }
}
