using Sweep.Planning.Trials;
using Sweep.Trainer.Data;
using Sweep.Trainer.Protocols;

namespace Sweep.Trainer.Tests.Protocols;

public sealed class LabelNoiseTests
{
    private const int Classes = 5;

    private static readonly Dataset Clean = new("clean", 1, 1, 1, Classes, Split(1000), Split(50));

    private static readonly int[] Trained = [.. Enumerable.Range(100, 800)];

    [Fact]
    public void The_exact_share_of_the_training_samples_gets_another_class()
    {
        int[] wrong = Wrong(new LabelNoise(0.2, IsPairFlip: false));
        Assert.Equal(160, wrong.Length);
        Assert.All(wrong, i => Assert.Contains(i, Trained));
    }

    [Fact]
    public void Every_other_class_is_about_as_likely()
    {
        ushort[] noisy = Noisy(new LabelNoise(0.9, IsPairFlip: false)).Labels;
        int[] steps = [.. Trained.Select(i => (noisy[i] - Clean.Train.Labels[i] + Classes) % Classes)];
        // 720 draws of four classes: 180 each, standard deviation 11.6
        Assert.All(Enumerable.Range(1, 4), step => Assert.InRange(steps.Count(s => s == step), 130, 230));
    }

    [Fact]
    public void Pair_flips_give_the_next_class() => Assert.All(Wrong(new LabelNoise(0.3, IsPairFlip: true)), i =>
        Assert.Equal((Clean.Train.Labels[i] + 1) % Classes, Noisy(new LabelNoise(0.3, IsPairFlip: true)).Labels[i]));

    [Fact]
    public void More_noise_keeps_the_wrong_classes_of_less()
    {
        ushort[] little = Noisy(new LabelNoise(0.1, false)).Labels, much = Noisy(new LabelNoise(0.4, false)).Labels;
        Assert.All(Wrong(new LabelNoise(0.1, false)), i => Assert.Equal(little[i], much[i]));
    }

    [Fact]
    public void The_stream_of_the_trial_draws_it()
    {
        var noise = new LabelNoise(0.2, false);
        Assert.Equal(Noisy(noise).Labels, Noisy(noise).Labels);
        Assert.NotEqual(Noisy(noise).Labels, Noisy(noise with { Key = new StreamKey(9) }).Labels);
    }

    [Fact]
    public void The_test_samples_stay_as_they_are() => Assert.Same(Clean.Test, new LabelNoise(0.5, false).Apply(Clean, Trained).Test);

    private static DatasetSplit Noisy(LabelNoise noise) => noise.Apply(Clean, Trained).Train;

    private static int[] Wrong(LabelNoise noise) => [.. Noisy(noise).Labels.Zip(Clean.Train.Labels).Index()
        .Where(p => p.Item.First != p.Item.Second).Select(p => p.Index)];

    private static DatasetSplit Split(int count) =>
        new(new byte[count], [.. Enumerable.Range(0, count).Select(i => (byte)(i % Classes))]);
}
