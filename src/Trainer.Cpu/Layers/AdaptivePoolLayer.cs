using Sweep.Trainer.Cpu.Memory;

namespace Sweep.Trainer.Cpu.Layers;

/// <summary>Mean over windows chosen so that the output has its size; 1x1 is global pooling.</summary>
internal sealed unsafe class AdaptivePoolLayer(Tensor input, Tensor output) : Layer
{
    /// <inheritdoc/>
    public override void Forward(in Pass pass)
    {
        float* y = output.Values(pass.MicroBatch);
        Lines.Clear(y, output.Length);
        Visit(input.Values(pass.MicroBatch), y, forward: true);
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
        int outputHeight = output.Shape.Height, outputWidth = output.Shape.Width;
        for (int c = 0; c < output.Shape.Channels; c++, plane += input.Plane)
        {
            for (int oy = 0; oy < outputHeight; oy++)
            {
                int top = oy * height / outputHeight, bottom = ((oy + 1) * height + outputHeight - 1) / outputHeight;
                for (int ox = 0; ox < outputWidth; ox++, window += samples)
                {
                    int left = ox * width / outputWidth, right = ((ox + 1) * width + outputWidth - 1) / outputWidth;
                    float share = 1f / ((bottom - top) * (right - left));
                    for (int y = top; y < bottom; y++)
                    {
                        for (int x = left; x < right; x++)
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
