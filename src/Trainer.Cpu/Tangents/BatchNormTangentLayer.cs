using System.Numerics;
using Sweep.Trainer.Cpu.Layers;
using Sweep.Trainer.Cpu.Memory;
using Sweep.Trainer.Networks;

namespace Sweep.Trainer.Cpu.Tangents;

/// <summary>A batch norm by the statistics of the batch, and how its outputs move.</summary>
/// <remarks>With n the normalised inputs, r = 1/sqrt(variance + epsilon), u = r x' and k the mean of n u over the batch:
/// n' = u - mean(u) - n k and r' = -r k. The gradient of the inputs is scale r P g, where P g = g - mean(g) - n mean(n g).</remarks>
internal sealed unsafe class BatchNormTangentLayer : Layer
{
    private readonly Tensor input, inputTangent, output, outputTangent;
    private readonly float* scale, scaleMoved, shift, shiftGradients; // (channels); moved: how the gradients move
    private readonly float* scaleTangent, scaleGradients, shiftTangent, shiftMoved;
    private readonly float* means, meanTangents, inverses, products;  // (channels): of x, of x', r, k
    private readonly float* live;                                     // (samples) 1, or 0 for lanes without a sample
    private readonly float epsilon;
    private double count;                                             // numbers per channel

    /// <param name="input">Values and tangents.</param>
    /// <param name="output">Values and tangents.</param>
    /// <param name="layer">What it is.</param>
    /// <param name="values">Where scale and shift are.</param>
    /// <param name="directions">Where their directions are.</param>
    public BatchNormTangentLayer(TensorPair input, TensorPair output, LayerDescription.BatchNorm layer, LayerMemory values,
        LayerMemory directions)
    {
        (this.input, inputTangent, this.output, outputTangent) = (input.Value, input.Tangent, output.Value, output.Tangent);
        epsilon = (float)layer.Epsilon;
        values.Parameter("weight", out scale, out scaleMoved);
        values.Parameter("bias", out shift, out shiftMoved);
        directions.Parameter("weight", out scaleTangent, out scaleGradients);
        directions.Parameter("bias", out shiftTangent, out shiftGradients);
        int channels = input.Value.Shape.Channels;
        means = values.Arena.Floats(channels);
        meanTangents = values.Arena.Floats(channels);
        inverses = values.Arena.Floats(channels);
        products = values.Arena.Floats(channels);
        live = values.Arena.Floats(input.Value.Samples);
    }

    /// <inheritdoc/>
    public override void Forward(in Pass pass)
    {
        for (int s = 0; s < input.Samples; s++)
            live[s] = s < pass.SampleCount ? 1 : 0;
        count = (double)pass.SampleCount * input.Shape.Plane;
        int plane = input.Plane;
        for (int c = 0; c < input.Shape.Channels; c++)
        {
            nint at = (nint)c * plane;
            float* x = input.Values(pass.MicroBatch) + at, dx = inputTangent.Values(pass.MicroBatch) + at;
            Measure(c, x, dx);
            Vector<float> mean = new(means[c]), meanTangent = new(meanTangents[c]), inverse = new(inverses[c]), product = new(products[c]);
            Vector<float> factor = new(scale[c]), constant = new(shift[c]), factorTangent = new(scaleTangent[c]),
                constantTangent = new(shiftTangent[c]);
            float* y = output.Values(pass.MicroBatch) + at, dy = outputTangent.Values(pass.MicroBatch) + at;
            for (nint i = 0; i < plane; i += Vector<float>.Count)
            {
                var n = (Vector.Load(x + i) - mean) * inverse;
                var moved = (Vector.Load(dx + i) - meanTangent) * inverse - n * product;
                Vector.Store(n * factor + constant, y + i);
                Vector.Store(n * factorTangent + moved * factor + constantTangent, dy + i);
            }
        }
    }

    /// <inheritdoc/>
    public override void Backward(in Pass pass)
    {
        int plane = input.Plane;
        for (int c = 0; c < input.Shape.Channels; c++)
        {
            nint at = (nint)c * plane;
            float* x = input.Values(pass.MicroBatch) + at, dx = inputTangent.Values(pass.MicroBatch) + at;
            float* g = outputTangent.Gradients(pass.MicroBatch) + at, moved = output.Gradients(pass.MicroBatch) + at;
            var sums = Sums(c, x, dx, g, moved);
            scaleMoved[c] += (float)(sums.ByNormal + sums.GradientByMoved);
            shiftMoved[c] += (float)sums.Moved;
            scaleGradients[c] += (float)sums.GradientByNormal;
            shiftGradients[c] += (float)sums.Gradient;
            if (input.NeedsGradient)
                InputGradients(c, x, dx, g, moved, sums, input.Gradients(pass.MicroBatch) + at,
                    inputTangent.NeedsGradient ? inputTangent.Gradients(pass.MicroBatch) + at : null);
        }
    }

    private void Measure(int channel, float* x, float* dx)
    {
        int samples = input.Samples, plane = input.Plane;
        double sum = 0, tangents = 0, squares = 0, mixed = 0;
        for (nint line = 0; line < plane; line += samples)
        {
            Vector<float> own = default, moved = default;
            for (int s = 0; s < samples; s += Vector<float>.Count)
            {
                var mask = Vector.Load(live + s);
                own += Vector.Load(x + line + s) * mask;
                moved += Vector.Load(dx + line + s) * mask;
            }
            sum += Vector.Sum(own);
            tangents += Vector.Sum(moved);
        }
        float mean = means[channel] = (float)(sum / count), meanTangent = meanTangents[channel] = (float)(tangents / count);
        for (nint line = 0; line < plane; line += samples)
        {
            Vector<float> square = default, product = default;
            for (int s = 0; s < samples; s += Vector<float>.Count)
            {
                var distance = (Vector.Load(x + line + s) - new Vector<float>(mean)) * Vector.Load(live + s);
                square += distance * distance;
                product += distance * (Vector.Load(dx + line + s) - new Vector<float>(meanTangent));
            }
            squares += Vector.Sum(square);
            mixed += Vector.Sum(product);
        }
        double inverse = 1 / Math.Sqrt(squares / count + epsilon);
        inverses[channel] = (float)inverse;
        products[channel] = (float)(inverse * inverse * mixed / count);
    }

    // Lanes without a sample have zero gradients.
    private ChannelSums Sums(int channel, float* x, float* dx, float* gradients, float* gradientsMoved)
    {
        Vector<float> mean = new(means[channel]), meanTangent = new(meanTangents[channel]), inverse = new(inverses[channel]),
            product = new(products[channel]);
        var total = default(ChannelSums);
        for (nint line = 0; line < input.Plane; line += input.Samples)
        {
            Vector<float> sumG = default, sumNG = default, sumMG = default, sumA = default, sumNA = default;
            for (nint i = line; i < line + input.Samples; i += Vector<float>.Count)
            {
                var n = (Vector.Load(x + i) - mean) * inverse;
                var moved = (Vector.Load(dx + i) - meanTangent) * inverse - n * product;
                Vector<float> g = Vector.Load(gradients + i), a = Vector.Load(gradientsMoved + i);
                sumG += g;
                sumNG += n * g;
                sumMG += moved * g;
                sumA += a;
                sumNA += n * a;
            }
            total = new(total.Gradient + Vector.Sum(sumG), total.GradientByNormal + Vector.Sum(sumNG),
                total.GradientByMoved + Vector.Sum(sumMG), total.Moved + Vector.Sum(sumA), total.ByNormal + Vector.Sum(sumNA));
        }
        return total;
    }

    private void InputGradients(int channel, float* x, float* dx, float* gradients, float* gradientsMoved, in ChannelSums sums,
        float* to, float* toTangent)
    {
        double r = inverses[channel], k = products[channel];
        Vector<float> mean = new(means[channel]), meanTangent = new(meanTangents[channel]), inverse = new((float)r),
            product = new((float)k);
        Vector<float> meanG = new((float)(sums.Gradient / count)), meanNG = new((float)(sums.GradientByNormal / count)),
            meanA = new((float)(sums.Moved / count)), meanN = new((float)((sums.ByNormal + sums.GradientByMoved) / count));
        Vector<float> factor = new((float)(scale[channel] * r)),
            factorTangent = new((float)((scaleTangent[channel] - scale[channel] * k) * r));
        for (nint line = 0; line < input.Plane; line += input.Samples)
        {
            for (int s = 0; s < input.Samples; s += Vector<float>.Count)
            {
                nint i = line + s;
                var mask = Vector.Load(live + s);
                var n = (Vector.Load(x + i) - mean) * inverse;
                var moved = (Vector.Load(dx + i) - meanTangent) * inverse - n * product;
                var projected = Vector.Load(gradients + i) - meanG - n * meanNG;
                var projectedMoved = Vector.Load(gradientsMoved + i) - meanA - n * meanN - moved * meanNG;
                Vector.Store((factorTangent * projected + factor * projectedMoved) * mask, to + i);
                if (toTangent != null)
                    Vector.Store(factor * projected * mask, toTangent + i);
            }
        }
    }

    /// <summary>Sums over a channel of the gradients g, of g times n and n', of how g moves, and of that times n.</summary>
    private readonly record struct ChannelSums(double Gradient, double GradientByNormal, double GradientByMoved, double Moved,
        double ByNormal);
}
