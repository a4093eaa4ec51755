using Sweep.Planning.Trials;
using Sweep.Scheduling;
using Sweep.Store;

namespace Sweep.Grains;

/// <summary>What a silo trains with.</summary>
/// <param name="CreateRunner">Makes the runner of this silo's slots, once its worker's id (the silo's address) is known. It tells its
/// events to the observer.</param>
/// <param name="Host">Machine name, for people.</param>
/// <param name="Engine">Engine name, for people: "cpu".</param>
public sealed record SiloWorkerOptions(Func<WorkerId, IWorkObserver, TrialRunner> CreateRunner, string Host, string Engine)
{
    /// <summary>Where it trains, for people: "processor", "cuda:0 NVIDIA H200".</summary>
    public string Devices { get; init; } = "processor";

    /// <summary>How many trials a slot trains together now; at least 1. Default: 1.</summary>
    public Func<int> MaxFusedTrials { get; init; } = () => 1;

    /// <summary>How long a claimed trial's lease holds without renewal; the same as the runner's. Default 60 s.</summary>
    /// <remarks>The death of a silo ends its leases at once; this time matters only when all silos are gone.</remarks>
    public TimeSpan LeaseDuration { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Number of classes that a trial tells apart, null where unknown; the same as the runner's.</summary>
    public Func<Configuration, int?> ClassesOf { get; init; } = _ => null;
}
