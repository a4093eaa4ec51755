using Sweep.Trainer.Data;

namespace Sweep.Trainer.Tests.Data;

public sealed class ImageDatasetTests
{
    private static readonly ImageSplit Two = new(new byte[2 * 3 * 4], [0, 2]);

    [Fact]
    public void A_dataset_keeps_its_sizes_and_counts()
    {
        var dataset = new ImageDataset("tiny", 1, 3, 4, 3, Two, new ImageSplit(new byte[12], [1]));
        Assert.Equal((12, 2, 1), (dataset.ImageLength, dataset.Train.Count, dataset.Test.Count));
    }

    [Fact]
    public void Images_that_do_not_fit_the_labels_are_refused()
    {
        var error = Assert.Throws<ArgumentException>(() => new ImageDataset("tiny", 1, 3, 4, 3, Two, new ImageSplit(new byte[13], [1])));
        Assert.Contains("1 labels of the test part need 12 bytes of 1x3x4 images, not 13", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_label_beyond_the_classes_is_refused()
    {
        var error = Assert.Throws<ArgumentException>(() => new ImageDataset("tiny", 1, 3, 4, 2, Two, Two));
        Assert.Contains("label 1 of the train part is 2; expected 0 to 1", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Masks_have_a_label_of_0_or_1_for_each_pixel()
    {
        var masks = new ImageSplit(new byte[24], new byte[24]) { LabelsPerImage = 12 };
        var dataset = new ImageDataset("tiny", 1, 3, 4, new Segmentation(), masks, masks);
        Assert.Equal((2, 2), (dataset.Train.Count, dataset.Classes));
        var classes = Assert.Throws<ArgumentException>(() => new ImageDataset("tiny", 1, 3, 4, new Segmentation(), masks, Two));
        Assert.Contains("the test part has 2 labels, 1 per image; needed is 12 per image", classes.Message, StringComparison.Ordinal);
        var two = masks with { Labels = [.. new byte[23], 2] };
        Assert.Contains("label 23 of the train part is 2; expected 0 to 1", Assert.Throws<ArgumentException>(() =>
            new ImageDataset("tiny", 1, 3, 4, new Segmentation(), two, masks)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => new ImageDataset("tiny", 1, 3, 4, 2, masks, masks));
    }

    [Fact]
    public void An_empty_part_is_refused() =>
        Assert.Throws<ArgumentException>(() => new ImageDataset("tiny", 1, 3, 4, 3, Two, new ImageSplit([], [])));

    [Theory]
    [InlineData(0, 3, 4, 3)]
    [InlineData(1, -3, 4, 3)]
    [InlineData(1, 3, 0, 3)]
    [InlineData(1, 3, 4, 1)]
    [InlineData(1, 3, 4, 257)]
    public void Sizes_out_of_range_are_refused(int channels, int height, int width, int classes) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new ImageDataset("tiny", channels, height, width, classes, Two, Two));
}
