using Sweep.Trainer.Engines;

namespace Sweep.Trainer.Cpu;

/// <summary>Offers the managed engine, which every machine has.</summary>
public sealed class CpuEngineFactory : IEngineFactory
{
    /// <inheritdoc/>
    public string Name => EngineChoice.Cpu;

    /// <inheritdoc/>
    public EngineFitness Inspect(IReadOnlyList<Gpu> gpus)
    {
        ArgumentNullException.ThrowIfNull(gpus);
        return new EngineFitness(Problem: null, Version: null, [.. gpus.Select(_ => "the cpu engine trains on the processor only")]);
    }

    /// <inheritdoc/>
    public EngineSetup Create(EngineChoice choice, IReadOnlyList<Gpu> gpus) =>
        new(new CpuEngine(), Environment.ProcessorCount, "processor");
}
