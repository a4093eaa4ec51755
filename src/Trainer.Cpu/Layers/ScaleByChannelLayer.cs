using Sweep.Trainer.Cpu.Memory;

namespace Sweep.Trainer.Cpu.Layers;

/// <summary>Each channel of a sample times that sample's factor for the channel.</summary>
internal sealed unsafe class ScaleByChannelLayer(Tensor input, Tensor scales, Tensor output) : Layer
{
    /// <inheritdoc/>
    public override void Forward(in Pass pass)
    {
        float* x = input.Values(pass.MicroBatch), y = output.Values(pass.MicroBatch), scale = scales.Values(pass.MicroBatch);
        int samples = input.Samples;
        for (int c = 0; c < input.Shape.Channels; c++, scale += samples)
        {
            for (int i = 0; i < input.Shape.Plane; i++, x += samples, y += samples)
                Lines.Multiply(x, scale, y, samples);
        }
    }

    /// <inheritdoc/>
    public override void Backward(in Pass pass)
    {
        float* gradient = output.Gradients(pass.MicroBatch);
        int samples = input.Samples, plane = input.Shape.Plane;
        for (int c = 0; c < input.Shape.Channels; c++)
        {
            nint first = (nint)c * input.Plane;
            if (scales.NeedsGradient)
            {
                float* x = input.Values(pass.MicroBatch) + first, to = scales.Gradients(pass.MicroBatch) + (nint)c * samples;
                Lines.Clear(to, samples);
                for (int i = 0; i < plane; i++)
                    Lines.AddProduct(gradient + first + (nint)i * samples, x + (nint)i * samples, to, samples);
            }
            if (input.NeedsGradient)
            {
                float* scale = scales.Values(pass.MicroBatch) + (nint)c * samples, to = input.Gradients(pass.MicroBatch) + first;
                for (int i = 0; i < plane; i++)
                    Lines.Multiply(gradient + first + (nint)i * samples, scale, to + (nint)i * samples, samples);
            }
        }
    }
}
