using Sweep.Planning.Trials;
using Sweep.Trainer.Data;
using Sweep.Trainer.Protocols;

namespace Sweep.Trainer.Tests.Protocols;

public sealed class CrossValidationTests
{
    private static readonly SettingValue Name = new SettingValue.Text("seven");

    // 47 + 13 samples of three classes: 40 of class 0, 15 of class 1, 5 of class 2.
    private static readonly Dataset Samples = new("seven", 1, 1, 1, 3, Split(0, 47), Split(47, 60));

    [Theory]
    [InlineData(2)]
    [InlineData(7)]
    [InlineData(10)]
    public void Each_sample_is_held_out_once_and_class_counts_of_folds_differ_by_one_at_most(int folds)
    {
        var divided = Of(1, folds).Divided(Samples);
        int[][] held = [.. Enumerable.Range(1, folds).Select(f => Of(f, folds).Divide(divided, Name, new Seed(3)).Held)];
        Assert.Equal(Enumerable.Range(0, 60), held.SelectMany(h => h).Order());
        for (int c = 0; c < 3; c++)
        {
            int[] counts = [.. held.Select(h => h.Count(i => divided.Train.Labels[i] == c))];
            Assert.InRange(counts.Max() - counts.Min(), 0, 1);
        }
    }

    [Fact]
    public void A_fold_trains_on_all_others()
    {
        var (rest, held) = Of(2, 5).Divide(Of(2, 5).Divided(Samples), Name, new Seed(0));
        Assert.Equal(Enumerable.Range(0, 60), rest.Concat(held).Order());
    }

    [Fact]
    public void The_division_depends_on_seed_and_dataset_alone()
    {
        int[] Held(int seed, string name) => Of(1, 5).Divide(Of(1, 5).Divided(Samples), new SettingValue.Text(name), new Seed(seed)).Held;
        Assert.Equal(Held(0, "seven"), Held(0, "seven"));
        Assert.NotEqual(Held(0, "seven"), Held(1, "seven"));
        Assert.NotEqual(Held(0, "seven"), Held(0, "eight"));
    }

    [Theory]
    [InlineData(1, 7, false)]
    [InlineData(7, 7, false)]
    [InlineData(4, 10, true)]
    public void The_sizes_of_folds_are_known_without_the_samples(int fold, int folds, bool trainOnly)
    {
        var cross = new CrossValidation(new Fold(fold, folds), trainOnly);
        var (rest, held) = cross.Divide(cross.Divided(Samples), Name, new Seed(1));
        Assert.Equal(cross.Counts(47, 13), (rest.Length, held.Length));
    }

    [Fact]
    public void Training_samples_alone_are_divided_on_request() =>
        Assert.Same(Samples, new CrossValidation(new Fold(1, 5), DividesTrainOnly: true).Divided(Samples));

    [Fact]
    public void Numbers_are_divided_without_strata()
    {
        var numbers = new Dataset("numbers", 1, 1, 1, new Regression(1), Numbers(11), Numbers(4));
        int[] sizes = [.. Enumerable.Range(1, 4).Select(f => Of(f, 4).Divide(Of(f, 4).Divided(numbers), Name, new Seed(0)).Held.Length)];
        Assert.Equal([4, 4, 4, 3], sizes);
    }

    private static CrossValidation Of(int fold, int folds) => new(new Fold(fold, folds), DividesTrainOnly: false);

    private static DatasetSplit Split(int from, int to) => new([.. Enumerable.Range(from, to - from).Select(i => (byte)i)],
        [.. Enumerable.Range(from, to - from).Select(i => (byte)(i % 12 == 0 ? 2 : i % 4 == 1 ? 1 : 0))]);

    private static DatasetSplit Numbers(int count) =>
        new(new SampleValues.Numbers(new float[count]), new Targets.Numbers([.. Enumerable.Range(0, count).Select(i => (float)i)], 1));
}
