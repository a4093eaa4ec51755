using Sweep.Planning.Trials;

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

    /// <summary>Levels that it cannot train, by setting; empty if it can train all.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Lacks => Trainer.Capabilities.Lacks;

    /// <summary>Why this engine cannot train a configuration, with the remedy; null if it can, as far as one can tell before
    /// training.</summary>
    public string? Refuses(Configuration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        return Lacks.Any(lack => configuration.Settings.TryGetValue(lack.Key, out var value) && lack.Value.Contains(value.Label))
            ? "precision: bfloat16 is for the TorchSharp engine; add --engine torchsharp, or leave the setting out."
            : null;
    }

    /// <inheritdoc/>
    public void Dispose() => (Trainer as IDisposable)?.Dispose();
}
