using System.Security.Cryptography;
using Sweep.Trainer.Data;
using Sweep.Trainer.Data.Drawn;

namespace Sweep.Trainer.Tests.Data.Drawn;

public sealed class ShapeMasksTests
{
    private const int Plane = 32 * 32;

    private static readonly Lazy<Dataset> Sample = new(() => Draw(500, 100));

    /// <summary>Frozen: stored results under this name rest on it. Only exactly rounded operations are used, so the bytes are the same on
    /// every machine.</summary>
    [Fact]
    public void The_content_never_changes()
    {
        Dataset first = Draw(40, 10);
        Assert.Equal("29dfc9fbe1cfd91a8d05fe53472e4e939530089ca51ab98f4b129e2a9947e282", Checksum(first.Train));
        Assert.Equal("6d3410637f8c56485ed24804330b08674bd4c2ca90c8fefca6ff62783dac7c1d", Checksum(first.Test));
    }

    [Fact]
    public void The_bytes_that_a_plan_counts_are_those_of_images_and_masks()
    {
        var drawn = Sample.Value;
        long held = new[] { drawn.Train, drawn.Test }.Sum(s => s.Images.LongLength + Masks(s).LongLength);
        Assert.Equal(held, (ShapeMasks.Description with { TrainCount = 500, TestCount = 100 }).Bytes);
    }

    [Fact]
    public void The_first_images_and_masks_do_not_depend_on_how_many_are_made()
    {
        Dataset few = Draw(300, 1);
        Assert.True(few.Train.Images.AsSpan().SequenceEqual(Sample.Value.Train.Images.AsSpan(0, few.Train.Images.Length)));
        Assert.True(Masks(few.Train).AsSpan().SequenceEqual(Masks(Sample.Value.Train).AsSpan(0, Masks(few.Train).Length)));
    }

    [Fact]
    public void Each_image_has_a_mask_of_a_part_of_its_pixels()
    {
        var train = Sample.Value.Train;
        Assert.Equal((500, 500 * Plane), (train.Count, Masks(train).Length));
        Assert.All(Masks(train).Chunk(Plane), mask => Assert.InRange(mask.Count(pixel => pixel == 1), Plane / 50, Plane * 3 / 4));
    }

    [Fact]
    public void Within_the_mask_an_image_looks_different()
    {
        // The colors of shapes are drawn brighter than those of the ground: 0.625 and 0.375 on average, of 1.
        var train = Sample.Value.Train;
        byte[] masks = Masks(train);
        double[] sums = new double[2], counts = new double[2];
        for (int i = 0; i < masks.Length; i++)
        {
            int image = i / Plane, pixel = i % Plane;
            counts[masks[i]] += 3;
            for (int channel = 0; channel < 3; channel++)
                sums[masks[i]] += train.Images[(image * 3 + channel) * Plane + pixel] / 255.0;
        }
        Assert.InRange(sums[1] / counts[1] - sums[0] / counts[0], 0.15, 0.3);
    }

    [Fact]
    public void The_catalogue_has_its_mean_and_deviation()
    {
        var computed = PixelStatistics.Compute(Draw(10_000, 1).Train.Images, 3, Plane);
        Assert.Equal(ShapeMasks.Description.Pixels!.Mean, computed.Mean.Select(m => Math.Round(m, 4)));
        Assert.Equal(ShapeMasks.Description.Pixels.Deviation, computed.Deviation.Select(d => Math.Round(d, 4)));
    }

    private static Dataset Draw(int train, int test) => ShapeMasks.Description.Format.Read(
        ShapeMasks.Description with { TrainCount = train, TestCount = test }, [], CancellationToken.None);

    private static string Checksum(DatasetSplit split) => Convert.ToHexStringLower(SHA256.HashData([.. split.Images, .. Masks(split)]));

    private static byte[] Masks(DatasetSplit split) => ((Targets.Masks)split.Targets).Pixels;
}
