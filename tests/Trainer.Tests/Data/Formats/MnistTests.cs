using Sweep.Planning.Trials;
using Sweep.Trainer.Data;
using Sweep.Trainer.Data.Catalogue;

namespace Sweep.Trainer.Tests.Data.Formats;

/// <summary>The real MNIST, where SWEEP_DATA names a folder that holds it.</summary>
public sealed class MnistTests
{
    [Fact]
    public void The_training_set_has_the_published_numbers()
    {
        Dataset mnist = Load();
        Assert.Equal((60_000, 10_000, new Classification(10), 1, 28, 28),
            (mnist.Train.Count, mnist.Test.Count, (Classification)mnist.Task, mnist.Channels, mnist.Height, mnist.Width));

        // Mean and population standard deviation of the pixels as in the PyTorch project's MNIST example: Normalize((0.1307,), (0.3081,)).
        double sum = 0, squares = 0;
        foreach (byte pixel in mnist.Train.Images)
        {
            sum += pixel / 255.0;
            squares += pixel / 255.0 * (pixel / 255.0);
        }
        double mean = sum / mnist.Train.Images.Length;
        Assert.Equal(0.1307, mean, 0.00005);
        Assert.Equal(0.3081, Math.Sqrt(squares / mnist.Train.Images.Length - mean * mean), 0.00005);
    }

    [Fact]
    public void The_labels_have_the_published_histogram()
    {
        Dataset mnist = Load();
        // Counts per digit of the published label files; zcat train-labels-idx1-ubyte.gz | tail -c +9 | od -An -v -tu1 -w1 | sort -n | uniq
        // -c
        Assert.Equal([5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949], Histogram(mnist.Train));
        Assert.Equal([980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009], Histogram(mnist.Test));
    }

    private static int[] Histogram(DatasetSplit split) =>
        [.. Enumerable.Range(0, 10).Select(digit => split.Labels.Count(label => label == digit))];

    private static Dataset Load()
    {
        // A data folder alone: this test neither looks into the user's cache nor fetches anything.
        string? data = Environment.GetEnvironmentVariable(DatasetLocator.DataVariable);
        Assert.SkipWhen(string.IsNullOrEmpty(data), "SWEEP_DATA is not set.");
        using var cache = new TemporaryFolder();
        var locator = new DatasetLocator(data, cache.FullName);
        Assert.SkipUnless(locator.Locate(DatasetCatalogue.Find("mnist")!).State == DatasetState.Present, $"No MNIST in {data}.");
        var loader = new DatasetLoader(locator, downloader: null, TimeProvider.System);
        return loader.Load(new SettingValue.Text("mnist"), CancellationToken.None);
    }
}
