using Sweep.Planning.Randomness;
using Sweep.Planning.Trials;
using Sweep.Trainer.Cpu.Samples;
using Sweep.Trainer.Data;
using Sweep.Trainer.Networks;
using Sweep.Trainer.TorchSharp.Data;
using Sweep.Trainer.TorchSharp.Runtime;
using Sweep.Trainer.Transforms;

namespace Sweep.Trainer.TorchSharp.Tests.Data;

/// <summary>Fused trials get the inputs on the device that the CPU engine gives to each of them.</summary>
public sealed class DeviceSplitTests
{
    private static readonly TensorShape Shape = new(3, 6, 5);
    private static readonly SampleForm Form = new(3, 6, 5, HasNumbers: false);
    private static readonly PixelStatistics Statistics = new([.5, .25, .3], [.25, .2, .1]);

    public static TheoryData<int, bool> Augmentations => new() { { 2, false }, { 0, true }, { 3, true } };

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Images_are_normalized_like_on_the_CPU_engine(bool isStandard) =>
        Check(isStandard ? Normalization.Standard : Normalization.None, null);

    [Theory]
    [MemberData(nameof(Augmentations))]
    public void Images_are_augmented_like_on_the_CPU_engine(int padding, bool flip) =>
        Check(Normalization.Standard, new CropFlip(padding, flip));

    [Fact]
    public void Test_images_are_normalized_and_nothing_else()
    {
        NativeTorch.Load(cuda: false);
        using var scope = torch.NewDisposeScope();
        var images = Images();
        using var split = new DeviceSplit(images, Shape, Statistics, torch.CPU);
        var (input, _) = split.Slice(4, 3, trials: 2, ScalarType.Float32, Normalization.Standard);
        Same(Load(images, Normalization.Standard, null, [4, 5, 6]), Trial(input, 1));
    }

    [Fact]
    public void Masks_move_with_their_images()
    {
        NativeTorch.Load(cuda: false);
        using var scope = torch.NewDisposeScope();
        byte[] masks = [.. Images().Images.Take(8 * Shape.Plane).Select(p => (byte)(p & 1))];
        byte[] images = [.. masks.Chunk(Shape.Plane)
            .SelectMany(mask => mask.Select(t => (byte)(255 * t)).Concat(new byte[2 * Shape.Plane]))];
        using var split = new DeviceSplit(DatasetSplit.WithMasks(images, masks, Shape.Plane), Shape, Statistics, torch.CPU);
        int[][] orders = [[0, 1, 2, 3, 4, 5, 6, 7], [7, 5, 3, 1, 6, 4, 2, 0]];
        var augmentation = new CropFlip(2, Flip: true);
        var transforms = DeviceTransforms.Upload(
            [.. orders.Select((_, t) => augmentation.Draw(new StreamKey((ulong)t), "1", 8, Form))], orders,
            augmentation.Padding, torch.CPU);
        var samples = torch.tensor([.. Enumerable.Range(0, 8).SelectMany(i => orders.Select(order => (long)order[i]))], [8, 2]);
        var (input, targets) = split.Gather(samples, ScalarType.Float32, Normalization.None, transforms);
        var first = input.view(8, 2, 3, Shape.Plane).select(2, 0); // the channel that is the mask
        Assert.Equal(first.contiguous().data<float>().ToArray(), targets.to(ScalarType.Float32).contiguous().data<float>().ToArray());
    }

    // Two trials with orders and draws of their own; the second batch of two.
    private static void Check(Normalization normalization, CropFlip? augmentation)
    {
        NativeTorch.Load(cuda: false);
        using var scope = torch.NewDisposeScope();
        var images = Images();
        using var split = new DeviceSplit(images, Shape, Statistics, torch.CPU);
        int[][] orders = [[0, 1, 2, 3, 4, 5, 6, 7], [7, 5, 3, 1, 6, 4, 2, 0]];
        SampleTransform[][]? draws = augmentation is null ? null
            : [.. orders.Select((_, trial) => augmentation.Draw(new StreamKey((ulong)trial), "1", 8, Form))];
        var transforms = draws is null ? null : DeviceTransforms.Upload(draws, orders, augmentation!.Padding, torch.CPU);
        var samples = torch.tensor([.. Enumerable.Range(4, 4).SelectMany(i => orders.Select(order => (long)order[i]))], [4, 2]);
        var (input, labels) = split.Gather(samples, ScalarType.Float32, normalization, transforms?.Narrow(4, 4));
        for (int trial = 0; trial < 2; trial++)
        {
            Same(Load(images, normalization, augmentation, orders[trial][4..], (ulong)trial), Trial(input, trial));
            Assert.Equal(orders[trial][4..].Select(i => (long)images.Labels[i]),
                labels.select(1, trial).contiguous().data<long>().ToArray());
        }
    }

    private static void Same(float[] expected, float[] actual) =>
        Assert.All(expected.Zip(actual), pair => Assert.Equal(pair.First, pair.Second, 1e-5f));

    // (samples, channels, height, width) of one of the trials.
    private static float[] Trial(Tensor input, int trial) => input.narrow(1, trial * 3, 3).contiguous().data<float>().ToArray();

    private static unsafe float[] Load(DatasetSplit images, Normalization normalization, CropFlip? augmentation, int[] samples,
        ulong key = 0)
    {
        var source = new ByteSamples(images, Shape, normalization == Normalization.Standard ? Statistics : null);
        source.Training = TrainingSamples.Begin(new Dataset("images", 3, 6, 5, 8, images, images, Statistics), normalization,
            augmentation is null ? null : new Augmentation(augmentation), new StreamKey(key), "1");
        float[] lanes = new float[Shape.Count * 16]; // (channels, height, width, 16)
        fixed (float* destination = lanes)
            source.Load(samples, 16, destination);
        return [.. samples.SelectMany((_, lane) => Enumerable.Range(0, Shape.Count).Select(i => lanes[i * 16 + lane]))];
    }

    private static DatasetSplit Images()
    {
        var random = RandomStream.For(new StreamKey(1), "images");
        return new DatasetSplit([.. Enumerable.Range(0, 8 * Shape.Count).Select(_ => (byte)random.NextInt(256))], [0, 1, 2, 3, 4, 5, 6, 7]);
    }
}
