using Sweep.Trainer.Cpu.Memory;
using Sweep.Trainer.Networks;

namespace Sweep.Trainer.Cpu.Layers;

/// <summary>Some of the channels; the gradient of the others is zero.</summary>
internal sealed unsafe class SliceChannelsLayer(Tensor input, Tensor output, LayerDescription.SliceChannels layer) : Layer
{
    private readonly int first = layer.First * input.Plane; // numbers

    /// <inheritdoc/>
    public override void Forward(in Pass pass) =>
        Lines.Copy(input.Values(pass.MicroBatch) + first, output.Values(pass.MicroBatch), output.Length);

    /// <inheritdoc/>
    public override void Backward(in Pass pass)
    {
        if (!input.NeedsGradient)
            return;
        float* to = input.Gradients(pass.MicroBatch);
        Lines.Clear(to, input.Length);
        Lines.Copy(output.Gradients(pass.MicroBatch), to + first, output.Length);
    }
}
