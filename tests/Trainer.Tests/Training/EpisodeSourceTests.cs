using Sweep.Planning.Randomness;
using Sweep.Planning.Trials;
using Sweep.Trainer.Data;
using Sweep.Trainer.Engines;
using Sweep.Trainer.Protocols;
using Sweep.Trainer.Settings;
using Sweep.Trainer.Training;

namespace Sweep.Trainer.Tests.Training;

public sealed class EpisodeSourceTests
{
    private static readonly MetaSettings Small = new(MetaMethod.Maml, Ways: 5, Shots: 2, Queries: 6, InnerSteps: 1, InnerRate: 0.1, 1);

    [Fact]
    public void A_task_has_each_class_and_each_sample_once()
    {
        var source = new EpisodeSource(Small, Blobs.Dataset);
        Assert.All(Draw(source, source.Classes.Test, 50), task =>
        {
            int[][] ways = [.. task.Support.Zip(task.Query, (support, query) => (int[])[.. support, .. query])];
            Assert.Equal(5, ways.Select(ClassOf).Distinct().Count());
            Assert.All(task.Support, support => Assert.Equal(2, support.Length));
            Assert.All(ways, way => Assert.Equal(8, way.Distinct().Count()));
            Assert.Empty(task.QuarterTurns);
        });
    }

    [Fact]
    public void Samples_of_both_splits_are_drawn_and_of_the_classes_of_the_range_alone()
    {
        var source = new EpisodeSource(Small, Blobs.Dataset);
        int[] classes = [.. Draw(source, source.Classes.Validation, 100).SelectMany(task => task.Support).Select(ClassOf)];
        Assert.Equal(Enumerable.Range(32, 8), classes.Distinct().Order());
        int[] samples = [.. Draw(source, source.Classes.Validation, 100).SelectMany(task => task.Query).SelectMany(q => q).Distinct()];
        Assert.Equal(8 * (Blobs.TrainEach + Blobs.TestEach), samples.Length);
    }

    [Fact]
    public void A_class_is_turned_as_a_whole_each_way_as_often()
    {
        var source = new EpisodeSource(Small with { UsesRotations = true }, Blobs.Dataset);
        int[] turns = [.. Draw(source, source.Classes.Training, 400).SelectMany(task => task.QuarterTurns)];
        Assert.Equal(2000, turns.Length);
        Assert.All(Enumerable.Range(0, 4), turn => Assert.InRange(turns.Count(t => t == turn), 420, 580));
    }

    [Fact]
    public void One_stream_gives_one_sequence_of_tasks()
    {
        var source = new EpisodeSource(Small, Blobs.Dataset);
        Assert.Equal(Numbers(Draw(source, source.Classes.Training, 3)), Numbers(Draw(source, source.Classes.Training, 5)[..3]));
    }

    [Theory]
    [InlineData(9, 1, 1, "blobs: its 50 classes are divided into 32 for training, 8 for validation and 10 for the test, and a task takes "
        + "9. Choose a dataset with more classes, or at most 8 ways.")]
    [InlineData(2, 4, 5, "blobs: 4 shots and 5 queries take 9 samples of each class, and there are 8: use fewer shots or queries, or "
        + "choose a dataset with more.")]
    public void Tasks_that_the_dataset_has_not_are_refused(int ways, int shots, int queries, string message) => Assert.Equal(message,
        Assert.Throws<TrialSettingsException>(() =>
            new EpisodeSource(Small with { Ways = ways, Shots = shots, Queries = queries }, Blobs.Dataset)).Message);

    [Theory]
    [InlineData("omniglot", 1623, 1100, 100, 423)]
    [InlineData("omniglot-background", 964, 617, 154, 193)]
    [InlineData("mini-imagenet", 100, 64, 16, 20)]
    [InlineData("drawn-characters", 300, 192, 48, 60)]
    public void Classes_are_held_out_by_a_fixed_rule(string dataset, int classes, int training, int validation, int test)
    {
        var parts = HeldOutClasses.Of(dataset, classes);
        Assert.Equal((new ClassRange(0, training), new ClassRange(training, validation), new ClassRange(training + validation, test)),
            (parts.Training, parts.Validation, parts.Test));
    }

    private static Episode[] Draw(EpisodeSource source, ClassRange range, int count) =>
        source.Draw(RandomStream.For(new StreamKey(5), "episodes/1"), range, count);

    private static int[] Numbers(Episode[] tasks) => [.. tasks.SelectMany(t => t.Support.Concat(t.Query)).SelectMany(n => n)];

    private static int ClassOf(int[] samples) => Assert.Single(samples.Select(Blobs.ClassOf).Distinct());
}
