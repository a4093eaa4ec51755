using System.Numerics;
using Sweep.Trainer.Cpu.Layers;
using Sweep.Trainer.Cpu.Memory;
using Sweep.Trainer.Networks;

namespace Sweep.Trainer.Cpu.Tangents;

/// <summary>A layer norm, and how its outputs move.</summary>
/// <remarks>The formulas are those of <see cref="BatchNormTangentLayer"/>, with means over the channels of a position and h = scale g in
/// the place of g: the gradient of the inputs is r P h, where P h = h - mean(h) - n mean(n h).</remarks>
internal sealed unsafe class LayerNormTangentLayer : Layer
{
    private readonly Tensor input, inputTangent, output, outputTangent;
    private readonly float* scale, scaleMoved, shift, shiftGradients; // (channels); moved: how the gradients move
    private readonly float* scaleTangent, scaleGradients, shiftTangent, shiftMoved;
    private readonly float* means, meanTangents, inverses, products;  // (positions, samples): of x, of x', r, k
    private readonly float* normal, normalMoved;                      // (channels, lanes) n and n' of a few numbers
    private readonly float epsilon;

    /// <inheritdoc cref="BatchNormTangentLayer(TensorPair, TensorPair, LayerDescription.BatchNorm, LayerMemory, LayerMemory)"/>
    public LayerNormTangentLayer(TensorPair input, TensorPair output, LayerDescription.LayerNorm layer, LayerMemory values,
        LayerMemory directions)
    {
        (this.input, inputTangent, this.output, outputTangent) = (input.Value, input.Tangent, output.Value, output.Tangent);
        epsilon = (float)layer.Epsilon;
        values.Parameter("weight", out scale, out scaleMoved);
        values.Parameter("bias", out shift, out shiftMoved);
        directions.Parameter("weight", out scaleTangent, out scaleGradients);
        directions.Parameter("bias", out shiftTangent, out shiftGradients);
        int plane = input.Value.Plane, channels = input.Value.Shape.Channels;
        means = values.Arena.Floats(plane);
        meanTangents = values.Arena.Floats(plane);
        inverses = values.Arena.Floats(plane);
        products = values.Arena.Floats(plane);
        normal = values.Arena.Floats((long)channels * Vector<float>.Count);
        normalMoved = values.Arena.Floats((long)channels * Vector<float>.Count);
    }

    private int Channels => input.Shape.Channels;

    /// <inheritdoc/>
    public override void Forward(in Pass pass)
    {
        int plane = input.Plane;
        for (nint i = 0; i < plane; i += Vector<float>.Count)
        {
            float* x = input.Values(pass.MicroBatch) + i, dx = inputTangent.Values(pass.MicroBatch) + i;
            Measure(x, dx, i);
            Normalize(x, dx, i);
            float* y = output.Values(pass.MicroBatch) + i, dy = outputTangent.Values(pass.MicroBatch) + i;
            for (int c = 0; c < Channels; c++)
            {
                Vector<float> n = Normal(c), moved = NormalMoved(c);
                Vector.Store(n * scale[c] + new Vector<float>(shift[c]), y + c * (nint)plane);
                Vector.Store(n * scaleTangent[c] + moved * scale[c] + new Vector<float>(shiftTangent[c]), dy + c * (nint)plane);
            }
        }
    }

    /// <inheritdoc/>
    public override void Backward(in Pass pass)
    {
        nint plane = input.Plane;
        float share = 1f / Channels;
        for (nint i = 0; i < plane; i += Vector<float>.Count)
        {
            Normalize(input.Values(pass.MicroBatch) + i, inputTangent.Values(pass.MicroBatch) + i, i);
            float* gradients = outputTangent.Gradients(pass.MicroBatch) + i, gradientsMoved = output.Gradients(pass.MicroBatch) + i;
            Vector<float> meanH = default, meanNH = default, meanA = default, meanN = default; // A: of how h moves; N: of how n h does
            for (int c = 0; c < Channels; c++)
            {
                Vector<float> n = Normal(c), moved = NormalMoved(c);
                Vector<float> g = Vector.Load(gradients + c * plane), a = Vector.Load(gradientsMoved + c * plane);
                scaleMoved[c] += Vector.Sum(n * a + moved * g);
                shiftMoved[c] += Vector.Sum(a);
                scaleGradients[c] += Vector.Sum(n * g);
                shiftGradients[c] += Vector.Sum(g);
                Vector<float> h = g * scale[c], hMoved = g * scaleTangent[c] + a * scale[c];
                meanH += h;
                meanNH += n * h;
                meanA += hMoved;
                meanN += n * hMoved + moved * h;
            }
            if (!input.NeedsGradient)
                continue;
            (meanH, meanNH, meanA, meanN) = (meanH * share, meanNH * share, meanA * share, meanN * share);
            Vector<float> r = Vector.Load(inverses + i), k = Vector.Load(products + i);
            float* to = input.Gradients(pass.MicroBatch) + i;
            float* toTangent = inputTangent.NeedsGradient ? inputTangent.Gradients(pass.MicroBatch) + i : null;
            for (int c = 0; c < Channels; c++)
            {
                Vector<float> n = Normal(c), moved = NormalMoved(c);
                Vector<float> g = Vector.Load(gradients + c * plane), a = Vector.Load(gradientsMoved + c * plane);
                Vector<float> h = g * scale[c], hMoved = g * scaleTangent[c] + a * scale[c];
                var projected = h - meanH - n * meanNH;
                Vector.Store(r * (hMoved - meanA - n * meanN - moved * meanNH - k * projected), to + c * plane);
                if (toTangent != null)
                    Vector.Store(r * projected, toTangent + c * plane);
            }
        }
    }

    private Vector<float> Normal(int channel) => Vector.Load(normal + channel * Vector<float>.Count);

    private Vector<float> NormalMoved(int channel) => Vector.Load(normalMoved + channel * Vector<float>.Count);

    private void Measure(float* x, float* dx, nint at)
    {
        nint plane = input.Plane;
        float share = 1f / Channels;
        Vector<float> mean = default, meanTangent = default, squares = default, mixed = default;
        for (int c = 0; c < Channels; c++)
        {
            mean += Vector.Load(x + c * plane);
            meanTangent += Vector.Load(dx + c * plane);
        }
        (mean, meanTangent) = (mean * share, meanTangent * share);
        for (int c = 0; c < Channels; c++)
        {
            var distance = Vector.Load(x + c * plane) - mean;
            squares += distance * distance;
            mixed += distance * (Vector.Load(dx + c * plane) - meanTangent);
        }
        var inverse = Vector<float>.One / Vector.SquareRoot(squares * share + new Vector<float>(epsilon));
        Vector.Store(mean, means + at);
        Vector.Store(meanTangent, meanTangents + at);
        Vector.Store(inverse, inverses + at);
        Vector.Store(inverse * inverse * mixed * share, products + at);
    }

    private void Normalize(float* x, float* dx, nint at)
    {
        nint plane = input.Plane;
        Vector<float> mean = Vector.Load(means + at), meanTangent = Vector.Load(meanTangents + at), r = Vector.Load(inverses + at),
            k = Vector.Load(products + at);
        for (int c = 0; c < Channels; c++)
        {
            var n = (Vector.Load(x + c * plane) - mean) * r;
            Vector.Store(n, normal + c * Vector<float>.Count);
            Vector.Store((Vector.Load(dx + c * plane) - meanTangent) * r - n * k, normalMoved + c * Vector<float>.Count);
        }
    }
}
