using Sweep.Trainer.Cpu.Meta;
using Sweep.Trainer.Cpu.Samples;
using Sweep.Trainer.Data;
using Sweep.Trainer.Engines;
using Sweep.Trainer.Networks;

namespace Sweep.Trainer.Cpu.Tests.Meta;

public sealed unsafe class EpisodeSamplesTests
{
    [Fact]
    public void Quarter_turns_go_counterclockwise()
    {
        // numpy: np.rot90([[0, 1, 2], [3, 4, 5], [6, 7, 8]], turns)
        float[][] expected =
        [
            [0, 1, 2, 3, 4, 5, 6, 7, 8], [2, 5, 8, 1, 4, 7, 0, 3, 6], [8, 7, 6, 5, 4, 3, 2, 1, 0], [6, 3, 0, 7, 4, 1, 8, 5, 2],
        ];
        var samples = Samples(3, 3, trainCount: 1, testCount: 1);
        samples.Use(new Episode([[0], [0], [0], [0]], [[], [], [], []], [0, 1, 2, 3]));
        Assert.Equal(expected, Load(samples, samples.Support));
    }

    [Fact]
    public void Numbers_behind_the_training_split_are_those_of_the_test_split()
    {
        var samples = Samples(1, 2, trainCount: 3, testCount: 2);
        samples.Use(new Episode([[4, 0]], [[2, 3]], []));
        Assert.Equal([[8, 9], [0, 1]], Load(samples, samples.Support));
        Assert.Equal([[4, 5], [6, 7]], Load(samples, samples.Query));
    }

    [Fact]
    public void The_class_of_a_sample_is_its_way()
    {
        var samples = Samples(1, 1, trainCount: 9, testCount: 1);
        samples.Use(new Episode([[5, 6], [1, 2]], [[7], [3]], []));
        int[] labels = new int[6];
        samples.Labels([.. samples.Support, .. samples.Query], labels);
        Assert.Equal([0, 0, 1, 1, 0, 1], labels);
    }

    [Fact]
    public void Images_that_are_not_square_keep_their_side_up_or_stand_on_their_head()
    {
        var samples = Samples(1, 2, trainCount: 1, testCount: 1);
        samples.Use(new Episode([[0]], [[]], [2]));
        Assert.Equal([[1, 0]], Load(samples, samples.Support));
        Assert.Throws<ArgumentException>(() => samples.Use(new Episode([[0]], [[]], [1])));
    }

    // The numbers of all samples are 0, 1, 2 and so on.
    private static EpisodeSamples Samples(int height, int width, int trainCount, int testCount)
    {
        SplitSamples Split(int first, int count) => SplitSamples.Create(new DatasetSplit(
            new SampleValues.Numbers([.. Enumerable.Range(first * height * width, count * height * width).Select(i => (float)i)]),
            new Targets.Classes(new ushort[count])), new TensorShape(1, height, width));
        return new EpisodeSamples(Split(0, trainCount), Split(trainCount, testCount));
    }

    private static float[][] Load(EpisodeSamples samples, int[] numbers)
    {
        const int lanes = 16;
        float[] loaded = new float[samples.Shape.Count * lanes];
        fixed (float* to = loaded)
            samples.Load(numbers, lanes, to);
        return [.. numbers.Select((_, lane) => Enumerable.Range(0, samples.Shape.Count).Select(i => loaded[i * lanes + lane]).ToArray())];
    }
}
