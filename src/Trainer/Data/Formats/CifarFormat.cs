using Sweep.Trainer.Data.Files;

namespace Sweep.Trainer.Data.Formats;

/// <summary>CIFAR's binary format: records of one or two labels and the bytes of the image, channel after channel, rows first. Every file
/// but the last holds training images, the same number each; the last holds the test images.</summary>
/// <remarks>Krizhevsky: Learning multiple layers of features from tiny images (2009); https://www.cs.toronto.edu/~kriz/cifar.html, section
/// "Binary version".</remarks>
public sealed class CifarFormat() : DatasetFormat("cifar")
{
    /// <summary>Bytes before each image: 1 in CIFAR-10; 2 in CIFAR-100, the coarse and the fine label. The last is the class.</summary>
    public int LabelBytes { get; init; } = 1;

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
        int imageLength = dataset.Channels * dataset.Height * dataset.Width, perFile = count / paths.Length;
        byte[] images = GC.AllocateUninitializedArray<byte>(checked(count * imageLength)); // (count, channels, height, width)
        byte[] labels = new byte[count];
        byte[] label = new byte[LabelBytes];
        for (int file = 0; file < paths.Length; file++)
        {
            using var reader = new DataFileReader(dataset.Name, paths[file], stop);
            for (int i = 0; i < perFile; i++)
            {
                int image = file * perFile + i;
                Fill(reader, label, i, perFile);
                labels[image] = Class(label[^1], i, dataset, paths[file]);
                Fill(reader, images.AsSpan(image * imageLength, imageLength), i, perFile);
            }
            reader.ExpectEnd($"{perFile} records of {LabelBytes + imageLength} bytes");
        }
        return new DatasetSplit(images, labels);

        void Fill(DataFileReader reader, Span<byte> target, int record, int records)
        {
            int read = reader.Read(target);
            if (read < target.Length)
            {
                int recordLength = LabelBytes + imageLength;
                throw reader.Truncated($"{records} records of {recordLength} bytes, {(long)records * recordLength} in all",
                    reader.Position);
            }
        }
    }

    private static byte Class(byte label, int record, DatasetDescription dataset, string path) => label < dataset.ClassCount
        ? label
        : throw new DatasetException(dataset.Name, path, $"{path} has a label out of range: expected 0 to {dataset.ClassCount - 1}, found "
            + $"{label} for image {record}.", DataFileReader.Different);
}
