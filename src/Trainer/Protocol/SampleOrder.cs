using Sweep.Planning;
using Sweep.Planning.Randomness;

namespace Sweep.Trainer.Protocol;

/// <summary>Which images a trial trains and validates on, and in which order it sees them.</summary>
internal sealed class SampleOrder
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
        int validation = (int)Math.Round(count * validationSplit, MidpointRounding.AwayFromZero), left = count - validation;
        int wanted = trainSamples ?? left;
        if (left == 0 || wanted > left)
            throw new TrialSettingsException($"trainSamples is {wanted}, but of {count} training images {validation} are for validation: at most {left} are left.");
        int[] all = new int[count];
        for (int i = 0; i < count; i++)
            all[i] = i;
        if (wanted < count)
            RandomStream.For(key, "split").Shuffle(all);
        Validation = all[..validation];
        train = all[validation..(validation + wanted)];
        order = new int[wanted];
    }

    /// <summary>The images kept apart.</summary>
    public int[] Validation { get; }

    /// <summary>The images to train on in the order of an epoch; valid until the next call.</summary>
    public ReadOnlySpan<int> Epoch(int epoch)
    {
        train.CopyTo(order, 0);
        RandomStream.For(key, $"shuffle/{epoch}").Shuffle(order);
        return order;
    }
}
