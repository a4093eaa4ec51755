using Sweep.Trainer.Cpu.Memory;
using Sweep.Trainer.Networks;

namespace Sweep.Trainer.Cpu.Layers;

/// <summary>Channels of zeros before and after those of the input.</summary>
internal sealed unsafe class PadChannelsLayer(Tensor input, Tensor output, LayerDescription.PadChannels layer) : Layer
{
    private readonly int before = layer.Before * input.Plane, after = layer.After * input.Plane; // numbers

    /// <inheritdoc/>
    public override void Forward(in Pass pass)
    {
        float* y = output.Values(pass.MicroBatch);
        Lines.Clear(y, before);
        Lines.Copy(input.Values(pass.MicroBatch), y + before, input.Length);
        Lines.Clear(y + before + input.Length, after);
    }

    /// <inheritdoc/>
    public override void Backward(in Pass pass)
    {
        if (input.NeedsGradient)
            Lines.Copy(output.Gradients(pass.MicroBatch) + before, input.Gradients(pass.MicroBatch), input.Length);
    }
}
