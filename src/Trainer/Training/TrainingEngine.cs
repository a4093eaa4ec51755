using Sweep.Trainer.Engines;

namespace Sweep.Trainer.Training;

/// <summary>An engine ready to train, and what there is to say of it.</summary>
/// <param name="Trainer">What trains; disposed with this if it can be.</param>
/// <param name="DefaultSlots">Trainings at the same time unless the user says otherwise.</param>
/// <param name="Devices">Where it trains, for people: "processor", "cuda:0 NVIDIA H200".</param>
public sealed record TrainingEngine(ITrainer Trainer, int DefaultSlots, string Devices) : IDisposable
{
    /// <summary>Facts for the environment stored with each attempt, by name; empty where the processor says all.</summary>
    public IReadOnlyDictionary<string, string> Facts { get; init; } = new Dictionary<string, string>();

    /// <summary>What the user should know before it begins: why a GPU is not used. One sentence each.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>"torchsharp-cuda on cuda:0 NVIDIA H200, up to 64 trials as one program".</summary>
    public string Description => Trainer.MaxFusedTrials > 1
        ? $"{Trainer.Name} on {Devices}, up to {Trainer.MaxFusedTrials} trials as one program"
        : $"{Trainer.Name} on {Devices}";

    /// <summary>What it can train.</summary>
    public EngineCapabilities Capabilities => Trainer.Capabilities;

    /// <inheritdoc/>
    public void Dispose() => (Trainer as IDisposable)?.Dispose();
}
