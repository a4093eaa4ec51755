using Sweep.Trainer.Data.Files;

namespace Sweep.Trainer.Data.Formats;

/// <summary>CIFAR's format for Python: pickles of a dictionary with the array <c>data</c> of uint8, a row per image, channel after channel,
/// rows first, and a list of labels. Every file but the last holds training images, the same number each; the last holds the test
/// images.</summary>
/// <remarks>https://www.cs.toronto.edu/~kriz/cifar.html, section "Python / Matlab versions".</remarks>
public sealed class CifarPickleFormat() : DatasetFormat("cifar-pickle")
{
    /// <summary>Under which name the classes stand.</summary>
    public string LabelKey { get; init; } = "labels";

    /// <inheritdoc/>
    public override Dataset Read(DatasetDescription dataset, IReadOnlyList<string> paths, CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        ArgumentNullException.ThrowIfNull(paths);
        DatasetSplit test = Read(dataset, [paths[^1]], dataset.TestCount, stop); // the smallest first, to find a wrong file early
        return dataset.WithSamples(Read(dataset, [.. paths.SkipLast(1)], dataset.TrainCount, stop), test);
    }

    private DatasetSplit Read(DatasetDescription dataset, string[] paths, int count, CancellationToken stop)
    {
        int length = dataset.SampleLength, perFile = count / paths.Length;
        byte[] images = GC.AllocateUninitializedArray<byte>(checked(count * length)); // (count, channels, height, width)
        var labels = new List<ushort>(count);
        foreach (string path in paths)
        {
            PickleDictionary batch = PickleReader.ReadDictionary(dataset.Name, path, (long)perFile * length, perFile, stop);
            byte[] data = batch.Bytes("data", perFile, length);
            data.CopyTo(images, labels.Count * length);
            labels.AddRange(batch.Numbers(LabelKey, perFile, dataset.ClassCount).Select(label => (ushort)label));
        }
        return DatasetSplit.WithClasses(images, [.. labels]);
    }
}
