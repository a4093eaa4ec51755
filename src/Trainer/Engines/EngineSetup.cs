namespace Sweep.Trainer.Engines;

/// <summary>An engine made for a machine, and what there is to say of it.</summary>
/// <param name="Engine">Computes.</param>
/// <param name="DefaultSlots">Trainings at the same time unless the user says otherwise.</param>
/// <param name="Devices">Where it trains, for people: "processor", "cuda:0 NVIDIA H200".</param>
public sealed record EngineSetup(IEngine Engine, int DefaultSlots, string Devices)
{
    /// <summary>Facts for the environment stored with each attempt, by name; empty where the processor says all.</summary>
    public IReadOnlyDictionary<string, string> Facts { get; init; } = new Dictionary<string, string>();

    /// <summary>What the user should know before it begins: why a GPU is not used. One sentence each.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];
}
