using System.Globalization;
using Sweep.Planning.Randomness;
using Sweep.Planning.Trials;
using Sweep.Trainer.Data;
using Sweep.Trainer.Settings;

namespace Sweep.Trainer.Protocols;

/// <summary>Which images a trial trains on, and which it keeps apart to validate on.</summary>
public sealed class SampleSplit
{
    private SampleSplit(int[] train, int[] validation) => (Train, Validation) = (train, validation);

    /// <summary>The images to train on, in no order that matters.</summary>
    public int[] Train { get; }

    /// <summary>The images kept apart.</summary>
    public int[] Validation { get; }

    /// <summary>Training images that the trial is judged on instead of the test images; null where it is judged on those.</summary>
    public int[]? Test { get; private init; }

    /// <summary>Splits the training images.</summary>
    /// <param name="key">The trial's.</param>
    /// <param name="stream">Names the random stream: "split".</param>
    /// <param name="count">Training images there are.</param>
    /// <param name="validationSplit">In [0,1); rounded to whole images.</param>
    /// <param name="trainSamples">How many of the others to use; null for all.</param>
    /// <exception cref="TrialSettingsException">Nothing is left to train on, or less than asked for.</exception>
    public static SampleSplit Draw(StreamKey key, string stream, int count, double validationSplit, int? trainSamples)
    {
        return Draw(key, stream, [.. Enumerable.Range(0, count)], validationSplit, trainSamples);
    }

    /// <summary>Splits the training images as a trial does; where it holds a fold out, it is judged on that.</summary>
    /// <param name="trial">Which trial.</param>
    /// <param name="settings">Of one of its phases.</param>
    /// <param name="dataset">Of the phase, with the test images behind the training images where folds divide both.</param>
    /// <param name="stream">Names the random stream: "split".</param>
    /// <exception cref="TrialSettingsException">Nothing is left to train on, or less than asked for.</exception>
    public static SampleSplit Draw(TrialDescription trial, TrialSettings settings, Dataset dataset, string stream)
    {
        ArgumentNullException.ThrowIfNull(trial);
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentNullException.ThrowIfNull(dataset);
        if (settings.Folds is not { } folds)
            return Draw(trial.StreamKey, stream, dataset.Train.Count, settings.ValidationSplit, settings.TrainSamples);
        var (rest, held) = folds.Divide(dataset, settings.Dataset, trial.Seed);
        return Draw(trial.StreamKey, stream, rest, settings.ValidationSplit, settings.TrainSamples, held);
    }

    /// <summary>Splits some of the training images.</summary>
    /// <param name="key">The trial's.</param>
    /// <param name="stream">Names the random stream: "split".</param>
    /// <param name="some">Their numbers.</param>
    /// <param name="validationSplit">In [0,1); rounded to whole images.</param>
    /// <param name="trainSamples">How many of the others to use; null for all.</param>
    /// <param name="test">Training images to judge on; null for the test images.</param>
    /// <exception cref="TrialSettingsException">Nothing is left to train on, or less than asked for.</exception>
    public static SampleSplit Draw(StreamKey key, string stream, IReadOnlyList<int> some, double validationSplit, int? trainSamples,
        int[]? test = null)
    {
        ArgumentNullException.ThrowIfNull(some);
        if (Problem(some.Count, validationSplit, trainSamples) is { } problem)
            throw new TrialSettingsException(problem);
        var (wanted, validation) = Counts(some.Count, validationSplit, trainSamples);
        int[] all = [.. some];
        if (wanted < all.Length)
            RandomStream.For(key, stream).Shuffle(all);
        return new SampleSplit(all[validation..(validation + wanted)], all[..validation]) { Test = test };
    }

    /// <summary>The images to train on in the order of an epoch.</summary>
    /// <param name="key">The trial's.</param>
    /// <param name="stream">Names the random stream: "shuffle/3".</param>
    public int[] Shuffle(StreamKey key, string stream)
    {
        int[] order = [.. Train];
        RandomStream.For(key, stream).Shuffle(order);
        return order;
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
        if (validation == 0 && validationSplit > 0)
        {
            return $"validationSplit is {new SettingValue.Number(validationSplit)}, which keeps none of {count} training images for "
                + "validation: choose a larger part, or leave it out.";
        }
        return trainSamples > left
            ? string.Create(CultureInfo.InvariantCulture,
                $"trainSamples is {trainSamples}, but of {count} training images {validation} are for validation: at most {left} are left.")
            : null;
    }

    /// <summary>How many images a split trains on and validates on.</summary>
    /// <param name="count">Training images there are.</param>
    /// <param name="validationSplit">In [0,1); rounded to whole images.</param>
    /// <param name="trainSamples">How many of the others to use; null for all.</param>
    public static (int Train, int Validation) Counts(int count, double validationSplit, int? trainSamples)
    {
        int validation = ValidationCount(count, validationSplit);
        return (trainSamples ?? count - validation, validation);
    }

    private static int ValidationCount(int count, double validationSplit) =>
        (int)Math.Round(count * validationSplit, MidpointRounding.AwayFromZero);
}
