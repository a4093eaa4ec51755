using System.Security.Cryptography;
using Sweep.Trainer.Data;
using Sweep.Trainer.Data.Catalogue;
using Sweep.Trainer.Data.Drawn;

namespace Sweep.Trainer.Tests.Data.Drawn;

public sealed class SyntheticDigitsTests
{
    private static readonly Lazy<Dataset> Sample = new(() => SyntheticDigits.Generate(3000, 1000, CancellationToken.None));

    /// <summary>Frozen at the first release: stored results under this name rest on it. Only exactly rounded operations are used, so
    /// the bytes are the same on every machine.</summary>
    [Fact]
    public void The_content_never_changes()
    {
        Dataset first = SyntheticDigits.Generate(40, 10, CancellationToken.None);
        Assert.Equal("8f2c7c9cd139cc5aab393efff91ba0b0a464adc321afd497d364df62f7de1e8c", Checksum(first.Train));
        Assert.Equal("38f4516508b03e6c366856a931df5ad8d783af5ce79704cc6808dbc2ca95eaae", Checksum(first.Test));
    }

    [Fact]
    public void The_first_images_do_not_depend_on_how_many_are_made()
    {
        Dataset few = SyntheticDigits.Generate(700, 1, CancellationToken.None);
        Assert.True(few.Train.Images.AsSpan().SequenceEqual(Sample.Value.Train.Images.AsSpan(0, few.Train.Images.Length)));
        Assert.Equal(few.Train.Labels, Sample.Value.Train.Labels[..700]);
    }

    [Fact]
    public void The_parts_do_not_repeat_images()
    {
        Dataset sample = Sample.Value;
        string[] all = [.. Images(sample.Train).Concat(Images(sample.Test)).Select(image => Convert.ToBase64String(SHA1.HashData(image)))];
        Assert.Equal(4000, all.Distinct().Count());
    }

    [Fact]
    public void Digits_are_equally_frequent()
    {
        // Chi-squared with 9 degrees of freedom: R> qchisq(0.999, 9) is 27.88.
        double chiSquared = Enumerable.Range(0, 10).Sum(digit =>
            Math.Pow(Sample.Value.Train.Labels.Count(label => label == digit) - 300, 2) / 300);
        Assert.InRange(chiSquared, 0, 27.88);
    }

    [Fact]
    public void Ink_covers_about_as_much_as_in_mnist()
    {
        // MNIST: mean 0.1307, standard deviation 0.3081 (see MnistTests).
        double[] pixels = [.. Sample.Value.Train.Images.Select(pixel => pixel / 255.0)];
        double mean = pixels.Average();
        Assert.Equal(0.13, mean, 0.02);
        Assert.Equal(0.30, Math.Sqrt(pixels.Average(pixel => pixel * pixel) - mean * mean), 0.03);
    }

    [Fact]
    public void Every_image_has_paper_and_ink() => Assert.All(Images(Sample.Value.Train), image =>
        Assert.True(image.Contains((byte)0) && image.Max() > 150));

    [Fact]
    public void Classes_can_be_told_apart_by_their_mean_images_but_not_easily()
    {
        // Nearest class mean, the weakest of classifiers: 82 % on MNIST itself (LeCun et al. 1998 give 88 % for a trained linear one).
        Dataset sample = Sample.Value;
        double[][] means = [.. Enumerable.Range(0, 10).Select(digit => Mean(sample.Train, digit))];
        int right = 0;
        foreach (var (image, label) in Images(sample.Test).Zip(sample.Test.Labels))
            right += Enumerable.Range(0, 10).MinBy(digit => Distance(image, means[digit])) == label ? 1 : 0;
        Assert.InRange(right / (double)sample.Test.Count, 0.55, 0.85);
    }

    [Fact]
    public void Drawing_ends_when_stopped() => Assert.Throws<OperationCanceledException>(() =>
        SyntheticDigits.Generate(60_000, 10_000, new CancellationToken(canceled: true)));

    [Fact]
    public void The_loader_draws_without_any_folder()
    {
        var loader = new DatasetLoader(new DatasetLocator("/nowhere/data", "/nowhere/cache"), downloader: null, TimeProvider.System);
        Dataset digits = loader.Load(SyntheticDigits.Description with { TrainCount = 60, TestCount = 10 }, CancellationToken.None);
        Assert.Equal((60, 10), (digits.Train.Count, digits.Test.Count));
        Assert.True(Sample.Value.Test.Images.AsSpan(0, digits.Test.Images.Length).SequenceEqual(digits.Test.Images));
    }

    [Fact]
    public void The_catalogue_promises_the_sizes_of_mnist()
    {
        DatasetDescription digits = DatasetCatalogue.Find("synthetic-digits")!, mnist = DatasetCatalogue.Find("mnist")!;
        Assert.Equal((mnist.TrainCount, mnist.TestCount, mnist.Classes, mnist.Channels, mnist.Height, mnist.Width),
            (digits.TrainCount, digits.TestCount, digits.Classes, digits.Channels, digits.Height, digits.Width));
    }

    private static string Checksum(DatasetSplit split) =>
        Convert.ToHexStringLower(SHA256.HashData([.. split.Images, .. split.Labels.Select(c => (byte)c)]));

    private static IEnumerable<byte[]> Images(DatasetSplit split) => split.Images.Chunk(28 * 28);

    private static double[] Mean(DatasetSplit split, int digit)
    {
        double[] mean = new double[28 * 28];
        byte[][] images = [.. Images(split).Where((_, i) => split.Labels[i] == digit)];
        foreach (byte[] image in images)
        {
            for (int i = 0; i < mean.Length; i++)
                mean[i] += image[i] / (double)images.Length;
        }
        return mean;
    }

    private static double Distance(byte[] image, double[] mean) =>
        image.Zip(mean, (pixel, expected) => (pixel - expected) * (pixel - expected)).Sum();
}
