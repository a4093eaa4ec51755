using Sweep.Trainer.Data;

namespace Sweep.Trainer.Tests.Data;

public sealed class DatasetTests
{
    private static readonly DatasetSplit Two = new(new byte[2 * 3 * 4], [0, 2]);

    [Fact]
    public void A_dataset_keeps_its_sizes_and_counts()
    {
        var dataset = new Dataset("tiny", 1, 3, 4, 3, Two, new DatasetSplit(new byte[12], [1]));
        Assert.Equal((12, 2, 1), (dataset.SampleLength, dataset.Train.Count, dataset.Test.Count));
    }

    [Fact]
    public void Images_that_do_not_fit_the_labels_are_refused()
    {
        var error = Assert.Throws<ArgumentException>(() => new Dataset("tiny", 1, 3, 4, 3, Two, new DatasetSplit(new byte[13], [1])));
        Assert.Contains("1 samples of 1x3x4 in the test part need 12 values, not 13", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_label_beyond_the_classes_is_refused()
    {
        var error = Assert.Throws<ArgumentException>(() => new Dataset("tiny", 1, 3, 4, 2, Two, Two));
        Assert.Contains("label 1 is 2; expected 0 to 1, in the train part", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Masks_have_a_label_of_0_or_1_for_each_pixel()
    {
        var masks = DatasetSplit.WithMasks(new byte[24], new byte[24], 12);
        var dataset = new Dataset("tiny", 1, 3, 4, new Segmentation(), masks, masks);
        Assert.Equal(2, dataset.Train.Count);
        var classes = Assert.Throws<ArgumentException>(() => new Dataset("tiny", 1, 3, 4, new Segmentation(), masks, Two));
        Assert.Contains("its targets are no masks, in the test part", classes.Message, StringComparison.Ordinal);
        var two = DatasetSplit.WithMasks(new byte[24], [.. new byte[23], 2], 12);
        Assert.Contains("pixel 11 of mask 1 is 2; expected 0 or 1, in the train part", Assert.Throws<ArgumentException>(() =>
            new Dataset("tiny", 1, 3, 4, new Segmentation(), two, masks)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => new Dataset("tiny", 1, 3, 4, 2, masks, masks));
    }

    [Fact]
    public void Numbers_have_as_many_targets_as_the_task_outputs_and_all_are_finite()
    {
        var numbers = new SampleValues.Numbers([1, 3, 2, 5]); // two rows of two columns
        var row = new DatasetSplit(numbers, new Targets.Numbers([7, 8], 1));
        var table = new Dataset("table", 2, 1, 1, new Regression(1), row, row);
        Assert.Equal([1.5, 4], table.Pixels.Mean);
        Assert.Equal([0.5, 1], table.Pixels.Deviation);
        var wrong = row with { Targets = new Targets.Numbers([7, float.NaN], 1) };
        Assert.Contains("target 0 of sample 1 is not finite", Assert.Throws<ArgumentException>(() =>
            new Dataset("table", 2, 1, 1, new Regression(1), row, wrong)).Message, StringComparison.Ordinal);
        Assert.Contains("its samples have 1 targets; expected 2", Assert.Throws<ArgumentException>(() =>
            new Dataset("table", 2, 1, 1, new Regression(2), row, row)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_empty_part_is_refused() =>
        Assert.Throws<ArgumentException>(() => new Dataset("tiny", 1, 3, 4, 3, Two, new DatasetSplit([], [])));

    [Theory]
    [InlineData(0, 3, 4, 3)]
    [InlineData(1, -3, 4, 3)]
    [InlineData(1, 3, 0, 3)]
    [InlineData(1, 3, 4, 1)]
    [InlineData(1, 3, 4, 65_537)]
    public void Sizes_out_of_range_are_refused(int channels, int height, int width, int classes) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new Dataset("tiny", channels, height, width, classes, Two, Two));
}
