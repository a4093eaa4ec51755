using Sweep.Trainer.Cpu.Memory;

namespace Sweep.Trainer.Cpu.Layers;

/// <summary>Inputs one behind the other along the channels.</summary>
internal sealed unsafe class ConcatLayer(Tensor[] inputs, Tensor output) : Layer
{
    /// <inheritdoc/>
    public override void Forward(in Pass pass)
    {
        float* next = output.Values(pass.MicroBatch);
        foreach (var input in inputs)
        {
            Lines.Copy(input.Values(pass.MicroBatch), next, input.Length);
            next += input.Length;
        }
    }

    /// <inheritdoc/>
    public override void Backward(in Pass pass)
    {
        float* next = output.Gradients(pass.MicroBatch);
        foreach (var input in inputs)
        {
            if (input.NeedsGradient)
                Lines.Copy(next, input.Gradients(pass.MicroBatch), input.Length);
            next += input.Length;
        }
    }
}
