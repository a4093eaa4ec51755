using Sweep.Trainer.Data;

namespace Sweep.Trainer.Engines;

/// <summary>Makes the engine that a user chose.</summary>
public static class TrainingEngines
{
    /// <summary>Why there is no TorchSharp engine, where a build lacks it.</summary>
    public const string TorchSharpAbsence = "This build lacks the TorchSharp engine, because the package feed did not serve TorchSharp or SWEEP_WITHOUT left it out.";

    /// <summary>Makes the engine ready.</summary>
    /// <param name="choice">What the user wants.</param>
    /// <param name="torch">The TorchSharp engine; null in builds without it.</param>
    /// <param name="datasets">Gives trials their datasets.</param>
    /// <param name="time">Measures training seconds.</param>
    /// <param name="cancellation">Ends looking for GPUs.</param>
    /// <exception cref="EngineException">It cannot be had; the message says why and what helps.</exception>
    public static async Task<TrainingEngine> CreateAsync(EngineChoice choice, ITorchEngine? torch, DatasetLoader datasets, TimeProvider time, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(choice);
        if (choice.Engine == EngineChoice.Cpu)
            return new TrainingEngine(new CpuTrainer(datasets, time), Environment.ProcessorCount, "processor");
        if (torch is null)
            throw new EngineException($"{TorchSharpAbsence} --engine cpu trains without it.");
        var gpus = choice.Wish == DeviceWish.Processor ? [] : await Gpus.FindAsync(cancellation).ConfigureAwait(false);
        return torch.Create(choice, datasets, time, gpus);
    }
}
