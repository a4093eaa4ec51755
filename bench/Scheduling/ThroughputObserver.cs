using System.Diagnostics;
using System.Globalization;
using Sweep.Planning.Trials;

namespace Sweep.Scheduling.Bench;

/// <summary>Prints the rate of each stretch of trials: it should be as high at the end as at the beginning.</summary>
internal sealed class ThroughputObserver(int stretch) : IWorkObserver
{
    private readonly long startedAt = Stopwatch.GetTimestamp();
    private long ended, stretchAt = Stopwatch.GetTimestamp();

    public void TrialEnded(TrialDescription trial, TrialOutcome outcome)
    {
        long count = Interlocked.Increment(ref ended);
        if (count % stretch != 0)
            return;
        long now = Stopwatch.GetTimestamp();
        double seconds = Stopwatch.GetElapsedTime(Interlocked.Exchange(ref stretchAt, now), now).TotalSeconds;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{count,9} trials after {Stopwatch.GetElapsedTime(startedAt, now).TotalSeconds,6:F2} s: {stretch / seconds,6:F0} trials/s"));
    }

    public void TrialStarted(TrialDescription trial)
    {
    }

    public void EpochCompleted(TrialDescription trial, EpochMetrics metrics)
    {
    }

    public void SweepPaused(string sweep, string reason) => Console.WriteLine($"{sweep} is paused: {reason}");

    public void StoreUnreachable(string message) => Console.WriteLine(message);

    public void StoreReachable() => Console.WriteLine("The store is back.");
}
