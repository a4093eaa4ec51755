using Sweep.Trainer.Data;
using Sweep.Trainer.Data.Catalogue;
using Sweep.Trainer.Tests.Data.Catalogue;

namespace Sweep.Trainer.Tests.Data;

public sealed class PixelStatisticsTests
{
    [Fact]
    public void They_are_those_of_all_pixels_of_a_channel()
    {
        // python3: statistics.pstdev([0, 51, 102, 255]) / 255 is 0.37416573867739417; of [255, 255, 0, 0] it is 0.5.
        var read = PixelStatistics.Compute([0, 51, 255, 255, 102, 255, 0, 0], channels: 2, plane: 2);
        Assert.Equal([0.4, 0.5], read.Mean.Select(mean => Math.Round(mean, 12)));
        Assert.Equal([0.374165738677, 0.5], read.Deviation.Select(deviation => Math.Round(deviation, 12)));
    }

    [Fact]
    public void A_channel_of_one_value_is_not_divided_by_zero() =>
        Assert.Equal([1], PixelStatistics.Compute([9, 9, 9], channels: 1, plane: 3).Deviation);

    [Fact]
    public void Numbers_of_a_channel_that_are_all_equal_have_no_deviation_to_divide_by()
    {
        float[] numbers = [.. Enumerable.Range(0, 600).Select(i => i % 2 == 0 ? 0.1f : i)]; // 300 samples of two channels
        var read = PixelStatistics.Compute(numbers, channels: 2, plane: 1);
        Assert.Equal((0.1f, 1), (read.Mean[0], read.Deviation[0])); // the sum of 300 would be off by its rounding
        Assert.Equal(Math.Sqrt((300.0 * 300 - 1) / 3), read.Deviation[1], 1e-9); // of 1, 3, ..., 599
    }

    [Fact]
    public void A_dataset_without_published_numbers_has_them_computed_of_its_training_images()
    {
        var dataset = new Dataset("tiny", 1, 1, 2, 2, new DatasetSplit([0, 255], [0]), new DatasetSplit([9, 9], [1]));
        Assert.Equal([0.5], dataset.Pixels.Mean);
        Assert.Equal([0.5], dataset.Pixels.Deviation);
    }

    [Theory]
    [InlineData("synthetic-digits")]
    [InlineData("textured-shapes")]
    [InlineData("drawn-characters")]
    public void The_catalogue_has_the_numbers_of_the_images_that_are_drawn(string name)
    {
        DatasetDescription dataset = DatasetCatalogue.Find(name)!;
        Dataset drawn = dataset.Format.Read(dataset with { TrainCount = 3000, TestCount = 1 }, [], CancellationToken.None);
        var computed = PixelStatistics.Compute(drawn.Train.Images, drawn.Channels, drawn.Height * drawn.Width);
        Assert.All(computed.Mean.Zip(dataset.Pixels!.Mean), pair => Assert.Equal(pair.Second, pair.First, 0.01));
        Assert.All(computed.Deviation.Zip(dataset.Pixels.Deviation), pair => Assert.Equal(pair.Second, pair.First, 0.01));
    }

    [Theory]
    [MemberData(nameof(DatasetCatalogueTests.Names), MemberType = typeof(DatasetCatalogueTests))]
    public void Published_numbers_are_one_for_each_channel(string name)
    {
        DatasetDescription dataset = DatasetCatalogue.Find(name)!;
        if (dataset.Pixels is { } pixels)
            Assert.Equal((dataset.Channels, dataset.Channels), (pixels.Mean.Count, pixels.Deviation.Count));
    }
}
