using Sweep.Trainer.Cpu.Memory;
using Sweep.Trainer.Engines;
using Sweep.Trainer.Networks;

namespace Sweep.Trainer.Cpu.Layers;

/// <summary>The numbers of a batch norm, a few for each channel: what its two layers know of each other.</summary>
internal sealed unsafe class BatchNormChannels
{
    private readonly float* scale, scaleGradients, shift, shiftGradients; // (channels)
    private readonly float* runningMean, runningVariance;                 // (channels)
    private readonly double[] mean, squares;            // of the micro-batches so far: mean, summed squares of the distances from it
    private readonly double[] gradients, products;      // so far: sums of the gradients, and of gradient x distance from the mean
    private readonly float[] inverse;                   // of the batch: 1/sqrt(variance + epsilon)
    private readonly double epsilon, momentum;
    private readonly int plane;
    private double count; // numbers per channel of the micro-batches so far
    private int? refreshed; // batches that running statistics are made of so far; null where they follow the training

    public BatchNormChannels(TensorShape shape, LayerDescription.BatchNorm layer, LayerMemory memory)
    {
        (epsilon, momentum, plane) = (layer.Epsilon, layer.Momentum, shape.Plane);
        memory.Parameter("weight", out scale, out scaleGradients);
        memory.Parameter("bias", out shift, out shiftGradients);
        int channels = shape.Channels;
        (mean, squares, gradients, products) = (new double[channels], new double[channels], new double[channels], new double[channels]);
        inverse = new float[channels];
        Factor = memory.Arena.Floats(channels);
        Constant = memory.Arena.Floats(channels);
        GradientFactor = memory.Arena.Floats(channels);
        GradientConstant = memory.Arena.Floats(channels);
        runningMean = memory.Arena.Floats(channels);
        runningVariance = memory.Arena.Floats(channels);
        new Span<float>(runningVariance, channels).Fill(1);
        Running =
        [
            new NamedBlock(TensorNames.RunningMean(memory.Node), runningMean, channels),
            new NamedBlock(TensorNames.RunningVariance(memory.Node), runningVariance, channels),
        ];
    }

    /// <summary>Running means and variances.</summary>
    public IReadOnlyList<NamedBlock> Running { get; }

    /// <summary>(channels) output = Factor * input + <see cref="Constant"/>.</summary>
    public float* Factor { get; }

    /// <summary>(channels).</summary>
    public float* Constant { get; }

    /// <summary>(channels) gradient of the input = Factor * gradient of the output + GradientFactor * input +
    /// <see cref="GradientConstant"/>.</summary>
    public float* GradientFactor { get; }

    /// <summary>(channels).</summary>
    public float* GradientConstant { get; }

    /// <summary>Mean of a channel in the batch.</summary>
    public float MeanOf(int channel) => (float)mean[channel];

    /// <summary>Whether batches go through in evaluation, each with its own statistics, and running statistics become their mean.</summary>
    public bool IsRefreshing
    {
        get => refreshed is not null;
        set
        {
            refreshed = value ? 0 : null;
            foreach (var running in Running.Where(_ => value))
                running.Values.Clear();
        }
    }

    /// <summary>What normalises in all passes, while running statistics stay as they are; null for the batch in training and running
    /// statistics in evaluation.</summary>
    public NormStatistics? Judged { get; set; }

    /// <summary>Whether a batch is normalised by its own statistics.</summary>
    public bool UsesBatch(bool training) => IsRefreshing || (Judged is { } judged ? judged == NormStatistics.Batch : training);

    /// <summary>Forgets the batch before; takes the running statistics where the batch's are not used.</summary>
    public void Begin(bool training)
    {
        count = 0;
        Array.Clear(mean);
        Array.Clear(squares);
        Array.Clear(gradients);
        Array.Clear(products);
        for (int c = 0; c < mean.Length && !UsesBatch(training); c++)
        {
            double deviation = 1 / Math.Sqrt(runningVariance[c] + epsilon);
            (mean[c], inverse[c]) = (runningMean[c], (float)deviation);
            SetFactor(c, runningMean[c], deviation);
        }
    }

    /// <summary>Adds numbers of a channel (Chan, Golub and LeVeque, 1983).</summary>
    /// <param name="channel">Which.</param>
    /// <param name="before">How many were added before.</param>
    /// <param name="added">How many these are.</param>
    /// <param name="sum">Of these.</param>
    /// <param name="squared">Summed squares of their distances from their mean.</param>
    public void Add(int channel, double before, double added, double sum, double squared)
    {
        double distance = sum / added - mean[channel];
        mean[channel] += distance * added / (before + added);
        squares[channel] += squared + distance * distance * before * added / (before + added);
    }

    /// <summary>Adds what the gradients of a channel sum to.</summary>
    /// <param name="channel">Which.</param>
    /// <param name="gradient">Sum of the gradients of the outputs.</param>
    /// <param name="product">Sum of gradient x (input - mean).</param>
    public void AddGradients(int channel, double gradient, double product)
    {
        gradients[channel] += gradient;
        products[channel] += product;
    }

    /// <summary>Ends the batch's statistics. One number per channel has no spread, and leaves the running ones as they are.</summary>
    public void FinishForward(in Batch batch)
    {
        count = (double)batch.Count * plane;
        bool moves = Judged is null && count > 1;
        if (moves)
            refreshed++;
        double part = 1.0 / refreshed ?? momentum;
        for (int c = 0; c < mean.Length; c++)
        {
            inverse[c] = (float)(1 / Math.Sqrt(squares[c] / count + epsilon));
            SetFactor(c, mean[c], inverse[c]);
            if (!moves)
                continue;
            runningMean[c] += (float)(part * (mean[c] - runningMean[c]));
            runningVariance[c] += (float)(part * (squares[c] / (count - 1) - runningVariance[c]));
        }
    }

    /// <summary>Gradients of scale and shift, and the constants of the input's.</summary>
    public void BeginBackward()
    {
        for (int c = 0; c < mean.Length; c++)
        {
            shiftGradients[c] += (float)gradients[c];
            scaleGradients[c] += (float)(products[c] * inverse[c]);
            if (Judged == NormStatistics.Running) // which do not depend on the input
            {
                GradientFactor[c] = GradientConstant[c] = 0;
                continue;
            }
            double slope = -Factor[c] * (double)inverse[c] * inverse[c] * products[c] / count;
            GradientFactor[c] = (float)slope;
            GradientConstant[c] = (float)(-Factor[c] * gradients[c] / count - slope * mean[c]);
        }
    }

    private void SetFactor(int channel, double centre, double inverseDeviation)
    {
        Factor[channel] = (float)(inverseDeviation * scale[channel]);
        Constant[channel] = (float)(shift[channel] - centre * inverseDeviation * scale[channel]);
    }
}
