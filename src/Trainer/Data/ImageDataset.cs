namespace Sweep.Trainer.Data;

/// <summary>Labelled images of one size in memory, as bytes. Immutable by convention: all trials of a process share one instance.</summary>
public sealed class ImageDataset
{
    /// <summary>Labels are bytes, so there are at most this many classes.</summary>
    public const int MaximumClasses = 256;

    private readonly Lazy<PixelStatistics> pixels;

    /// <summary>Checks that sizes, counts and labels agree.</summary>
    /// <param name="name">The catalogue's name, such as "mnist"; errors begin with it.</param>
    /// <param name="channels">1 for grayscale.</param>
    /// <param name="height">Pixels from top to bottom.</param>
    /// <param name="width">Pixels from left to right.</param>
    /// <param name="classes">Labels lie in [0, classes).</param>
    /// <param name="train">What trials learn from (and split their validation part off).</param>
    /// <param name="test">What trials are judged on.</param>
    /// <param name="pixels">Mean and deviation of the training pixels; null to have them computed when they are asked for.</param>
    /// <exception cref="ArgumentException">A size is not positive, a count does not fit or a label is out of range.</exception>
    public ImageDataset(string name, int channels, int height, int width, int classes, ImageSplit train, ImageSplit test,
        PixelStatistics? pixels = null)
        : this(name, channels, height, width, new Classification(classes), train, test, pixels)
    {
    }

    /// <summary>Checks that sizes, counts and labels agree with what is to be learned.</summary>
    /// <inheritdoc cref="ImageDataset(string, int, int, int, int, ImageSplit, ImageSplit, PixelStatistics?)"/>
    public ImageDataset(string name, int channels, int height, int width, LearningTask task, ImageSplit train, ImageSplit test,
        PixelStatistics? pixels = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(channels);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(height);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        ArgumentNullException.ThrowIfNull(task);
        int classes = task is Classification classification ? classification.Classes : 2;
        ArgumentOutOfRangeException.ThrowIfLessThan(classes, 2);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(classes, MaximumClasses);
        ArgumentNullException.ThrowIfNull(train);
        ArgumentNullException.ThrowIfNull(test);
        (Name, Channels, Height, Width, Task, Classes, Train, Test) = (name, channels, height, width, task, classes, train, test);
        Check(train, nameof(train));
        Check(test, nameof(test));
        if (pixels is not null && (pixels.Mean.Count != channels || pixels.Deviation.Count != channels))
            throw new ArgumentException($"{name}: {channels} channels need a mean and a deviation each.", nameof(pixels));
        this.pixels = pixels is not null ? new(pixels) : new(() => PixelStatistics.Compute(train.Images, channels, height * width));
    }

    /// <summary>The catalogue's name.</summary>
    public string Name { get; }

    /// <summary>Values per pixel: 1 for grayscale.</summary>
    public int Channels { get; }

    /// <summary>Pixels from top to bottom.</summary>
    public int Height { get; }

    /// <summary>Pixels from left to right.</summary>
    public int Width { get; }

    /// <summary>What is learned.</summary>
    public LearningTask Task { get; }

    /// <summary>Labels lie in [0, Classes): those of images, or the two of a mask's pixels.</summary>
    public int Classes { get; }

    /// <summary>What trials learn from.</summary>
    public ImageSplit Train { get; }

    /// <summary>What trials are judged on.</summary>
    public ImageSplit Test { get; }

    /// <summary>Mean and deviation of the training pixels.</summary>
    public PixelStatistics Pixels => pixels.Value;

    /// <summary>Bytes per image: channels x height x width.</summary>
    public int ImageLength => Channels * Height * Width;

    private void Check(ImageSplit split, string part)
    {
        long expected = (long)split.Count * Channels * Height * Width;
        int labels = Task.LabelsPerImage(Height * Width);
        if (split.LabelsPerImage != labels || split.Labels.Length % labels != 0)
        {
            throw new ArgumentException($"{Name}: the {part} part has {split.Labels.Length} labels, {split.LabelsPerImage} per image; "
                + $"needed is {labels} per image.", part);
        }
        if (split.Count == 0)
            throw new ArgumentException($"{Name}: the {part} part has no images.", part);
        if (split.Images.LongLength != expected)
        {
            throw new ArgumentException($"{Name}: {split.Count} labels of the {part} part need {expected} bytes of "
                + $"{Channels}x{Height}x{Width} images, not {split.Images.LongLength}.", part);
        }
        int wrong = split.Labels.AsSpan().IndexOfAnyExceptInRange((byte)0, (byte)(Classes - 1));
        if (wrong >= 0)
        {
            throw new ArgumentException($"{Name}: label {wrong} of the {part} part is {split.Labels[wrong]}; expected 0 to "
                + $"{Classes - 1}.", part);
        }
    }
}
