using Sweep.Planning.Randomness;
using Sweep.Planning.Trials;

namespace Sweep.Trainer.Data;

/// <summary>Noise in the form of a dataset, to measure what training takes without having the dataset.</summary>
public static class NoiseDataset
{
    /// <summary>Noise in the form of a dataset.</summary>
    /// <param name="dataset">Says the form.</param>
    /// <param name="count">Samples of each part, at least 1.</param>
    public static Dataset Create(DatasetDescription dataset, int count)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        var random = RandomStream.For(new StreamKey(0), "noise");
        int length = count * dataset.Channels * dataset.Height * dataset.Width;
        SampleValues samples = dataset.HasNumbers
            ? new SampleValues.Numbers([.. Enumerable.Range(0, length).Select(_ => (float)random.NextNormal())])
            : new SampleValues.Bytes([.. Enumerable.Range(0, length).Select(_ => (byte)random.NextInt(256))]);
        int plane = dataset.Height * dataset.Width;
        Targets targets = dataset.Task switch
        {
            Classification(var classes) => new Targets.Classes([.. Enumerable.Range(0, count).Select(i => (ushort)(i % classes))]),
            Regression(var outputs) =>
                new Targets.Numbers([.. Enumerable.Range(0, count * outputs).Select(_ => (float)random.NextNormal())], outputs),
            _ => new Targets.Masks([.. Enumerable.Range(0, count * plane).Select(_ => (byte)random.NextInt(2))], plane),
        };
        var split = new DatasetSplit(samples, targets);
        return dataset.WithSamples(split, split);
    }
}
