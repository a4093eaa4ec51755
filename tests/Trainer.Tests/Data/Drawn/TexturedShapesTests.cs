using System.Security.Cryptography;
using Sweep.Trainer.Data;
using Sweep.Trainer.Data.Catalogue;
using Sweep.Trainer.Data.Drawn;

namespace Sweep.Trainer.Tests.Data.Drawn;

public sealed class TexturedShapesTests
{
    private static readonly Lazy<Dataset> Sample = new(() => Draw(2000, 500));

    /// <summary>Frozen: stored results under this name rest on it. Only exactly rounded operations are used, so the bytes are the same on
    /// every machine.</summary>
    [Fact]
    public void The_content_never_changes()
    {
        Dataset first = Draw(40, 10);
        Assert.Equal("9a7d4e9e9a229c48e60e7a3db6604de892a4467099c8acff8d8430242bb8c4fa", Checksum(first.Train));
        Assert.Equal("86bae8fbf28f3565877d55cbc38f40e66b08c02336460d834362b4447a5afbf0", Checksum(first.Test));
    }

    [Fact]
    public void The_first_images_do_not_depend_on_how_many_are_made()
    {
        Dataset few = Draw(300, 1);
        Assert.True(few.Train.Images.AsSpan().SequenceEqual(Sample.Value.Train.Images.AsSpan(0, few.Train.Images.Length)));
        Assert.Equal(few.Train.Labels, Sample.Value.Train.Labels[..300]);
    }

    [Fact]
    public void The_parts_do_not_repeat_images()
    {
        byte[][] images = [.. Sample.Value.Train.Images.Chunk(3072), .. Sample.Value.Test.Images.Chunk(3072)];
        string[] all = [.. images.Select(image => Convert.ToBase64String(SHA1.HashData(image)))];
        Assert.Equal(2500, all.Distinct().Count());
    }

    [Fact]
    public void Classes_are_equally_frequent()
    {
        // Chi-squared with 9 degrees of freedom: R> qchisq(0.999, 9) is 27.88.
        double chiSquared = Enumerable.Range(0, 10).Sum(c => Math.Pow(Sample.Value.Train.Labels.Count(label => label == c) - 200, 2) / 200);
        Assert.InRange(chiSquared, 0, 27.88);
    }

    [Fact]
    public void It_has_the_sizes_of_cifar_10()
    {
        DatasetDescription shapes = DatasetCatalogue.Find("textured-shapes")!, cifar = DatasetCatalogue.Find("cifar-10")!;
        Assert.Equal((cifar.TrainCount, cifar.TestCount, cifar.Classes, cifar.Channels, cifar.Height, cifar.Width),
            (shapes.TrainCount, shapes.TestCount, shapes.Classes, shapes.Channels, shapes.Height, shapes.Width));
    }

    private static Dataset Draw(int train, int test) => TexturedShapes.Description.Format.Read(
        TexturedShapes.Description with { TrainCount = train, TestCount = test }, [], CancellationToken.None);

    private static string Checksum(DatasetSplit split) =>
        Convert.ToHexStringLower(SHA256.HashData([.. split.Images, .. split.Labels.Select(c => (byte)c)]));
}
