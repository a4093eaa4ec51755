using Sweep.Trainer.Cpu.Memory;
using Sweep.Trainer.Networks;

namespace Sweep.Trainer.Cpu.Layers;

/// <summary>Each position becomes a block of equal ones; their gradients are added line by line.</summary>
internal sealed unsafe class UpsampleLayer(Tensor input, Tensor output, LayerDescription.Upsample layer) : Layer
{
    private readonly Extent factor = layer.Factor;

    /// <inheritdoc/>
    public override void Forward(in Pass pass)
    {
        int samples = input.Samples, line = output.Shape.Width * samples;
        float* x = input.Values(pass.MicroBatch), y = output.Values(pass.MicroBatch);
        for (int row = 0; row < input.Shape.Channels * input.Shape.Height; row++)
        {
            float* first = y;
            for (int column = 0; column < input.Shape.Width; column++, x += samples)
            {
                for (int i = 0; i < factor.Width; i++, y += samples)
                    Lines.Copy(x, y, samples);
            }
            for (int i = 1; i < factor.Height; i++, y += line)
                Lines.Copy(first, y, line);
        }
    }

    /// <inheritdoc/>
    public override void Backward(in Pass pass)
    {
        if (!input.NeedsGradient)
            return;
        int samples = input.Samples;
        float* gradient = output.Gradients(pass.MicroBatch), to = input.Gradients(pass.MicroBatch);
        Lines.Clear(to, input.Length);
        for (int row = 0; row < input.Shape.Channels * input.Shape.Height; row++, to += input.Shape.Width * samples)
        {
            for (int i = 0; i < factor.Height * output.Shape.Width; i++, gradient += samples)
                Lines.Add(gradient, to + i % output.Shape.Width / factor.Width * samples, samples);
        }
    }
}
