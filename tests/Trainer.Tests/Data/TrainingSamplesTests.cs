using Sweep.Planning.Trials;
using Sweep.Trainer.Data;
using Sweep.Trainer.Transforms;

namespace Sweep.Trainer.Tests.Data;

/// <summary>What a trial's network sees of its training samples.</summary>
public sealed class TrainingSamplesTests
{
    private static readonly StreamKey Key = new(7);
    private static readonly SampleStep[] Several = [new CropFlip(2, true), new Rotation(20), new Cutout(3)];

    [Fact]
    public void Draws_belong_to_the_trials_key_the_epoch_and_the_number_of_the_sample()
    {
        var samples = Begin(Key, "1", Several);
        float[] third = Load(samples, 3), fourth = Load(samples, 4);
        Assert.NotEqual(third, fourth);
        Assert.Equal(third, Load(samples, 3)); // in any order, any number of times
        Assert.Equal(third, Load(Begin(Key, "1", Several), 3)); // a paired trial's
        Assert.NotEqual(third, Load(Begin(Key, "2", Several), 3));
        Assert.NotEqual(third, Load(Begin(new StreamKey(8), "1", Several), 3));
    }

    [Fact]
    public void Erased_pixels_are_zero_after_the_normalization()
    {
        float[] seen = Load(Begin(Key, "1", [new Cutout(3)]), 2);
        Assert.InRange(seen.Count(v => Math.Abs(v) < 1e-6), 2 * 4, 2 * 9); // in both channels; a corner at least
        Assert.All(Load(Begin(Key, "1", [new Cutout(99)]), 2), v => Assert.Equal(0, v, 1e-6)); // larger than the image
    }

    [Fact]
    public void Steps_follow_each_other_in_the_order_of_the_list()
    {
        // The black that a crop brings in is not zero after the normalization, an erased pixel is.
        var erasedLast = Begin(Key, "1", [new CropFlip(2, true), new Cutout(99)]);
        var croppedLast = Begin(Key, "1", [new Cutout(99), new CropFlip(2, true)]);
        Assert.All(Enumerable.Range(0, 6).SelectMany(i => Load(erasedLast, i)), v => Assert.Equal(0, v, 1e-6));
        Assert.Contains(Enumerable.Range(0, 6).SelectMany(i => Load(croppedLast, i)), v => v < -1);
    }

    [Fact]
    public void Signals_are_augmented_as_numbers()
    {
        float[] values = [.. Enumerable.Range(0, 80).Select(i => 100f + i)];
        var split = new DatasetSplit(new SampleValues.Numbers(values), new Targets.Classes([0, 1, 0, 1]));
        var dataset = new Dataset("signals", 1, 1, 20, 2, split, split);
        var samples = TrainingSamples.Begin(dataset, Normalization.None, new Augmentation(new CropFlip(4, Flip: false)), Key, "1")!;
        for (int i = 0; i < 4; i++)
        {
            float[] seen = Load(samples, i, 20);
            int shift = samples.CropsAlone![i].ShiftX;
            Assert.Equal(Enumerable.Range(0, 20).Select(x => x + shift is >= 0 and < 20 ? values[i * 20 + x + shift] : 0), seen);
        }
    }

    [Fact]
    public void Both_samples_of_a_mixture_are_augmented_before()
    {
        int[] order = [4, 0, 2, 1, 5, 3];
        var augmentation = new Augmentation(new CropFlip(2, true));
        var mixed = new Mixing(MixingKind.Mixup, 1).Draw(Key, "1", order, batchSize: 3, Images.Train.Count, Images.Form);
        var plain = TrainingSamples.Begin(Images, Normalization.Standard, augmentation, Key, "1")!;
        var samples = TrainingSamples.Begin(Images, Normalization.Standard, augmentation, Key, "1", mixed)!;
        Assert.NotNull(plain.CropsAlone);
        Assert.Null(samples.CropsAlone); // no engine may take crops for all
        for (int i = 0; i < 6; i++)
        {
            float share = mixed.ShareOf(i);
            float[] expected = [.. Load(plain, i).Zip(Load(plain, mixed.PartnerOf(i)), (a, b) => share * a + (1 - share) * b)];
            Assert.All(expected.Zip(Load(samples, i)), pair => Assert.Equal(pair.First, pair.Second, 1e-5f));
        }
    }

    private static float[] Load(TrainingSamples samples, int number, int length = 128)
    {
        float[] seen = new float[length];
        samples.Load(number, seen);
        return seen;
    }

    private static Dataset Images { get; } = new("images", 2, 8, 8, 2, Split(), Split());

    private static DatasetSplit Split() =>
        new([.. Enumerable.Range(0, 6 * 128).Select(i => (byte)(i * 37 % 256))], [0, 1, 0, 1, 0, 1]);

    private static TrainingSamples Begin(StreamKey key, string epoch, SampleStep[] steps) =>
        TrainingSamples.Begin(Images, Normalization.Standard, new Augmentation(steps), key, epoch)!;
}
