using System.Security.Cryptography;
using Sweep.Trainer.Data;
using Sweep.Trainer.Data.Drawn;

namespace Sweep.Trainer.Tests.Data.Drawn;

public sealed class DrawnCharactersTests
{
    private const int Pixels = 28 * 28;

    private static readonly Lazy<Dataset> All =
        new(() => DrawnCharacters.Description.Format.Read(DrawnCharacters.Description, [], CancellationToken.None));

    /// <summary>Frozen: stored results under this name rest on it. Only exactly rounded operations are used, so the bytes are the same on
    /// every machine.</summary>
    [Fact]
    public void The_content_never_changes()
    {
        Assert.Equal("3c124cd6c1a340aac6c6c3c3c8965ff98a263f4f73c233c46b4f522a45ab6f69", Checksum(All.Value.Train));
        Assert.Equal("7a0c9796599e1842e5f831f4edcf0c20c695723a348685ad53bfa66f619c7561", Checksum(All.Value.Test));
    }

    [Fact]
    public void Images_stand_in_the_order_of_their_classes()
    {
        Assert.Equal(Enumerable.Range(0, 4500).Select(i => (ushort)(i / DrawnCharacters.TrainDrawers)), All.Value.Train.Labels);
        Assert.Equal(Enumerable.Range(0, 1500).Select(i => (ushort)(i / DrawnCharacters.TestDrawers)), All.Value.Test.Labels);
    }

    [Fact]
    public void No_image_is_there_twice()
    {
        byte[][] images = [.. All.Value.Train.Images.Chunk(Pixels), .. All.Value.Test.Images.Chunk(Pixels)];
        Assert.Equal(6000, images.Select(image => Convert.ToBase64String(SHA1.HashData(image))).Distinct().Count());
    }

    [Fact]
    public void The_nearest_of_the_training_images_is_often_of_the_same_class_but_far_from_always()
    {
        byte[][] train = [.. All.Value.Train.Images.Chunk(Pixels)];
        byte[][] test = [.. All.Value.Test.Images.Chunk(Pixels).Where((_, i) => i % 5 == i / 5 % 5)];
        int right = test.AsParallel().Select((image, i) => Nearest(train, image) / DrawnCharacters.TrainDrawers == i ? 1 : 0).Sum();
        Assert.InRange(right / 300.0, 0.4, 0.9); // chance is 1/300
    }

    [Fact]
    public void Ink_covers_an_eighth_of_the_paper_and_no_image_is_empty_or_full()
    {
        double[] ink = [.. All.Value.Train.Images.Chunk(Pixels).Select(image => image.Average(p => p / 255.0))];
        Assert.InRange(ink.Average(), 0.1, 0.18);
        Assert.All(ink, part => Assert.InRange(part, 0.01, 0.5));
    }

    [Fact]
    public void A_drawer_has_the_same_pen_in_all_characters()
    {
        // The darkest pixel is that of the drawer's ink.
        byte[][] images = [.. All.Value.Train.Images.Chunk(Pixels)];
        var darkest = images.Select((image, i) => (Drawer: i % DrawnCharacters.TrainDrawers, Ink: image.Max())).GroupBy(i => i.Drawer);
        byte[] typical = [.. darkest.Select(d => d.Select(i => i.Ink).Order().ElementAt(150))];
        Assert.True(typical.Distinct().Count() > 10);
        Assert.All(darkest, d => Assert.True(d.Count(i => Math.Abs(i.Ink - typical[d.Key]) <= 3) > 270));
    }

    private static string Checksum(DatasetSplit split) => Convert.ToHexStringLower(SHA256.HashData(split.Images));

    private static int Nearest(byte[][] train, byte[] image)
    {
        int best = 0;
        long least = long.MaxValue;
        for (int i = 0; i < train.Length; i++)
        {
            long distance = 0;
            for (int p = 0; p < image.Length; p++)
                distance += (train[i][p] - image[p]) * (train[i][p] - image[p]);
            if (distance < least)
                (best, least) = (i, distance);
        }
        return best;
    }
}
