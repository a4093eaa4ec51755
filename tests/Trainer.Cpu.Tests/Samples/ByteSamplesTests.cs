using Sweep.Planning.Randomness;
using Sweep.Planning.Trials;
using Sweep.Trainer.Cpu.Samples;
using Sweep.Trainer.Data;
using Sweep.Trainer.Networks;
using Sweep.Trainer.Transforms;

namespace Sweep.Trainer.Cpu.Tests.Samples;

/// <summary>What a network sees of images: augmented as bytes, then normalized, side by side in lanes.</summary>
public sealed unsafe class ByteSamplesTests
{
    private static readonly PixelStatistics Statistics = new([.5, .25], [.25, .2]);

    // Planes below and above what is converted at once.
    public static TheoryData<int, int> Sizes => new() { { 3, 4 }, { 7, 9 } };

    [Theory]
    [MemberData(nameof(Sizes))]
    public void Images_are_standardized_channel_by_channel(int height, int width) => Check(height, width, Statistics, null);

    [Theory]
    [MemberData(nameof(Sizes))]
    public void Images_are_cropped_and_mirrored_before_they_are_standardized(int height, int width) =>
        Check(height, width, Statistics, new CropFlip(2, Flip: true));

    [Fact]
    public void Without_transforms_images_are_as_they_were() // an epoch's transforms are gone with it
    {
        var (split, shape) = Images(3, 4);
        var samples = new ByteSamples(split, shape);
        samples.Training = Begin(split, shape, null, new CropFlip(1, Flip: true));
        samples.Training = null;
        Assert.Equal(Load(new ByteSamples(split, shape), [0, 1]), Load(samples, [0, 1]));
    }

    public static TheoryData<SampleStep> Steps => [new CropFlip(2, Flip: true), new Flip(true, true)];

    [Theory]
    [MemberData(nameof(Steps))]
    public void Masks_move_with_their_images(SampleStep step)
    {
        var (split, shape) = Images(7, 9);
        byte[] masks = [.. split.Images.Chunk(shape.Count).SelectMany(image => image.Take(shape.Plane).Select(p => (byte)(p & 1)))];
        // Images whose first channel is their mask, so that both must stay alike.
        byte[] images = [.. masks.Chunk(shape.Plane).SelectMany(mask => mask.Select(t => (byte)(255 * t)).Concat(new byte[shape.Plane]))];
        var masked = DatasetSplit.WithMasks(images, masks, shape.Plane);
        var samples = new ByteSamples(masked, shape) { Training = Begin(masked, shape, null, step) };
        int[] numbers = [.. Enumerable.Range(0, 20).Reverse()];
        float[] loaded = new float[shape.Plane * 32];
        fixed (float* destination = loaded)
            samples.Targets(numbers, 32, destination);
        Assert.Equal(Load(samples, numbers)[..loaded.Length], loaded);
        Assert.Contains(1f, loaded);
    }

    private static void Check(int height, int width, PixelStatistics statistics, CropFlip? crop)
    {
        var (split, shape) = Images(height, width);
        var samples = new ByteSamples(split, shape, statistics);
        samples.Training = Begin(split, shape, statistics, crop);
        var transforms = samples.Training?.CropsAlone;
        int[] numbers = [.. Enumerable.Range(0, 20).Reverse()];
        float[] loaded = Load(samples, numbers);
        byte[] image = new byte[shape.Count];
        for (int lane = 0; lane < 32; lane++)
        {
            int number = numbers[Math.Min(lane, 19)];
            var source = split.Images.AsSpan(number * shape.Count, shape.Count);
            if (transforms is null)
                source.CopyTo(image);
            else
                transforms[number].Apply(source, height, width, image);
            for (int i = 0; i < shape.Count; i++)
            {
                int channel = i / shape.Plane;
                double expected = (image[i] / 255.0 - statistics.Mean[channel]) / statistics.Deviation[channel];
                Assert.Equal(expected, loaded[i * 32 + lane], 1e-6);
            }
        }
    }

    private static TrainingSamples? Begin(DatasetSplit split, TensorShape shape, PixelStatistics? statistics, SampleStep? step) =>
        TrainingSamples.Begin(new Dataset("images", 2, shape.Height, shape.Width,
            split.Targets is Targets.Masks ? new Segmentation() : new Classification(2), split, split, statistics),
            statistics is null ? Normalization.None : Normalization.Standard, step is null ? null : new Augmentation(step),
            new StreamKey(3), "1");

    private static float[] Load(ByteSamples samples, int[] numbers)
    {
        float[] loaded = new float[samples.Shape.Count * 32];
        fixed (float* destination = loaded)
            samples.Load(numbers, 32, destination);
        return loaded;
    }

    private static (DatasetSplit Split, TensorShape Shape) Images(int height, int width)
    {
        var random = RandomStream.For(new StreamKey(1), "images");
        return (new DatasetSplit([.. Enumerable.Range(0, 20 * 2 * height * width).Select(_ => (byte)random.NextInt(256))], new byte[20]),
            new TensorShape(2, height, width));
    }
}
