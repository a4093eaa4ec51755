using Sweep.Trainer.Checkpoints;
using Sweep.Trainer.Data;
using Sweep.Trainer.Data.Catalogue;
using Sweep.Trainer.Engines;

namespace Sweep.Trainer.Training;

/// <summary>Makes the engine that a user chose.</summary>
public static class TrainingEngines
{
    /// <summary>Makes the engine ready.</summary>
    /// <param name="choice">What the user wants.</param>
    /// <param name="engines">Those that the program offers, one for each name of <see cref="EngineChoice.Engines"/>.</param>
    /// <param name="datasets">Gives trials their datasets.</param>
    /// <param name="checkpoints">Where trainings save themselves; null for nowhere.</param>
    /// <param name="time">Measures training seconds.</param>
    /// <param name="cancellation">Ends looking for GPUs.</param>
    /// <exception cref="EngineException">It cannot be had; the message says why and what helps.</exception>
    public static async Task<TrainingEngine> CreateAsync(EngineChoice choice, IReadOnlyList<IEngineFactory> engines, DatasetLoader datasets,
        CheckpointFolder? checkpoints, TimeProvider time, CancellationToken cancellation)
    {
        var setup = await SetUpAsync(choice, engines, cancellation).ConfigureAwait(false);
        return new TrainingEngine(new TrialTrainer(setup.Engine, datasets, time, checkpoints), setup.DefaultSlots,
            setup.Devices) { Facts = setup.Facts, Notes = setup.Notes };
    }

    /// <summary>Makes the bare engine ready.</summary>
    /// <param name="choice">What the user wants.</param>
    /// <param name="engines">Those that the program offers, one for each name of <see cref="EngineChoice.Engines"/>.</param>
    /// <param name="cancellation">Ends looking for GPUs.</param>
    /// <exception cref="EngineException">It cannot be had; the message says why and what helps.</exception>
    public static async Task<EngineSetup> SetUpAsync(EngineChoice choice, IReadOnlyList<IEngineFactory> engines,
        CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(choice);
        ArgumentNullException.ThrowIfNull(engines);
        var gpus = choice.Engine == EngineChoice.Cpu || choice.Wish == DeviceWish.Processor ? []
            : await Gpus.FindAsync(cancellation).ConfigureAwait(false);
        return engines.First(e => e.Name == choice.Engine).Create(choice, gpus);
    }
}
