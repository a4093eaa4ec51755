using Sweep.Trainer.Data;
using Sweep.Trainer.Networks;
using Sweep.Trainer.Transforms;

namespace Sweep.Trainer.Cpu.Samples;

/// <summary>Samples of a dataset's split with their targets. For one thread at a time; the split is shared.</summary>
internal abstract unsafe class SplitSamples : SampleSource
{
    private readonly DatasetSplit split;
    private float[] sample = []; // (channels, height, width), or the (height, width) of a mask, of an epoch

    /// <param name="split">Samples and targets.</param>
    /// <param name="shape">Of a sample.</param>
    /// <param name="standard">What samples are normalized by; null for as they are.</param>
    protected SplitSamples(DatasetSplit split, TensorShape shape, PixelStatistics? standard)
    {
        (this.split, Shape) = (split, shape);
        (Scale, Shift) = PixelStatistics.Factors(standard, shape.Channels);
    }

    /// <summary>The samples of a split, whatever their values.</summary>
    /// <inheritdoc cref="SplitSamples(DatasetSplit, TensorShape, PixelStatistics?)"/>
    public static SplitSamples Create(DatasetSplit split, TensorShape shape, PixelStatistics? standard = null) =>
        split.Samples is SampleValues.Numbers ? new NumberSamples(split, shape, standard) : new ByteSamples(split, shape, standard);

    /// <inheritdoc/>
    public override TensorShape Shape { get; }

    /// <inheritdoc/>
    public override int Count => split.Count;

    /// <summary>(channels): the input is value * scale + shift.</summary>
    protected float[] Scale { get; }

    /// <summary>(channels).</summary>
    protected float[] Shift { get; }

    /// <summary>What is done to each sample from now on; null to normalize it and nothing else.</summary>
    public TrainingSamples? Training { get; set; }

    /// <inheritdoc/>
    public override MixedBatches? Mixed => Training?.Mixed;

    /// <inheritdoc/>
    public override void Labels(ReadOnlySpan<int> samples, Span<int> labels)
    {
        ushort[] classes = split.Labels;
        for (int i = 0; i < samples.Length; i++)
            labels[i] = classes[samples[i]];
    }

    /// <inheritdoc/>
    public override void Targets(ReadOnlySpan<int> samples, int lanes, float* destination)
    {
        for (int lane = 0; lane < lanes; lane++)
        {
            int number = samples[Math.Min(lane, samples.Length - 1)];
            if (split.Targets is Data.Targets.Numbers numbers)
            {
                for (int i = 0; i < numbers.Outputs; i++)
                    destination[(nint)i * lanes + lane] = numbers.Values[number * numbers.Outputs + i];
                continue;
            }
            if (split.Targets is not Data.Targets.Masks masks)
                throw new NotSupportedException("These samples have classes, no masks or numbers.");
            if (Training is not null)
            {
                Training.LoadMask(number, Space(masks.Plane));
                Scatter(Space(masks.Plane), lane, lanes, destination);
                continue;
            }
            var own = masks.Pixels.AsSpan(number * masks.Plane, masks.Plane);
            for (int i = 0; i < own.Length; i++)
                destination[(nint)i * lanes + lane] = own[i];
        }
    }

    /// <summary>Writes what an epoch makes of samples side by side; lanes beyond the last sample repeat it.</summary>
    protected void Load(TrainingSamples training, ReadOnlySpan<int> samples, int lanes, float* destination)
    {
        for (int lane = 0; lane < lanes; lane++)
        {
            if (lane < samples.Length)
                training.Load(samples[lane], Space(Shape.Count));
            Scatter(Space(Shape.Count), lane, lanes, destination);
        }
    }

    private Span<float> Space(int count)
    {
        if (sample.Length < count)
            sample = new float[count];
        return sample.AsSpan(0, count);
    }

    private static void Scatter(ReadOnlySpan<float> values, int lane, int lanes, float* destination)
    {
        for (int i = 0; i < values.Length; i++)
            destination[(nint)i * lanes + lane] = values[i];
    }
}
