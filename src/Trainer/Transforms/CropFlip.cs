using Sweep.Planning.Randomness;
using Sweep.Planning.Trials;
using Sweep.Planning.Vocabulary;
using Sweep.Trainer.Settings;

namespace Sweep.Trainer.Transforms;

/// <summary>Random crops and mirror images.</summary>
/// <remarks>He, Zhang, Ren, Sun: Deep residual learning for image recognition, CVPR 2016, arXiv 1512.03385, section 4.2: 4 pixels padded on
/// each side, a crop of the image's size, mirrored with probability 1/2. A signal, whose height is 1, is padded and cropped along its width
/// alone.</remarks>
/// <param name="Padding">Zeros on each side before the crop; 0 for no crop.</param>
/// <param name="Flip">Whether half the samples are mirrored, left to right.</param>
public sealed record CropFlip(int Padding, bool Flip) : SampleStep
{
    private const int DefaultPadding = 4, MaximumPadding = 1024;

    internal static StepKind Kind { get; } = new(
        new("crop-flip", "a crop of the image padded with black, mirrored left to right half the time",
        [
            new("padding", "pixels on each side before the crop; 0 for no crop", SettingKind.Integer)
            {
                Minimum = 0, Maximum = MaximumPadding, Default = new SettingValue.Number(DefaultPadding),
            },
            new("flip", "whether half of them are mirrored", SettingKind.Flag) { Default = new SettingValue.Flag(true) },
        ]),
        reader =>
        {
            var step = new CropFlip(reader.Integer("padding", 0), reader.Flag("flip"));
            return step.Padding > 0 || step.Flip
                ? step
                : throw new TrialSettingsException("An augmentation with padding 0 and without flip changes nothing; "
                    + "write augmentation: none.");
        });

    /// <inheritdoc/>
    public override bool MovesPixels => true;

    /// <inheritdoc/>
    public override string? Problem(string place, SampleForm form)
    {
        int most = (form.Height == 1 ? form.Width : Math.Min(form.Height, form.Width)) - 1;
        return Padding <= most ? null
            : $"{place}.padding is {Padding}, but images are {form.Height} x {form.Width} pixels: at most {most} "
            + "leave a part of the image in each crop.";
    }

    /// <inheritdoc/>
    public override void Apply(ReadOnlySpan<float> sample, SampleForm form, ReadOnlySpan<float> blank, RandomStream random,
        Span<float> result) => Draw(random, form).Apply(sample, form.Height, form.Width, result);

    /// <summary>Draws what happens to each training sample in an epoch where nothing else does.</summary>
    /// <param name="key">The trial's.</param>
    /// <param name="epoch">Names the epoch's streams: "3".</param>
    /// <param name="count">All training samples of the dataset, whether the trial uses them or not: a sample's draw depends on its number
    /// alone.</param>
    /// <param name="form">Of the samples.</param>
    public SampleTransform[] Draw(StreamKey key, string epoch, int count, SampleForm form)
    {
        var random = RandomStream.For(key, Augmentation.Stream(epoch));
        var transforms = new SampleTransform[count];
        foreach (ref var transform in transforms.AsSpan())
            transform = Draw(random, form);
        return transforms;
    }

    private SampleTransform Draw(RandomStream random, SampleForm form)
    {
        int y = random.NextInt(2 * Padding + 1) - Padding, x = random.NextInt(2 * Padding + 1) - Padding;
        return new SampleTransform((short)(form.Height == 1 ? 0 : y), (short)x, (random.NextUInt32() & 1) != 0 && Flip);
    }
}
