using Sweep.Trainer.Data;
using Sweep.Trainer.Networks;

namespace Sweep.Trainer.Cpu.Samples;

/// <summary>Samples of a dataset's split with their targets. For one thread at a time; the split is shared.</summary>
internal abstract unsafe class SplitSamples : SampleSource
{
    private readonly DatasetSplit split;
    private byte[] mask = []; // (height, width) of a transformed image

    /// <param name="split">Samples and targets.</param>
    /// <param name="shape">Of a sample.</param>
    /// <param name="standard">What samples are normalized by; null for as they are.</param>
    protected SplitSamples(DatasetSplit split, TensorShape shape, PixelStatistics? standard)
    {
        (this.split, Shape) = (split, shape);
        (Scale, Shift) = (new float[shape.Channels], new float[shape.Channels]);
        for (int c = 0; c < shape.Channels; c++)
        {
            var (mean, deviation) = standard is null ? (0, 1) : (standard.Mean[c], standard.Deviation[c]);
            (Scale[c], Shift[c]) = ((float)(1 / deviation), (float)(-mean / deviation));
        }
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

    /// <summary>(count) of the epoch; null to leave samples as they are.</summary>
    protected SampleTransform[]? Transforms { get; private set; }

    /// <summary>What is done to each sample from now on.</summary>
    /// <param name="epoch">One for each sample of the split, by its number; null for nothing.</param>
    public void Augment(SampleTransform[]? epoch) => Transforms = epoch;

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
            int sample = samples[Math.Min(lane, samples.Length - 1)];
            if (split.Targets is Data.Targets.Numbers numbers)
            {
                for (int i = 0; i < numbers.Outputs; i++)
                    destination[(nint)i * lanes + lane] = numbers.Values[sample * numbers.Outputs + i];
                continue;
            }
            var own = Mask(sample);
            for (int i = 0; i < own.Length; i++)
                destination[(nint)i * lanes + lane] = own[i];
        }
    }

    private ReadOnlySpan<byte> Mask(int sample)
    {
        if (split.Targets is not Data.Targets.Masks masks)
            throw new NotSupportedException("These samples have classes, no masks or numbers.");
        var own = masks.Pixels.AsSpan(sample * masks.Plane, masks.Plane);
        if (Transforms is null)
            return own;
        if (mask.Length == 0)
            mask = new byte[masks.Plane];
        Transforms[sample].Apply(own, Shape.Height, Shape.Width, mask);
        return mask;
    }
}
