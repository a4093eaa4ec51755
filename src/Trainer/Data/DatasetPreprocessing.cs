using System.Globalization;
using Sweep.Planning.Randomness;
using Sweep.Planning.Trials;
using Sweep.Trainer.Settings;
using Sweep.Trainer.Transforms;

namespace Sweep.Trainer.Data;

/// <summary>Makes the dataset that a preprocessing gives, on all cores. Bytes stay bytes: each step rounds to them.</summary>
/// <remarks>What is random, the noise beside a signal, is drawn from a fixed stream by the number of the sample: it is the same in every
/// trial and on every machine of one kind.</remarks>
internal static class DatasetPreprocessing
{
    private const int Block = 250; // samples per piece of parallel work

    private static readonly StreamKey Key = new(0x7072_6570_726f_6373UL);

    /// <summary>The samples of a dataset after a preprocessing, with their targets.</summary>
    /// <exception cref="TrialSettingsException">The samples cannot go through it.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="stop"/> was signalled.</exception>
    public static Dataset Apply(Dataset dataset, Preprocessing preprocessing, CancellationToken stop)
    {
        if (preprocessing.Problem(dataset.Form, Math.Max(dataset.Train.Count, dataset.Test.Count)) is { } problem)
            throw new TrialSettingsException($"{problem} The dataset is {dataset.Name}.");
        var after = preprocessing.After(dataset.Form);
        return new Dataset(dataset.Name, after.Channels, after.Height, after.Width, dataset.Task,
            Apply(dataset.Train, "train", dataset.Form, preprocessing, stop),
            Apply(dataset.Test, "test", dataset.Form, preprocessing, stop));
    }

    private static DatasetSplit Apply(DatasetSplit split, string part, SampleForm form, Preprocessing preprocessing, CancellationToken stop)
    {
        var after = preprocessing.After(form);
        int all = split.Count * after.Count;
        float[] numbers = form.HasNumbers ? new float[all] : [];
        byte[] bytes = form.HasNumbers ? [] : new byte[all];
        var masks = split.Targets as Targets.Masks;
        byte[] moved = masks is null ? [] : new byte[split.Count * after.Plane];
        var options = new ParallelOptions { CancellationToken = stop };
        Parallel.For(0, (split.Count + Block - 1) / Block, options, Begin, (block, _, steps) =>
        {
            for (int i = block * Block; i < Math.Min(split.Count, (block + 1) * Block); i++)
            {
                split.Samples.Read(i, steps.Sample);
                var sample = steps.Run(i, isMask: false);
                if (form.HasNumbers)
                    sample.CopyTo(numbers.AsSpan(i * after.Count));
                else
                    ToBytes(sample, byte.MaxValue, bytes.AsSpan(i * after.Count));
                if (masks is null)
                    continue;
                masks.Read(i, steps.Mask);
                ToBytes(steps.Run(i, isMask: true), 1, moved.AsSpan(i * after.Plane));
            }
            return steps;
        }, _ => { });
        return new DatasetSplit(form.HasNumbers ? new SampleValues.Numbers(numbers) : new SampleValues.Bytes(bytes),
            masks is null ? split.Targets : new Targets.Masks(moved, after.Plane));

        StepSequence Begin() => new(preprocessing.Steps, step => RandomStream.For(Key,
            string.Create(CultureInfo.InvariantCulture, $"{part}/step{step}")), form, [], keepsBytes: true);
    }

    private static void ToBytes(ReadOnlySpan<float> values, float levels, Span<byte> bytes)
    {
        for (int i = 0; i < values.Length; i++)
            bytes[i] = (byte)(values[i] * levels + 0.5f);
    }
}
