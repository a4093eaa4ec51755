using Sweep.Trainer.Data;

namespace Sweep.Trainer.Engines;

/// <summary>Makes the engine that a user chose.</summary>
public static class TrainingEngines
{
    /// <summary>Makes the engine ready.</summary>
    /// <param name="choice">What the user wants.</param>
    /// <param name="torch">The TorchSharp engine.</param>
    /// <param name="datasets">Gives trials their datasets.</param>
    /// <param name="time">Measures training seconds.</param>
    /// <param name="cancellation">Ends looking for GPUs.</param>
    /// <exception cref="EngineException">It cannot be had; the message says why and what helps.</exception>
    public static async Task<TrainingEngine> CreateAsync(EngineChoice choice, ITorchEngine torch, DatasetLoader datasets, TimeProvider time,
        CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(choice);
        ArgumentNullException.ThrowIfNull(torch);
        if (choice.Engine == EngineChoice.Cpu)
            return new TrainingEngine(new CpuTrainer(datasets, time), Environment.ProcessorCount, "processor");
        var gpus = choice.Wish == DeviceWish.Processor ? [] : await Gpus.FindAsync(cancellation).ConfigureAwait(false);
        return torch.Create(choice, datasets, time, gpus);
    }
}
