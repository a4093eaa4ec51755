using Sweep.Trainer.Data;

namespace Sweep.Trainer.Engines;

/// <summary>The TorchSharp engine as this project knows it, which does not reference it.</summary>
public interface ITorchEngine
{
    /// <summary>Whether it can train here, and on which of the given GPUs.</summary>
    EngineFitness Inspect(IReadOnlyList<Gpu> gpus);

    /// <summary>Makes it ready to train.</summary>
    /// <param name="choice">What the user wants of it.</param>
    /// <param name="datasets">Gives trials their datasets.</param>
    /// <param name="time">Measures training seconds.</param>
    /// <param name="gpus">What the driver reports.</param>
    /// <exception cref="EngineException">It cannot be had; the message says why and what helps.</exception>
    TrainingEngine Create(EngineChoice choice, DatasetLoader datasets, TimeProvider time, IReadOnlyList<Gpu> gpus);
}

/// <summary>Whether an engine can train here.</summary>
/// <param name="Problem">Why it cannot train at all, with the remedy; null if it can, at least on the processor.</param>
/// <param name="Version">Its libraries' version; null if there are none.</param>
/// <param name="GpuProblems">For each GPU asked about, in order: why it cannot be used, with the remedy, or null if it can.</param>
public sealed record EngineFitness(string? Problem, string? Version, IReadOnlyList<string?> GpuProblems);
