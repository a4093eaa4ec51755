namespace Sweep.Trainer.Data;

/// <summary>Reads the four located files of a dataset into memory; each byte of an image is held once.</summary>
internal static class DatasetFiles
{
    /// <summary>Reads, checks and turns upright.</summary>
    /// <exception cref="DatasetException">A file is damaged or is not that of this dataset.</exception>
    public static ImageDataset Read(DatasetDescription dataset, IReadOnlyDictionary<DatasetPart, string> paths, CancellationToken stop)
    {
        // Labels first: they are small, so a wrong file is found before the large ones are read.
        byte[] trainLabels = Labels(DatasetPart.TrainLabels), testLabels = Labels(DatasetPart.TestLabels);
        byte[] trainImages = Images(DatasetPart.TrainImages), testImages = Images(DatasetPart.TestImages);
        return new ImageDataset(dataset.Name, dataset.Channels, dataset.Height, dataset.Width, dataset.Classes,
            new ImageSplit(trainImages, trainLabels), new ImageSplit(testImages, testLabels));

        byte[] Labels(DatasetPart part) => IdxReader.ReadLabels(dataset.Name, paths[part], dataset.Count(part), dataset.LabelColumns,
            dataset.FirstLabel, dataset.Classes, stop);

        byte[] Images(DatasetPart part)
        {
            byte[] images = IdxReader.ReadImages(dataset.Name, paths[part], dataset.Count(part), dataset.Height, dataset.Width, stop);
            if (dataset.Transposed)
                TransposeEach(images, dataset.Height);
            return images;
        }
    }

    /// <summary>Transposes square images in place.</summary>
    /// <param name="images">(n, size, size).</param>
    /// <param name="size">Height and width.</param>
    internal static void TransposeEach(Span<byte> images, int size)
    {
        for (; images.Length > 0; images = images[(size * size)..])
        {
            for (int y = 1; y < size; y++)
            {
                for (int x = 0; x < y; x++)
                    (images[y * size + x], images[x * size + y]) = (images[x * size + y], images[y * size + x]);
            }
        }
    }
}
