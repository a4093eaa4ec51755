using Sweep.Trainer.Transforms;

namespace Sweep.Trainer.Data;

/// <summary>Samples of one shape with what is to be learned of them, in memory. Immutable by convention: all trials of a process share one
/// instance.</summary>
public sealed class Dataset
{
    private readonly Lazy<PixelStatistics> pixels, targets;

    /// <summary>Checks that sizes, counts and labels agree.</summary>
    /// <param name="name">The catalogue's name, such as "mnist"; errors begin with it.</param>
    /// <param name="channels">1 for grayscale.</param>
    /// <param name="height">Pixels from top to bottom.</param>
    /// <param name="width">Pixels from left to right.</param>
    /// <param name="classes">Labels lie in [0, classes).</param>
    /// <param name="train">What trials learn from (and split their validation part off).</param>
    /// <param name="test">What trials are judged on.</param>
    /// <param name="pixels">Mean and deviation of the training samples, per channel; null to have them computed when they are asked
    /// for.</param>
    /// <exception cref="ArgumentException">A size is not positive, a count does not fit or a label is out of range.</exception>
    public Dataset(string name, int channels, int height, int width, int classes, DatasetSplit train, DatasetSplit test,
        PixelStatistics? pixels = null)
        : this(name, channels, height, width, new Classification(classes), train, test, pixels)
    {
    }

    /// <summary>Checks that sizes, counts and labels agree with what is to be learned.</summary>
    /// <inheritdoc cref="Dataset(string, int, int, int, int, DatasetSplit, DatasetSplit, PixelStatistics?)"/>
    public Dataset(string name, int channels, int height, int width, LearningTask task, DatasetSplit train, DatasetSplit test,
        PixelStatistics? pixels = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(channels);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(height);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        ArgumentNullException.ThrowIfNull(task);
        if (task is Classification { Classes: var classes })
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(classes, 2);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(classes, Classification.MaximumClasses);
        }
        ArgumentNullException.ThrowIfNull(train);
        ArgumentNullException.ThrowIfNull(test);
        (Name, Channels, Height, Width, Task, Train, Test) = (name, channels, height, width, task, train, test);
        Check(train, nameof(train));
        Check(test, nameof(test));
        if (pixels is not null && (pixels.Mean.Count != channels || pixels.Deviation.Count != channels))
            throw new ArgumentException($"{name}: {channels} channels need a mean and a deviation each.", nameof(pixels));
        targets = new(() => train.Targets is Targets.Numbers numbers ? PixelStatistics.Compute(numbers.Values, numbers.Outputs, plane: 1)
            : throw new InvalidOperationException($"{name} has no numbers to learn."));
        this.pixels = pixels is not null ? new(pixels) : new(() => train.Samples.Statistics(channels, height * width));
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

    /// <summary>What trials learn from.</summary>
    public DatasetSplit Train { get; }

    /// <summary>What trials are judged on.</summary>
    public DatasetSplit Test { get; }

    /// <summary>Mean and deviation of the training samples, per channel.</summary>
    public PixelStatistics Pixels => pixels.Value;

    /// <summary>The form of a sample.</summary>
    public SampleForm Form => new(Channels, Height, Width, Train.Samples is SampleValues.Numbers);

    /// <summary>Mean and deviation of the numbers to be learned, per output, over the training samples.</summary>
    /// <exception cref="InvalidOperationException">The task is another one.</exception>
    public PixelStatistics TargetStatistics => targets.Value;

    /// <summary>Values of a sample: channels x height x width.</summary>
    public int SampleLength => Channels * Height * Width;

    /// <summary>The same with other targets of the same training samples.</summary>
    /// <param name="train">The training samples with their targets.</param>
    public Dataset WithTrain(DatasetSplit train) => new(Name, Channels, Height, Width, Task, train, Test, pixels.IsValueCreated ? Pixels
        : null);

    private void Check(DatasetSplit split, string part)
    {
        if (Task.Problem(split.Targets, Height * Width) is { } problem)
            throw new ArgumentException($"{Name}: {problem}, in the {part} part.", part);
        if (split.Count == 0)
            throw new ArgumentException($"{Name}: the {part} part has no samples.", part);
        long expected = (long)split.Count * SampleLength;
        if (split.Samples.Length != expected)
        {
            throw new ArgumentException($"{Name}: {split.Count} samples of {Channels}x{Height}x{Width} in the {part} part need {expected} "
                + $"values, not {split.Samples.Length}.", part);
        }
    }
}
