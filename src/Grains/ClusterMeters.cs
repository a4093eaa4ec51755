using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Sweep.Analysis.Comparisons;
using Sweep.Planning.Trials;

namespace Sweep.Grains;

/// <summary>The measurements of a silo, under the meter <see cref="Name"/>.</summary>
public sealed class ClusterMeters : IDisposable
{
    /// <summary>Name of the meter.</summary>
    public const string Name = "Sweep.Cluster";

    private readonly Meter meter = new(Name);
    private readonly ConcurrentDictionary<string, long> queued = new(StringComparer.Ordinal);
    private readonly Counter<long> started;
    private readonly Counter<long> ended;
    private readonly Histogram<double> dispatchDuration;
    private readonly Histogram<double> startDelay;

    /// <summary>Makes the instruments.</summary>
    public ClusterMeters()
    {
        started = meter.CreateCounter<long>("sweep.trials.started", description: "Trials begun on this silo's slots.");
        ended = meter.CreateCounter<long>("sweep.trials.ended", description: "Attempts ended on this silo, by outcome.");
        dispatchDuration = meter.CreateHistogram("sweep.dispatch.duration", "s",
            "From the claim in the store until the silo has taken the trial, by coordinators on this silo.",
            advice: Buckets(0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 5));
        startDelay = meter.CreateHistogram("sweep.start.delay", "s", "From taking a trial until a slot begins with it.",
            advice: Buckets(0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 2));
        meter.CreateObservableGauge("sweep.queue",
            () => queued.Select(q => new Measurement<long>(q.Value, KeyValuePair.Create<string, object?>("sweep", q.Key))),
            description: "Queued trials of the sweeps whose coordinator is on this silo; an estimate between two counts.");
    }

    /// <summary>Adds gauges that read the silo's slots.</summary>
    /// <param name="slots">Slots in all.</param>
    /// <param name="running">Trials held, waiting ones included.</param>
    /// <param name="storeReachable">1 while the store can be reached, else 0.</param>
    internal void ObserveSlots(Func<int> slots, Func<int> running, Func<int> storeReachable)
    {
        meter.CreateObservableGauge("sweep.slots", slots, description: "Slots of this silo.");
        meter.CreateObservableGauge("sweep.slots.held", running, description: "Trials that this silo runs or has waiting.");
        meter.CreateObservableGauge("sweep.store.reachable", storeReachable, description: "1 while this silo's worker reaches the store.");
    }

    /// <param name="duration">From the claim until the silo had taken the trial.</param>
    /// <param name="isElsewhere">Whether that silo is another one than the coordinator's.</param>
    internal void Dispatched(TimeSpan duration, bool isElsewhere) =>
        dispatchDuration.Record(duration.TotalSeconds, KeyValuePair.Create<string, object?>("silo", isElsewhere ? "other" : "same"));

    internal void Started(TimeSpan delay)
    {
        started.Add(1);
        startDelay.Record(delay.TotalSeconds);
    }

    internal void Ended(TrialOutcome outcome) => ended.Add(1, KeyValuePair.Create<string, object?>("outcome", outcome switch
    {
        TrialOutcome.Completed => "completed",
        TrialOutcome.Diverged => "diverged",
        TrialOutcome.Pruned => "pruned",
        TrialOutcome.Failed failed => $"failed_{failed.Kind.ToString().ToLowerInvariant()}",
        _ => "cancelled",
    }));

    /// <param name="sweep">The sweep.</param>
    /// <param name="count">Its queued trials; null when it is over.</param>
    internal void Queued(string sweep, long? count)
    {
        if (count is { } some)
            queued[sweep] = some;
        else
            queued.TryRemove(sweep, out _);
    }

    /// <inheritdoc/>
    public void Dispose() => meter.Dispose();

    private static InstrumentAdvice<double> Buckets(params double[] bounds) => new() { HistogramBucketBoundaries = bounds };
}
