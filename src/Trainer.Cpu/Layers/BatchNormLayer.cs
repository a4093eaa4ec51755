using System.Numerics;
using Sweep.Trainer.Cpu.Memory;
using Sweep.Trainer.Engines;
using Sweep.Trainer.Networks;

namespace Sweep.Trainer.Cpu.Layers;

/// <summary>Batch normalisation over the live samples of a whole batch and all positions, as PyTorch computes it: biased variance to
/// normalise, unbiased in the running mean.</summary>
internal sealed unsafe class BatchNormLayer : Layer
{
    private readonly Tensor input, output;
    private readonly float* scale, scaleGradients, shift, shiftGradients; // (channels)
    private readonly float* mean, inverse;                                // (channels) of the batch: mean, 1/sqrt(variance + epsilon)
    private readonly float* runningMean, runningVariance;                 // (channels)
    private readonly float epsilon, momentum;

    public BatchNormLayer(Tensor input, Tensor output, LayerDescription.BatchNorm layer, LayerMemory memory)
    {
        (this.input, this.output, epsilon, momentum) = (input, output, (float)layer.Epsilon, (float)layer.Momentum);
        memory.Parameter("weight", out scale, out scaleGradients);
        memory.Parameter("bias", out shift, out shiftGradients);
        int channels = input.Shape.Channels;
        mean = memory.Arena.Floats(channels);
        inverse = memory.Arena.Floats(channels);
        runningMean = memory.Arena.Floats(channels);
        runningVariance = memory.Arena.Floats(channels);
        new Span<float>(runningVariance, channels).Fill(1);
        Statistics =
        [
            new NamedBlock(TensorNames.RunningMean(memory.Node), runningMean, channels),
            new NamedBlock(TensorNames.RunningVariance(memory.Node), runningVariance, channels),
        ];
    }

    /// <inheritdoc/>
    public override bool NeedsWholeBatch => true;

    /// <inheritdoc/>
    public override IReadOnlyList<NamedBlock> Statistics { get; }

    /// <summary>Forward in evaluation: running statistics.</summary>
    public override void Forward(in Pass pass)
    {
        for (int c = 0; c < input.Shape.Channels; c++)
            Normalise(c, pass.MicroBatch, runningMean[c], 1 / MathF.Sqrt(runningVariance[c] + epsilon));
    }

    /// <inheritdoc/>
    public override void Backward(in Pass pass) => throw new InvalidOperationException("Batch norm goes backward over whole batches.");

    /// <inheritdoc/>
    public override void ForwardAll(in Batch batch)
    {
        double count = (double)batch.Count * input.Shape.Plane;
        for (int c = 0; c < input.Shape.Channels; c++)
        {
            double sum = 0, squares = 0;
            for (int m = 0; m < batch.MicroBatches; m++)
                sum += Sum(input.Values(m) + (nint)c * input.Plane, batch[m].SampleCount, centre: 0, squared: false);
            float centre = (float)(sum / count);
            for (int m = 0; m < batch.MicroBatches; m++)
                squares += Sum(input.Values(m) + (nint)c * input.Plane, batch[m].SampleCount, centre, squared: true);
            double variance = squares / count;
            mean[c] = centre;
            inverse[c] = (float)(1 / Math.Sqrt(variance + epsilon));
            runningMean[c] += momentum * (centre - runningMean[c]);
            runningVariance[c] += momentum * ((float)(squares / Math.Max(1, count - 1)) - runningVariance[c]);
            for (int m = 0; m < batch.MicroBatches; m++)
                Normalise(c, m, centre, inverse[c]);
        }
    }

    /// <inheritdoc/>
    public override void BackwardAll(in Batch batch)
    {
        float count = (float)batch.Count * input.Shape.Plane;
        for (int c = 0; c < input.Shape.Channels; c++)
        {
            nint at = (nint)c * input.Plane;
            double sum = 0, product = 0; // of the gradients, and of gradient x normalised input
            for (int m = 0; m < batch.MicroBatches; m++)
                AddSums(output.Gradients(m) + at, input.Values(m) + at, c, ref sum, ref product);
            shiftGradients[c] += (float)sum;
            scaleGradients[c] += (float)product;
            if (!input.NeedsGradient)
                continue;
            for (int m = 0; m < batch.MicroBatches; m++)
            {
                Centre(output.Gradients(m) + at, input.Values(m) + at, input.Gradients(m)
                    + at, c, (float)sum / count, (float)product / count);
                ClearDead(input.Gradients(m) + at, batch[m].SampleCount);
            }
        }
    }

    private void Normalise(int c, int microBatch, float centre, float inverseDeviation)
    {
        nint at = (nint)c * input.Plane;
        float* x = input.Values(microBatch) + at, y = output.Values(microBatch) + at;
        float factor = inverseDeviation * scale[c], constant = shift[c];
        for (nint i = 0; i < input.Plane; i += Vector<float>.Count)
            Vector.Store((Vector.Load(x + i) - new Vector<float>(centre)) * factor + new Vector<float>(constant), y + i);
    }

    private double Sum(float* x, int live, float centre, bool squared)
    {
        double total = 0;
        for (int position = 0; position < input.Shape.Plane; position++, x += input.Samples)
        {
            float line = 0;
            for (int s = 0; s < live; s++)
            {
                float d = x[s] - centre;
                line += squared ? d * d : d;
            }
            total += line;
        }
        return total;
    }

    // Dead samples have zero gradient, so they need no mask here.
    private void AddSums(float* gradient, float* x, int c, ref double sum, ref double product)
    {
        var centre = new Vector<float>(mean[c]);
        for (int position = 0; position < input.Shape.Plane; position++)
        {
            var sums = Vector<float>.Zero;
            var products = Vector<float>.Zero;
            for (int s = 0; s < input.Samples; s += Vector<float>.Count, gradient += Vector<float>.Count, x += Vector<float>.Count)
            {
                var g = Vector.Load(gradient);
                sums += g;
                products += g * (Vector.Load(x) - centre);
            }
            sum += Vector.Sum(sums);
            product += Vector.Sum(products) * inverse[c];
        }
    }

    private void Centre(float* gradient, float* x, float* to, int c, float meanGradient, float meanProduct)
    {
        var centre = new Vector<float>(mean[c]);
        var shared = new Vector<float>(meanGradient);
        float slope = inverse[c] * meanProduct, factor = scale[c] * inverse[c];
        for (nint i = 0; i < input.Plane; i += Vector<float>.Count)
            Vector.Store((Vector.Load(gradient + i) - shared - (Vector.Load(x + i) - centre) * slope) * factor, to + i);
    }

    private void ClearDead(float* to, int live)
    {
        if (live == input.Samples)
            return;
        for (int position = 0; position < input.Shape.Plane; position++, to += input.Samples)
            Lines.Clear(to + live, input.Samples - live);
    }
}
