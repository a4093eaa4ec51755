using Sweep.Trainer.Cpu.Memory;

namespace Sweep.Trainer.Cpu.Layers;

/// <summary>Inputs one behind the other along the channels. An input that lies there already needs no copy.</summary>
internal sealed unsafe class ConcatLayer(Tensor[] inputs, Tensor output) : Layer
{
    /// <inheritdoc/>
    public override void Forward(in Pass pass)
    {
        float* next = output.Values(pass.MicroBatch);
        foreach (var input in inputs)
        {
            float* from = input.Values(pass.MicroBatch);
            if (from != next)
                Lines.Copy(from, next, input.Length);
            next += input.Length;
        }
    }

    /// <inheritdoc/>
    public override void Backward(in Pass pass)
    {
        float* next = output.Gradients(pass.MicroBatch);
        foreach (var input in inputs)
        {
            if (input.NeedsGradient && input.Gradients(pass.MicroBatch) is var to && to != next)
                Lines.Copy(next, to, input.Length);
            next += input.Length;
        }
    }
}
