using Sweep.Trainer.Cpu.Compilation;
using Sweep.Trainer.Cpu.Kernels;
using Sweep.Trainer.Cpu.Memory;
using Sweep.Trainer.Cpu.Meta;
using Sweep.Trainer.Cpu.Optimizers;
using Sweep.Trainer.Engines;
using Sweep.Trainer.Networks;
using Sweep.Trainer.Optimizers;
using Sweep.Trainer.Protocols;

namespace Sweep.Trainer.Cpu;

/// <summary>Offers the managed engine, which every machine has.</summary>
public sealed class CpuEngineFactory : IEngineFactory
{
    /// <summary>What the engine can do.</summary>
    internal static readonly EngineCapabilities All = EngineCapabilities.Basic with { SecondOrderGradients = true };

    /// <inheritdoc/>
    public string Name => EngineChoice.Cpu;

    /// <inheritdoc/>
    public EngineCapabilities Capabilities => All;

    /// <inheritdoc/>
    /// <remarks>Compiles without allocating, so that the number is that of the training by construction.</remarks>
    public MemoryNeed NetworkMemory(TrialSettings settings, ShapedNetwork network)
    {
        ArgumentNullException.ThrowIfNull(settings);
        if (settings.Meta is { } meta)
        {
            using var both = new EpisodeNetworks(meta, network, KernelSet.Best, countsOnly: true);
            return new MemoryNeed(both.Bytes, IsExact: true);
        }
        using var compiled = NetworkCompiler.CompileCounted(network, settings.BatchSize, KernelSet.Best);
        return new MemoryNeed(compiled.Bytes, IsExact: true);
    }

    /// <inheritdoc/>
    public long OptimizerMemory(OptimizerSettings optimizer, ShapedNetwork network)
    {
        ArgumentNullException.ThrowIfNull(network);
        using var arena = new Arena(countsOnly: true);
        using var counted = Optimizer.CreateCounted(optimizer, new ParameterBlock(network.Parameters, arena));
        return counted.Bytes;
    }

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
