using System.Numerics;
using Sweep.Trainer.Cpu.Memory;
using Sweep.Trainer.Networks;

namespace Sweep.Trainer.Cpu.Layers;

/// <summary>Layer normalisation over the channels of each position, samples side by side; the variance is the biased one, as in
/// PyTorch.</summary>
internal sealed unsafe class LayerNormLayer : Layer
{
    private const int Strip = 256; // floats of each channel that are worked on at once, so that they stay in the second-level cache

    private readonly Tensor input, output;
    private readonly float* scale, scaleGradients, shift, shiftGradients; // (channels)
    private readonly float* means, inverses;    // (micro-batch, positions, samples): mean, 1/sqrt(variance + epsilon)
    private readonly float* slopes, products;   // (strip) means of the gradients, and of gradient x normalised input
    private readonly float epsilon;
    private readonly nint stride;

    public LayerNormLayer(Tensor input, Tensor output, LayerDescription.LayerNorm layer, LayerMemory memory)
    {
        (this.input, this.output, epsilon) = (input, output, (float)layer.Epsilon);
        memory.Parameter("weight", out scale, out scaleGradients);
        memory.Parameter("bias", out shift, out shiftGradients);
        means = memory.Arena.Floats((long)input.Plane * memory.KeptMicroBatches);
        inverses = memory.Arena.Floats((long)input.Plane * memory.KeptMicroBatches);
        slopes = memory.Arena.Floats(Strip);
        products = memory.Arena.Floats(Strip);
        stride = memory.KeptMicroBatches > 1 ? input.Plane : 0;
    }

    /// <inheritdoc/>
    public override bool ReadsInputsBackward => true;

    /// <inheritdoc/>
    public override void Forward(in Pass pass)
    {
        for (int first = 0; first < input.Plane; first += Strip)
        {
            ForwardStrip(input.Values(pass.MicroBatch) + first, output.Values(pass.MicroBatch) + first,
                means + pass.MicroBatch * stride + first, inverses + pass.MicroBatch * stride + first,
                Math.Min(Strip, input.Plane - first));
        }
    }

    /// <inheritdoc/>
    public override void Backward(in Pass pass)
    {
        for (int first = 0; first < input.Plane; first += Strip)
        {
            BackwardStrip(input.Values(pass.MicroBatch) + first, output.Gradients(pass.MicroBatch) + first,
                input.NeedsGradient ? input.Gradients(pass.MicroBatch) + first : null, means + pass.MicroBatch * stride + first,
                inverses + pass.MicroBatch * stride + first, Math.Min(Strip, input.Plane - first));
        }
    }

    private void ForwardStrip(float* x, float* y, float* mean, float* inverse, int length)
    {
        int channels = input.Shape.Channels;
        Lines.Clear(mean, length);
        for (int c = 0; c < channels; c++)
            Lines.Add(x + (nint)c * input.Plane, mean, length);
        Lines.Scale(mean, 1f / channels, length);
        Lines.Clear(inverse, length);
        for (int c = 0; c < channels; c++)
        {
            float* line = x + (nint)c * input.Plane;
            for (int i = 0; i < length; i += Vector<float>.Count)
            {
                var distance = Vector.Load(line + i) - Vector.Load(mean + i);
                Vector.Store(Vector.Load(inverse + i) + distance * distance, inverse + i);
            }
        }
        for (int i = 0; i < length; i += Vector<float>.Count)
        {
            var variance = Vector.Load(inverse + i) * (1f / channels);
            Vector.Store(Vector<float>.One / Vector.SquareRoot(variance + new Vector<float>(epsilon)), inverse + i);
        }
        for (int c = 0; c < channels; c++)
        {
            float* from = x + (nint)c * input.Plane, to = y + (nint)c * input.Plane;
            Vector<float> factor = new(scale[c]), constant = new(shift[c]);
            for (int i = 0; i < length; i += Vector<float>.Count)
            {
                var normal = (Vector.Load(from + i) - Vector.Load(mean + i)) * Vector.Load(inverse + i);
                Vector.Store(normal * factor + constant, to + i);
            }
        }
    }

    // Dead samples have zero gradient, and get zero.
    private void BackwardStrip(float* x, float* gradient, float* to, float* mean, float* inverse, int length)
    {
        int channels = input.Shape.Channels;
        Lines.Clear(slopes, length);
        Lines.Clear(products, length);
        for (int c = 0; c < channels; c++)
        {
            float* from = x + (nint)c * input.Plane, given = gradient + (nint)c * input.Plane;
            var factor = new Vector<float>(scale[c]);
            Vector<float> sum = Vector<float>.Zero, product = Vector<float>.Zero;
            for (int i = 0; i < length; i += Vector<float>.Count)
            {
                var g = Vector.Load(given + i);
                var scaled = g * (Vector.Load(from + i) - Vector.Load(mean + i)) * Vector.Load(inverse + i);
                sum += g;
                product += scaled;
                Vector.Store(Vector.Load(slopes + i) + g * factor, slopes + i);
                Vector.Store(Vector.Load(products + i) + scaled * factor, products + i);
            }
            shiftGradients[c] += Vector.Sum(sum);
            scaleGradients[c] += Vector.Sum(product);
        }
        if (to == null)
            return;
        Lines.Scale(slopes, 1f / channels, length);
        Lines.Scale(products, 1f / channels, length);
        for (int c = 0; c < channels; c++)
        {
            float* from = x + (nint)c * input.Plane, given = gradient + (nint)c * input.Plane, into = to + (nint)c * input.Plane;
            var factor = new Vector<float>(scale[c]);
            for (int i = 0; i < length; i += Vector<float>.Count)
            {
                var spread = Vector.Load(inverse + i);
                var normal = (Vector.Load(from + i) - Vector.Load(mean + i)) * spread;
                var centred = Vector.Load(given + i) * factor - Vector.Load(slopes + i) - normal * Vector.Load(products + i);
                Vector.Store(centred * spread, into + i);
            }
        }
    }
}
