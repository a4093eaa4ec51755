using Sweep.Planning.Trials;
using Sweep.Store;

namespace Sweep.Client.Cluster;

/// <summary>A silo as a client sees it.</summary>
/// <param name="Worker">Its worker's id: its address and when it was started.</param>
/// <param name="Answer">What its worker says of itself; null if it does not answer.</param>
/// <param name="Silence">Why it does not answer; null if it does.</param>
internal sealed record SiloView(WorkerId Worker, SiloAnswer? Answer, string? Silence)
{
    /// <summary>Its address, without the time of its start.</summary>
    public string Address => ShortAddress(Worker);

    /// <summary>Whether it takes trials.</summary>
    public bool TakesTrials => Answer is { Quarantine: null };

    /// <summary>One word: ok, quarantined, no store, silent.</summary>
    public string Health => Answer switch
    {
        null => "silent",
        { Quarantine: not null } => "quarantined",
        { StoreTrouble: not null } => "no store",
        _ => "ok",
    };

    /// <summary>Why it is not well; null if it is.</summary>
    public string? Details => Silence ?? Answer?.Quarantine ?? Answer?.StoreTrouble;

    /// <summary>The address in a silo's worker id; other workers' ids as they are.</summary>
    public static string ShortAddress(WorkerId worker) => worker.Value is null ? "" : worker.Value.Split('@')[0];
}

/// <summary>What a silo's worker says of itself.</summary>
/// <param name="Host">Machine name.</param>
/// <param name="Engine">What trains.</param>
/// <param name="Slots">Trainings at the same time.</param>
/// <param name="Running">The attempts it runs, each with its last epoch (null before the first).</param>
/// <param name="Quarantine">Why it takes no more trials; null if it does.</param>
/// <param name="StoreTrouble">Why it cannot reach the store; null if it can.</param>
/// <param name="Devices">Where it trains.</param>
/// <param name="MaxFusedTrials">How many trials a slot trains together, at most.</param>
internal sealed record SiloAnswer(string Host, string Engine, int Slots, IReadOnlyDictionary<Lease, EpochMetrics?> Running,
    string? Quarantine, string? StoreTrouble, string Devices = "processor", int MaxFusedTrials = 1);

/// <summary>The coordinator of a sweep.</summary>
/// <param name="Worker">The silo it lives on.</param>
/// <param name="Dispatched">Trials it has handed out since it lives there.</param>
/// <param name="Epochs">The last epoch of running attempts, as far as it has heard.</param>
internal sealed record CoordinatorView(WorkerId Worker, long Dispatched, IReadOnlyDictionary<Lease, EpochMetrics> Epochs);
