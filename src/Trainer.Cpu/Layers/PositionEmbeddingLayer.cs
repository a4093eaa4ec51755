using System.Numerics;
using Sweep.Trainer.Cpu.Kernels;
using Sweep.Trainer.Cpu.Memory;

namespace Sweep.Trainer.Cpu.Layers;

/// <summary>Adds a learned number to each channel of each position.</summary>
internal sealed unsafe class PositionEmbeddingLayer : Layer
{
    private readonly Tensor input, output;
    private readonly float* embedding, embeddingGradients; // (channels, height, width)

    public PositionEmbeddingLayer(Tensor input, Tensor output, LayerMemory memory)
    {
        (this.input, this.output) = (input, output);
        memory.Parameter("embedding", out embedding, out embeddingGradients);
    }

    /// <inheritdoc/>
    public override void Forward(in Pass pass)
    {
        float* x = input.Values(pass.MicroBatch), y = output.Values(pass.MicroBatch);
        for (int i = 0; i < input.Shape.Count; i++)
        {
            var own = new Vector<float>(embedding[i]);
            for (int s = 0; s < input.Samples; s += Vector<float>.Count, x += Vector<float>.Count, y += Vector<float>.Count)
                Vector.Store(Vector.Load(x) + own, y);
        }
    }

    /// <inheritdoc/>
    public override void Backward(in Pass pass)
    {
        float* gradient = output.Gradients(pass.MicroBatch);
        for (int i = 0; i < input.Shape.Count; i++)
            embeddingGradients[i] += LaneSums.Sum(gradient + (nint)i * input.Samples, input.Samples);
        if (input.NeedsGradient)
            Lines.Copy(gradient, input.Gradients(pass.MicroBatch), input.Length);
    }
}
