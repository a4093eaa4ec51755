using Sweep.Planning.Randomness;
using Sweep.Planning.Trials;
using Sweep.Planning.Vocabulary;
using Sweep.Trainer.Settings;

namespace Sweep.Trainer.Data;

/// <summary>Random crops and mirror images, new in each epoch: what training images go through before a network sees them. Images that a
/// network is judged on are never changed.</summary>
/// <remarks>He, Zhang, Ren, Sun: Deep residual learning for image recognition, CVPR 2016, arXiv 1512.03385, section 4.2: 4 pixels padded on
/// each side, a crop of the image's size, mirrored with probability 1/2.</remarks>
/// <param name="Padding">Black pixels on each side before the crop; 0 for no crop.</param>
/// <param name="Flip">Whether half the images are mirrored, left to right.</param>
public sealed record Augmentation(int Padding, bool Flip)
{
    private const string None = "none", CropFlip = "crop-flip";
    private const int DefaultPadding = 4, MaximumPadding = 1024;

    /// <summary>The setting <c>augmentation</c>.</summary>
    public static SettingDefinition Definition { get; } = new("augmentation", "random changes of the training images, new in each epoch",
        SettingKind.Choice)
    {
        Default = new SettingValue.Text(None), OmitWhenDefault = true,
        Choices =
        [
            new(None, "images as they are"),
            new(CropFlip, "a crop of the image padded with black, mirrored left to right half the time",
            [
                new("padding", "pixels on each side before the crop; 0 for no crop", SettingKind.Integer)
                {
                    Minimum = 0, Maximum = MaximumPadding, Default = new SettingValue.Number(DefaultPadding),
                },
                new("flip", "whether half of them are mirrored", SettingKind.Flag) { Default = new SettingValue.Flag(true) },
            ]),
        ],
    };

    /// <summary>Reads a level: a name, or { name, padding, flip }.</summary>
    /// <returns>Null for none.</returns>
    /// <exception cref="TrialSettingsException">An unknown name, a value out of range, or an augmentation that changes nothing.</exception>
    public static Augmentation? Read(SettingValue level)
    {
        var settings = level switch
        {
            SettingValue.Text text => new Dictionary<string, SettingValue> { ["name"] = text },
            SettingValue.Group group => group.Settings,
            _ => throw new TrialSettingsException($"An augmentation is a name or a group with a name, not {level}."),
        };
        string name = new SettingsReader(settings, "augmentation.").Name("name");
        var choice = Definition.Choices.FirstOrDefault(c => c.Name == name)
            ?? throw TrialSettingsException.Unknown("augmentation", name, Definition.Choices.Select(c => c.Name));
        var reader = new SettingsReader(settings, "augmentation.", choice.Settings);
        reader.Allow(["name", .. choice.Settings.Select(s => s.Name)]);
        if (name == None)
            return null;
        var read = new Augmentation(reader.Integer("padding", 0), reader.Flag("flip"));
        if (read.Padding > MaximumPadding)
            throw new TrialSettingsException($"augmentation.padding is {read.Padding}, but at most {MaximumPadding} is possible.");
        return read.Padding > 0 || read.Flip
            ? read
            : throw new TrialSettingsException("An augmentation with padding 0 and without flip changes nothing; "
                + "write augmentation: none.");
    }

    /// <summary>Why images of so many pixels cannot be augmented so; null when they can.</summary>
    public string? Problem(int height, int width) => Padding < Math.Min(height, width) ? null
        : $"augmentation.padding is {Padding}, but images are {height} x {width} pixels: at most {Math.Min(height, width) - 1} "
        + "leave a part of the image in each crop.";

    /// <summary>Draws what happens to each training image in an epoch.</summary>
    /// <param name="key">The trial's.</param>
    /// <param name="epoch">Names the epoch's streams: "3".</param>
    /// <param name="count">All training images of the dataset, whether the trial uses them or not: an image's draw depends on its number
    /// alone.</param>
    public SampleTransform[] Draw(StreamKey key, string epoch, int count)
    {
        var random = RandomStream.For(key, $"augment/{epoch}");
        var transforms = new SampleTransform[count];
        foreach (ref var transform in transforms.AsSpan())
        {
            int y = random.NextInt(2 * Padding + 1) - Padding, x = random.NextInt(2 * Padding + 1) - Padding;
            transform = new SampleTransform((short)y, (short)x, (random.NextUInt32() & 1) != 0 && Flip);
        }
        return transforms;
    }
}
