using Sweep.Trainer.Data.Files;

namespace Sweep.Trainer.Data.Formats;

/// <summary>SVHN's cropped digits: MAT files with an array X of uint8, 32 x 32 x 3 x n (row, column, channel, image; rows move fastest),
/// and n labels y of 1 to 10, where 10 is the digit 0. The last file holds the test images.</summary>
/// <remarks>Netzer et al. 2011; http://ufldl.stanford.edu/housenumbers, section "Format 2".</remarks>
public sealed class SvhnFormat() : DatasetFormat("svhn-mat")
{
    /// <summary>How many images each training file holds, in the order of the files.</summary>
    public required IReadOnlyList<int> TrainCounts { get; init; }

    /// <inheritdoc/>
    public override Dataset Read(DatasetDescription dataset, IReadOnlyList<string> paths, CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        ArgumentNullException.ThrowIfNull(paths);
        DatasetSplit test = Read(dataset, [paths[^1]], [dataset.TestCount], stop); // the smallest first, to find a wrong file early
        return dataset.WithSamples(Read(dataset, [.. paths.SkipLast(1)], TrainCounts, stop), test);
    }

    private static DatasetSplit Read(DatasetDescription dataset, string[] paths, IReadOnlyList<int> counts, CancellationToken stop)
    {
        int length = dataset.SampleLength, all = counts.Sum();
        byte[] images = GC.AllocateUninitializedArray<byte>(checked(all * length)); // (count, channels, height, width)
        ushort[] labels = new ushort[all];
        int first = 0;
        foreach (var (path, count) in paths.Zip(counts))
        {
            Read(dataset, path, images.AsSpan(first * length, count * length), labels.AsSpan(first, count), stop);
            first += count;
        }
        PixelPlanes.TransposeEach(images, dataset.Height);
        return DatasetSplit.WithClasses(images, labels);
    }

    private static void Read(DatasetDescription dataset, string path, Span<byte> images, Span<ushort> labels, CancellationToken stop)
    {
        using var reader = new MatReader(dataset.Name, path, stop);
        HashSet<string> missing = ["X", "y"];
        while (reader.Next())
        {
            if (!missing.Remove(reader.Name))
                continue;
            if (reader.Name == "X")
                reader.ReadBytes(images, dataset.Height, dataset.Width, dataset.Channels, labels.Length);
            else
                ReadLabels(dataset, path, reader.ReadNumbers(labels.Length), labels);
        }
        if (missing.Count > 0)
        {
            throw new DatasetException(dataset.Name, path, $"{path} lacks an array: expected X and y, found no "
                + $"{string.Join(" and no ", missing)}.", DataFileReader.Different);
        }
    }

    private static void ReadLabels(DatasetDescription dataset, string path, double[] numbers, Span<ushort> labels)
    {
        int classes = dataset.ClassCount;
        for (int i = 0; i < numbers.Length; i++)
        {
            if (!(numbers[i] >= 1 && numbers[i] <= classes && numbers[i] == Math.Floor(numbers[i])))
            {
                throw new DatasetException(dataset.Name, path, $"{path} has a label out of range: expected 1 to {classes}, found "
                    + $"{numbers[i]} for image {i}.", DataFileReader.Different);
            }
            labels[i] = (ushort)(numbers[i] % classes);
        }
    }
}
