using Orleans;
using Sweep.Planning.Trials;
using Sweep.Store;

namespace Sweep.Grains;

/// <summary>Places that a silo offers.</summary>
/// <param name="Worker">The silo's worker.</param>
/// <param name="Free">Trials that would begin at once.</param>
/// <param name="Queue">Trials that may wait there, because trainings are so quick that slots would run dry between two offers.</param>
[GenerateSerializer, Alias("sweep.SlotOffering"), Immutable]
public sealed record SlotOffering([property: Id(0)] WorkerId Worker, [property: Id(1)] int Free, [property: Id(2)] int Queue);

/// <summary>What happened to a trial.</summary>
[GenerateSerializer, Alias("sweep.TrialEventKind")]
public enum TrialEventKind
{
    /// <summary>A slot began with it.</summary>
    Started,

    /// <summary>An epoch ended.</summary>
    Epoch,

    /// <summary>The attempt ended; its result is being stored.</summary>
    Ended,
}

/// <summary>One event of one attempt.</summary>
/// <param name="Kind">What happened.</param>
/// <param name="Lease">Which attempt.</param>
/// <param name="Worker">On which silo.</param>
/// <param name="Epoch">The epoch's values, for <see cref="TrialEventKind.Epoch"/>.</param>
/// <param name="Outcome">How it ended, for <see cref="TrialEventKind.Ended"/>; null when it was given back or its lease is lost.</param>
/// <param name="Levels">The trial's settings as people read them, and its seed.</param>
[GenerateSerializer, Alias("sweep.TrialEvent"), Immutable]
public sealed record TrialEvent([property: Id(0)] TrialEventKind Kind, [property: Id(1)] Lease Lease, [property: Id(2)] WorkerId Worker,
    [property: Id(3)] IReadOnlyList<KeyValuePair<string, string>> Levels, [property: Id(4)] EpochMetrics? Epoch,
    [property: Id(5)] TrialOutcome? Outcome);

/// <summary>A place in the event log of one coordinator activation.</summary>
/// <param name="Log">Names the log: another coordinator has another one.</param>
/// <param name="Next">Number of the next event, from 0.</param>
[GenerateSerializer, Alias("sweep.WatchPosition"), Immutable]
public readonly record struct WatchPosition([property: Id(0)] Guid Log, [property: Id(1)] long Next)
{
    /// <summary>Everything that is still remembered.</summary>
    public static WatchPosition Start => default;
}

/// <summary>Consecutive events.</summary>
/// <param name="Events">The events; empty in a sign of life.</param>
/// <param name="Position">Where to go on.</param>
/// <param name="HasGap">Whether events before these were missed by this watcher; the store has their results.</param>
[GenerateSerializer, Alias("sweep.EventBatch"), Immutable]
public sealed record EventBatch([property: Id(0)] IReadOnlyList<TrialEvent> Events, [property: Id(1)] WatchPosition Position,
    [property: Id(2)] bool HasGap);

/// <summary>A running attempt.</summary>
/// <param name="Lease">The attempt.</param>
/// <param name="Worker">Its silo.</param>
/// <param name="Levels">The trial's settings as people read them, and its seed.</param>
/// <param name="Epoch">Its last epoch; null before the first.</param>
[GenerateSerializer, Alias("sweep.RunningTrialState"), Immutable]
public sealed record RunningTrialState([property: Id(0)] Lease Lease, [property: Id(1)] WorkerId Worker,
    [property: Id(2)] IReadOnlyList<KeyValuePair<string, string>> Levels, [property: Id(3)] EpochMetrics? Epoch);

/// <summary>What a coordinator knows.</summary>
/// <param name="Silo">Where the coordinator lives.</param>
/// <param name="Dispatched">Trials it has started since it lives.</param>
/// <param name="Running">Running trials it has heard of.</param>
[GenerateSerializer, Alias("sweep.SweepProgress"), Immutable]
public sealed record SweepProgress([property: Id(0)] string Silo, [property: Id(1)] long Dispatched,
    [property: Id(2)] IReadOnlyList<RunningTrialState> Running);

/// <summary>The worker of a silo.</summary>
/// <param name="Worker">Its id.</param>
/// <param name="Host">Machine name.</param>
/// <param name="Engine">What trains: "cpu", "torchsharp-cuda".</param>
/// <param name="Slots">Trainings at the same time.</param>
/// <param name="Running">What is running or about to.</param>
/// <param name="QuarantineReason">Why it takes no more trials; null if it does.</param>
/// <param name="StoreTrouble">Why the store cannot be reached from there; null if it can.</param>
/// <param name="Devices">Where it trains: "processor", "cuda:0 NVIDIA H200".</param>
/// <param name="MaxFusedTrials">How many trials a slot trains together, at most.</param>
[GenerateSerializer, Alias("sweep.WorkerState"), Immutable]
public sealed record WorkerState([property: Id(0)] WorkerId Worker, [property: Id(1)] string Host, [property: Id(2)] string Engine,
    [property: Id(3)] int Slots, [property: Id(4)] IReadOnlyList<RunningTrialState> Running, [property: Id(5)] string? QuarantineReason,
    [property: Id(6)] string? StoreTrouble, [property: Id(7)] string Devices, [property: Id(8)] int MaxFusedTrials);
