using Sweep.Trainer.Cpu.Memory;
using Sweep.Trainer.Networks;

namespace Sweep.Trainer.Cpu.Layers;

/// <summary>The channels of one position.</summary>
internal sealed unsafe class TokenLayer(Tensor input, Tensor output, LayerDescription.Token layer) : Layer
{
    private readonly int place = layer.Number * input.Samples; // in the plane of a channel

    /// <inheritdoc/>
    public override void Forward(in Pass pass)
    {
        float* x = input.Values(pass.MicroBatch) + place, y = output.Values(pass.MicroBatch);
        for (int c = 0; c < input.Shape.Channels; c++, x += input.Plane, y += input.Samples)
            Lines.Copy(x, y, input.Samples);
    }

    /// <inheritdoc/>
    public override void Backward(in Pass pass)
    {
        if (!input.NeedsGradient)
            return;
        float* gradient = output.Gradients(pass.MicroBatch), to = input.Gradients(pass.MicroBatch);
        Lines.Clear(to, input.Length);
        for (int c = 0; c < input.Shape.Channels; c++, gradient += input.Samples, to += input.Plane)
            Lines.Copy(gradient, to + place, input.Samples);
    }
}
