using Sweep.Trainer.Cpu.Memory;
using Sweep.Trainer.Networks;

namespace Sweep.Trainer.Cpu.Layers;

/// <summary>The channels of all groups in turn.</summary>
internal sealed unsafe class ShuffleChannelsLayer(Tensor input, Tensor output, LayerDescription.ShuffleChannels layer) : Layer
{
    private readonly int perGroup = input.Shape.Channels / layer.Groups, plane = input.Plane;

    /// <inheritdoc/>
    public override void Forward(in Pass pass)
    {
        float* x = input.Values(pass.MicroBatch), y = output.Values(pass.MicroBatch);
        for (int c = 0; c < input.Shape.Channels; c++)
            Lines.Copy(x + (nint)c * plane, y + (nint)Shuffled(c) * plane, plane);
    }

    /// <inheritdoc/>
    public override void Backward(in Pass pass)
    {
        if (!input.NeedsGradient)
            return;
        float* x = input.Gradients(pass.MicroBatch), y = output.Gradients(pass.MicroBatch);
        for (int c = 0; c < input.Shape.Channels; c++)
            Lines.Copy(y + (nint)Shuffled(c) * plane, x + (nint)c * plane, plane);
    }

    private int Shuffled(int channel) => channel % perGroup * layer.Groups + channel / perGroup;
}
