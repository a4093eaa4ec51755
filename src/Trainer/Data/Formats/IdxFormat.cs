using Sweep.Trainer.Data.Files;

namespace Sweep.Trainer.Data.Formats;

/// <summary>MNIST's format: gray images and labels in IDX files of their own. The files are training images, training labels, test images
/// and test labels, in this order.</summary>
public sealed class IdxFormat() : DatasetFormat("idx")
{
    /// <summary>Whether the files hold each image transposed; reading turns it upright.</summary>
    public bool Transposed { get; init; }

    /// <summary>The label of the first class in the files; reading subtracts it.</summary>
    public int FirstLabel { get; init; }

    /// <summary>1 for an idx1-ubyte file of classes, else the columns of an idx2-int file whose first is the class.</summary>
    public int LabelColumns { get; init; } = 1;

    /// <inheritdoc/>
    public override Dataset Read(DatasetDescription dataset, IReadOnlyList<string> paths, CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        ArgumentNullException.ThrowIfNull(paths);
        // Labels first: they are small, so a wrong file is found before the large ones are read.
        byte[] trainLabels = Labels(paths[1], dataset.TrainCount), testLabels = Labels(paths[3], dataset.TestCount);
        byte[] trainImages = Images(paths[0], dataset.TrainCount), testImages = Images(paths[2], dataset.TestCount);
        return dataset.WithSamples(new DatasetSplit(trainImages, trainLabels), new DatasetSplit(testImages, testLabels));

        byte[] Labels(string path, int count) =>
            IdxReader.ReadLabels(dataset.Name, path, count, LabelColumns, FirstLabel, dataset.ClassCount, stop);

        byte[] Images(string path, int count)
        {
            byte[] images = IdxReader.ReadImages(dataset.Name, path, count, dataset.Height, dataset.Width, stop);
            if (Transposed)
                PixelPlanes.TransposeEach(images, dataset.Height);
            return images;
        }
    }
}
