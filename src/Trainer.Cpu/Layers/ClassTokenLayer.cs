using Sweep.Trainer.Cpu.Kernels;
using Sweep.Trainer.Cpu.Memory;

namespace Sweep.Trainer.Cpu.Layers;

/// <summary>A learned position before those of the input.</summary>
internal sealed unsafe class ClassTokenLayer : Layer
{
    private readonly Tensor input, output;
    private readonly float* token, tokenGradients; // (channels)

    public ClassTokenLayer(Tensor input, Tensor output, LayerMemory memory)
    {
        (this.input, this.output) = (input, output);
        memory.Parameter("token", out token, out tokenGradients);
    }

    /// <inheritdoc/>
    public override void Forward(in Pass pass)
    {
        float* x = input.Values(pass.MicroBatch), y = output.Values(pass.MicroBatch);
        for (int c = 0; c < input.Shape.Channels; c++, x += input.Plane, y += output.Plane)
        {
            new Span<float>(y, input.Samples).Fill(token[c]);
            Lines.Copy(x, y + input.Samples, input.Plane);
        }
    }

    /// <inheritdoc/>
    public override void Backward(in Pass pass)
    {
        float* gradient = output.Gradients(pass.MicroBatch);
        for (int c = 0; c < input.Shape.Channels; c++, gradient += output.Plane)
        {
            tokenGradients[c] += LaneSums.Sum(gradient, input.Samples);
            if (input.NeedsGradient)
                Lines.Copy(gradient + input.Samples, input.Gradients(pass.MicroBatch) + (nint)c * input.Plane, input.Plane);
        }
    }
}
