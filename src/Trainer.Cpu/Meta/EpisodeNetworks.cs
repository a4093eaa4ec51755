using Sweep.Trainer.Cpu.Compilation;
using Sweep.Trainer.Cpu.Kernels;
using Sweep.Trainer.Cpu.Tangents;
using Sweep.Trainer.Networks;
using Sweep.Trainer.Protocols;

namespace Sweep.Trainer.Cpu.Meta;

/// <summary>A network compiled for episodes: for their gradients, and for products with the Hessian where the method needs these.</summary>
internal sealed class EpisodeNetworks : IDisposable
{
    private const int MicroBatch = 16; // episodes are small

    /// <param name="meta">How it learns.</param>
    /// <param name="shape">With an output for each way.</param>
    /// <param name="kernels">The vector width to use.</param>
    /// <param name="countsOnly">Whether memory is only counted.</param>
    /// <exception cref="NotSupportedException">A layer kind has no tangent and the method is of the second order.</exception>
    public EpisodeNetworks(MetaSettings meta, ShapedNetwork shape, KernelSet kernels, bool countsOnly = false)
    {
        int support = meta.Ways * meta.Shots, largest = Math.Max(support, meta.Ways * meta.Queries);
        if (meta.Method is MetaMethod.Maml or MetaMethod.Anil)
            Tangents = TangentCompiler.Compile(shape, support, kernels, countsOnly);
        try
        {
            Network = countsOnly ? NetworkCompiler.CompileCounted(shape, largest, kernels, MicroBatch)
                : NetworkCompiler.Compile(shape, largest, kernels, MicroBatch);
        }
        catch
        {
            Tangents?.Dispose();
            throw;
        }
        Network.Objective = new ClassObjective(meta.Ways, Network.MicroBatchSamples);
    }

    /// <summary>For batches of a task's support or queries.</summary>
    public CpuNetwork Network { get; }

    /// <summary>For batches of a task's support; null for methods of the first order.</summary>
    public TangentNetwork? Tangents { get; }

    /// <summary>Bytes of both.</summary>
    public long Bytes => Network.Bytes + (Tangents?.Bytes ?? 0);

    /// <inheritdoc/>
    public void Dispose()
    {
        Network.Dispose();
        Tangents?.Dispose();
    }
}
