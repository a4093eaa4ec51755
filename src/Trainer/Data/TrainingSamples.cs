using Sweep.Planning.Randomness;
using Sweep.Planning.Trials;
using Sweep.Trainer.Transforms;

namespace Sweep.Trainer.Data;

/// <summary>The training samples of a trial as its network sees them in an epoch: augmented, mixed, then normalized. For one thread at a
/// time; loading allocates nothing.</summary>
public sealed class TrainingSamples
{
    private readonly DatasetSplit split;
    private readonly SampleForm form;
    private readonly StepSequence steps; // none where crops are the augmentation
    private readonly SampleTransform[]? crops; // (count)
    private readonly float[] scale, shift; // (channels)
    private readonly float[] cropped; // (channels, height, width)

    private TrainingSamples(Dataset dataset, Normalization normalization, Augmentation? augmentation, StreamKey key, string epoch,
        MixedBatches? mixed)
    {
        Mixed = mixed;
        (split, form) = (dataset.Train, dataset.Form);
        crops = augmentation?.CropFlipAlone?.Draw(key, epoch, split.Count, form);
        var standard = normalization == Normalization.Standard ? dataset.Pixels : null;
        (scale, shift) = PixelStatistics.Factors(standard, form.Channels);
        cropped = new float[form.Count];
        float[] blank = standard is null ? new float[form.Channels] : [.. standard.Mean.Select(mean => (float)mean)];
        steps = new StepSequence(crops is null && augmentation is not null ? augmentation.Steps : [],
            step => RandomStream.For(key, Augmentation.Stream(epoch, step)), form, blank, keepsBytes: false);
    }

    /// <summary>Crops and mirror images of all samples by their numbers, where they are all that happens: an engine may carry them out on
    /// its device. Null where it takes <see cref="Load"/>.</summary>
    public SampleTransform[]? CropsAlone => Mixed is null ? crops : null;

    /// <summary>Which samples are mixed with each other; null where none are.</summary>
    public MixedBatches? Mixed { get; }

    /// <summary>Draws what happens to the samples of an epoch.</summary>
    /// <param name="dataset">Whose training samples.</param>
    /// <param name="normalization">What they go through at last.</param>
    /// <param name="augmentation">What they go through first; null for nothing.</param>
    /// <param name="key">The trial's.</param>
    /// <param name="epoch">Names the epoch's streams: "3".</param>
    /// <param name="mixed">Which of them are mixed; null for none.</param>
    /// <returns>Null where samples are normalized and nothing else.</returns>
    public static TrainingSamples? Begin(Dataset dataset, Normalization normalization, Augmentation? augmentation, StreamKey key,
        string epoch, MixedBatches? mixed = null)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        return augmentation is null && mixed is null ? null
            : new TrainingSamples(dataset, normalization, augmentation, key, epoch, mixed);
    }

    /// <summary>Writes a sample.</summary>
    /// <param name="sample">Its number.</param>
    /// <param name="destination">(channels, height, width).</param>
    public void Load(int sample, Span<float> destination)
    {
        Augmented(sample).CopyTo(destination);
        Mixed?.Mix(sample, destination, Augmented(Mixed.PartnerOf(sample)));
        for (int c = 0; c < form.Channels; c++)
        {
            foreach (ref float value in destination.Slice(c * form.Plane, form.Plane))
                value = MathF.FusedMultiplyAdd(value, scale[c], shift[c]);
        }
    }

    /// <summary>Writes the mask of a sample, 1 and 0, moved like its image.</summary>
    /// <param name="sample">Its number.</param>
    /// <param name="destination">(height, width).</param>
    /// <exception cref="InvalidCastException">The targets are no masks.</exception>
    public void LoadMask(int sample, Span<float> destination)
    {
        ((Targets.Masks)split.Targets).Read(sample, steps.Mask);
        (crops is null ? steps.Run(sample, isMask: true) : Cropped(sample, steps.Mask)).CopyTo(destination);
    }

    private ReadOnlySpan<float> Augmented(int sample)
    {
        split.Samples.Read(sample, steps.Sample);
        return crops is null ? steps.Run(sample, isMask: false) : Cropped(sample, steps.Sample);
    }

    private ReadOnlySpan<float> Cropped(int sample, ReadOnlySpan<float> values)
    {
        var result = cropped.AsSpan(0, values.Length);
        crops![sample].Apply(values, form.Height, form.Width, result);
        return result;
    }
}
