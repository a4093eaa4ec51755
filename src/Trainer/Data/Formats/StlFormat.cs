using Sweep.Trainer.Data.Files;

namespace Sweep.Trainer.Data.Formats;

/// <summary>STL-10's binary format: training images, training labels, test images and test labels, in this order. Images are bytes, channel
/// after channel, columns first; labels are bytes from 1.</summary>
/// <remarks>Coates, Lee, Ng 2011; https://cs.stanford.edu/~acoates/stl10, section "Binary files".</remarks>
public sealed class StlFormat() : DatasetFormat("stl-binary")
{
    /// <inheritdoc/>
    public override Dataset Read(DatasetDescription dataset, IReadOnlyList<string> paths, CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        ArgumentNullException.ThrowIfNull(paths);
        // Labels first: they are small, so a wrong file is found before the large ones are read.
        ushort[] trainLabels = Labels(paths[1], dataset.TrainCount), testLabels = Labels(paths[3], dataset.TestCount);
        byte[] trainImages = Images(paths[0], dataset.TrainCount), testImages = Images(paths[2], dataset.TestCount);
        return dataset.WithSamples(DatasetSplit.WithClasses(trainImages, trainLabels), DatasetSplit.WithClasses(testImages, testLabels));

        byte[] Images(string path, int count)
        {
            byte[] images = ReadAll(path, checked(count * dataset.SampleLength), $"{count} images of {dataset.SampleLength} bytes");
            PixelPlanes.TransposeEach(images, dataset.Height);
            return images;
        }

        ushort[] Labels(string path, int count)
        {
            byte[] labels = ReadAll(path, count, $"{count} labels of one byte");
            int wrong = labels.AsSpan().IndexOfAnyExceptInRange((byte)1, (byte)dataset.ClassCount);
            return wrong < 0 ? [.. labels.Select(label => (ushort)(label - 1))]
                : throw new DatasetException(dataset.Name, path, $"{path} has a label out of range: expected 1 to {dataset.ClassCount}, "
                    + $"found {labels[wrong]} for image {wrong}.", DataFileReader.Different);
        }

        byte[] ReadAll(string path, int length, string expected)
        {
            using var reader = new DataFileReader(dataset.Name, path, stop);
            byte[] bytes = GC.AllocateUninitializedArray<byte>(length);
            int read = reader.Read(bytes);
            if (read < length)
                throw reader.Truncated($"{expected}, {length} in all", read);
            reader.ExpectEnd(expected);
            return bytes;
        }
    }
}
