using Sweep.Trainer.Cpu.Memory;
using Sweep.Trainer.Networks;

namespace Sweep.Trainer.Cpu.Layers;

/// <summary>Mean over windows; padded places count as zeros, those outside of the padding not at all.</summary>
internal sealed unsafe class AveragePoolLayer(Tensor input, Tensor output, LayerDescription.AveragePool pool) : Layer
{
    /// <inheritdoc/>
    public override void Forward(in Pass pass)
    {
        float* x = input.Values(pass.MicroBatch), y = output.Values(pass.MicroBatch);
        Lines.Clear(y, output.Length);
        Visit(x, y, forward: true);
    }

    /// <inheritdoc/>
    public override void Backward(in Pass pass)
    {
        if (!input.NeedsGradient)
            return;
        float* to = input.Gradients(pass.MicroBatch);
        Lines.Clear(to, input.Length);
        Visit(to, output.Gradients(pass.MicroBatch), forward: false);
    }

    private void Visit(float* plane, float* window, bool forward)
    {
        int samples = input.Samples, height = input.Shape.Height, width = input.Shape.Width;
        for (int c = 0; c < output.Shape.Channels; c++, plane += input.Plane)
        {
            for (int oy = 0; oy < output.Shape.Height; oy++)
            {
                int top = oy * pool.Stride.Height - pool.Padding.Height;
                int rows = Math.Min(pool.Kernel.Height, height + pool.Padding.Height - top);
                for (int ox = 0; ox < output.Shape.Width; ox++, window += samples)
                {
                    int left = ox * pool.Stride.Width - pool.Padding.Width;
                    float share = 1f / (rows * Math.Min(pool.Kernel.Width, width + pool.Padding.Width - left));
                    for (int y = Math.Max(0, top); y < Math.Min(height, top + pool.Kernel.Height); y++)
                    {
                        for (int x = Math.Max(0, left); x < Math.Min(width, left + pool.Kernel.Width); x++)
                        {
                            float* at = plane + (nint)(y * width + x) * samples;
                            Lines.AddScaled(forward ? at : window, share, forward ? window : at, samples);
                        }
                    }
                }
            }
        }
    }
}
