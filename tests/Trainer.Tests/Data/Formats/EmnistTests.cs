using Sweep.Trainer.Data;
using Sweep.Trainer.Data.Catalogue;
using Sweep.Trainer.Data.Formats;
using Sweep.Trainer.Tests.Data.Files;

namespace Sweep.Trainer.Tests.Data.Formats;

/// <summary>The peculiarities of EMNIST and QMNIST, on files as small as they can be.</summary>
public sealed class EmnistTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Transposed_images_are_turned_upright_one_by_one()
    {
        byte[] images = [1, 2, 3, 4, 5, 6, 7, 8, 9, 11, 12, 13, 14, 15, 16, 17, 18, 19];
        PixelPlanes.TransposeEach(images, 3);
        Assert.Equal([1, 4, 7, 2, 5, 8, 3, 6, 9, 11, 14, 17, 12, 15, 18, 13, 16, 19], images);
    }

    [Fact]
    public void Emnist_letters_are_upright_and_counted_from_zero()
    {
        byte[] vertical = new byte[28 * 28]; // as in the file: transposed, so a vertical bar is stored as a horizontal one
        vertical.AsSpan(3 * 28, 28).Fill(200);
        Dataset letters = Load(DatasetCatalogue.Find("emnist-letters")! with { TrainCount = 1, TestCount = 1 },
            vertical, IdxBytes.Labels(1), IdxBytes.Labels(26));
        Assert.All(Enumerable.Range(0, 28), y => Assert.Equal(200, letters.Train.Images[y * 28 + 3]));
        Assert.Equal((0, 25), (letters.Train.Labels[0], letters.Test.Labels[0]));
    }

    [Fact]
    public void Qmnist_is_not_transposed_and_its_class_is_the_first_of_eight_columns()
    {
        byte[] horizontal = new byte[28 * 28];
        horizontal.AsSpan(3 * 28, 28).Fill(200);
        byte[] Labels(byte digit) => IdxBytes.Of(12, [1, 8], [0, 0, 0, digit, .. new byte[27], 9]);
        Dataset qmnist = Load(DatasetCatalogue.Find("qmnist")! with { TrainCount = 1, TestCount = 1 },
            horizontal, Labels(7), Labels(4));
        Assert.Equal(horizontal, qmnist.Train.Images);
        Assert.Equal((7, 4), (qmnist.Train.Labels[0], qmnist.Test.Labels[0]));
    }

    private Dataset Load(DatasetDescription dataset, byte[] image, byte[] trainLabels, byte[] testLabels)
    {
        byte[] images = IdxBytes.Of(8, [1, 28, 28], image);
        byte[][] contents = [images, trainLabels, images, testLabels];
        foreach (var (file, content) in dataset.Files.Zip(contents))
            folder.Write(Path.Combine(dataset.Folders[0], file.Name), IdxBytes.Gzip(content));
        var locator = new DatasetLocator(folder.FullName, folder["cache"]);
        return new DatasetLoader(locator, downloader: null, TimeProvider.System).Load(dataset, CancellationToken.None);
    }
}
