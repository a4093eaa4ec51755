using Sweep.Trainer.Cpu.Kernels;
using Sweep.Trainer.Cpu.Memory;

namespace Sweep.Trainer.Cpu.Layers;

/// <summary>What a layer is compiled with.</summary>
/// <param name="Kernels">The kernels of this machine.</param>
/// <param name="Arena">Where its buffers come from.</param>
/// <param name="Parameters">All parameters of the network.</param>
/// <param name="Node">The layer's name, which heads its parameters' names.</param>
/// <param name="Plan">Where it has memory from that it needs only while it runs.</param>
/// <param name="KeptMicroBatches">How many micro-batches are in memory at once: 1, or all of a batch.</param>
internal sealed record LayerMemory(KernelSet Kernels, Arena Arena, ParameterBlock Parameters, string Node, MemoryPlan Plan,
    int KeptMicroBatches)
{
    /// <summary>Whether somebody reads the gradients of the parameters.</summary>
    public bool HasGradients { get; init; } = true;

    /// <summary>A parameter of the layer by its last name: its values and its gradients, null where nobody reads these.</summary>
    public unsafe void Parameter(string name, out float* values, out float* gradients)
    {
        int offset = Parameters[$"{Node}.{name}"].Offset;
        values = Parameters.Values + offset;
        gradients = HasGradients ? Parameters.Gradients + offset : null;
    }
}
