using Sweep.Trainer.Cpu.Memory;

namespace Sweep.Trainer.Cpu.Layers;

/// <summary>Stands behind a node with several readers: they share its values, and their gradients are added here. One of them may be the
/// memory of the sum.</summary>
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
        int first = 0;
        while (first < branches.Length && branches[first].Gradients(pass.MicroBatch) != sum)
            first++;
        if (first == branches.Length)
            Lines.Copy(branches[first = 0].Gradients(pass.MicroBatch), sum, input.Length);
        for (int i = 0; i < branches.Length; i++)
        {
            if (i != first)
                Lines.Add(branches[i].Gradients(pass.MicroBatch), sum, input.Length);
        }
    }
}
