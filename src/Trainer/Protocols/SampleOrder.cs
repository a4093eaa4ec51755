using System.Globalization;
using Sweep.Planning;
using Sweep.Planning.Randomness;
using Sweep.Trainer.Settings;

namespace Sweep.Trainer.Protocols;

/// <summary>Which images a trial trains and validates on, and in which order it sees them.</summary>
public sealed class SampleOrder
{
    private readonly StreamKey key;
    private readonly int[] train;
    private readonly int[] order;

    /// <summary>Splits the training images.</summary>
    /// <param name="key">The trial's.</param>
    /// <param name="count">Training images there are.</param>
    /// <param name="validationSplit">In [0,1); rounded to whole images.</param>
    /// <param name="trainSamples">How many of the others to use; null for all.</param>
    /// <exception cref="TrialSettingsException">Nothing is left to train on, or less than asked for.</exception>
    public SampleOrder(StreamKey key, int count, double validationSplit, int? trainSamples)
    {
        this.key = key;
        if (Problem(count, validationSplit, trainSamples) is { } problem)
            throw new TrialSettingsException(problem);
        int validation = ValidationCount(count, validationSplit), wanted = trainSamples ?? count - validation;
        int[] all = new int[count];
        for (int i = 0; i < count; i++)
            all[i] = i;
        if (wanted < count)
            RandomStream.For(key, "split").Shuffle(all);
        Validation = all[..validation];
        train = all[validation..(validation + wanted)];
        order = new int[wanted];
    }

    /// <summary>Why so many images cannot be split so; null when they can.</summary>
    public static string? Problem(int count, double validationSplit, double? trainSamples)
    {
        int validation = ValidationCount(count, validationSplit), left = count - validation;
        if (left == 0)
        {
            return string.Create(CultureInfo.InvariantCulture,
                $"validationSplit is {validationSplit}, which keeps all {count} training images for validation: none is left to train on.");
        }
        return trainSamples > left
            ? string.Create(CultureInfo.InvariantCulture,
                $"trainSamples is {trainSamples}, but of {count} training images {validation} are for validation: at most {left} are left.")
            : null;
    }

    /// <summary>The images kept apart.</summary>
    public int[] Validation { get; }

    private static int ValidationCount(int count, double validationSplit) =>
        (int)Math.Round(count * validationSplit, MidpointRounding.AwayFromZero);

    /// <summary>The images to train on in the order of an epoch; valid until the next call.</summary>
    public ReadOnlySpan<int> Epoch(int epoch)
    {
        train.CopyTo(order, 0);
        RandomStream.For(key, $"shuffle/{epoch}").Shuffle(order);
        return order;
    }
}
