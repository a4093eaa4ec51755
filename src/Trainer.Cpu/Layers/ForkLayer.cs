using Sweep.Trainer.Cpu.Memory;

namespace Sweep.Trainer.Cpu.Layers;

/// <summary>Stands behind a node with several readers: they share its values, and their gradients are added here, in the order of
/// readers.</summary>
internal sealed unsafe class ForkLayer(Tensor input, Tensor[] branches) : Layer
{
    /// <inheritdoc/>
    public override void Forward(in Pass pass)
    {
    }

    /// <inheritdoc/>
    public override void Backward(in Pass pass)
    {
        float* sum = input.Gradients(pass.MicroBatch);
        Lines.Copy(branches[0].Gradients(pass.MicroBatch), sum, input.Length);
        for (int i = 1; i < branches.Length; i++)
            Lines.Add(branches[i].Gradients(pass.MicroBatch), sum, input.Length);
    }
}
