using Sweep.Planning.Trials;
using Sweep.Trainer.Cpu.Kernels;
using Sweep.Trainer.Cpu.Layers;
using Sweep.Trainer.Cpu.Samples;
using Sweep.Trainer.Data;
using Sweep.Trainer.Networks;

namespace Sweep.Trainer.Cpu.Tests;

public sealed unsafe class KernelEdgeTests
{
    [Fact]
    public void A_batch_gives_the_same_gradient_whole_or_as_the_mean_of_its_parts()
    {
        var small = NetworkCases.Get("fused pooling"); // 21 samples: one full micro-batch and one of 5
        using var network = small.Compile(KernelSet.Best);
        var source = new FloatSamples(small.Shape.Input, small.Input, small.Labels);
        double loss = network.ForwardBackward(source, [.. Enumerable.Range(0, 21)]);
        float[] whole = new ReadOnlySpan<float>(network.Parameters.Gradients, network.Parameters.Count).ToArray();
        double[] mean = new double[whole.Length];
        double meanLoss = 0;
        for (int i = 0; i < 21; i++)
        {
            meanLoss += network.ForwardBackward(source, [i]) / 21;
            for (int k = 0; k < mean.Length; k++)
                mean[k] += network.Parameters.Gradients[k] / 21.0;
        }
        Assert.Equal(meanLoss, loss, 1e-6);
        Assert.All(whole.Zip(mean), pair => Assert.Equal(pair.Second, pair.First, 1e-6));
    }

    [Fact]
    public void One_sample_that_is_not_a_number_makes_the_loss_not_a_number()
    {
        var small = NetworkCases.Get("fused pooling");
        foreach (var kernels in KernelSet.Supported)
        {
            using var network = small.Compile(kernels);
            float[] input = [.. small.Input];
            input[3 * small.Shape.Input.Count + 40] = float.NaN;
            double loss = network.ForwardBackward(new FloatSamples(small.Shape.Input, input, small.Labels), [.. Enumerable.Range(0, 21)]);
            Assert.True(double.IsNaN(loss), kernels.Name);
        }
    }

    [Fact]
    public void Pooling_takes_the_first_maximum_and_any_NaN_like_PyTorch()
    {
        // torch.nn.functional.max_pool2d(..., return_indices=True): ties keep the first, NaN replaces what came before it.
        float[][] windows = [[1, 1, 1, 1], [0, 2, 2, 1], [-1, -3, -1, -1], [1, 2, 3, 4], [float.NaN, 5, 6, 7], [5, 6, float.NaN, 7],
            [5, 6, 7, float.NaN], [0, -0f, 0, 0]];
        float[] expected = [0, 1, 0, 3, 0, 2, 3, 0];
        float* lines = stackalloc float[64], general = stackalloc float[16], tags = stackalloc float[16];
        float* maxima = stackalloc float[16], winners = stackalloc float[16], back = stackalloc float[64], ones = stackalloc float[16];
        for (int lane = 0; lane < 16; lane++)
        {
            for (int place = 0; place < 4; place++)
                lines[place * 16 + lane] = windows[lane % 8][place];
            ones[lane] = 1;
        }
        PoolLines.Forward(lines, 2, 2, 1, 16, general, tags);
        foreach (var kernels in KernelSet.Supported)
        {
            // In registers: windows of a product with the weight 1. Then from memory.
            var inBlocks = kernels.Product(new ProductForm(1, 4, 1, new([0, 16, 32, 48]), 0, 1, 1, 0, new([0, 0, 0, 0]), ProductStart.Zero,
                Pools: true));
            var call = new ProductCall { Source = lines, Weights = ones, Destination = maxima, Winners = winners, Lines = 1, Steps = 1,
                Repeats = 16 / kernels.Lanes };
            call.SourceRepeat = call.DestinationRepeat = kernels.Lanes;
            inBlocks(&call);
            for (int lane = 0; lane < 16; lane++)
            {
                Assert.Equal(expected[lane % 8], winners[lane]);
                Assert.Equal(general[lane], maxima[lane]);
            }
            kernels.PoolForward(lines, 1, 16, maxima, winners);
            kernels.PoolBackward(ones, winners, 1, 16, back);
            for (int lane = 0; lane < 16; lane++)
            {
                Assert.Equal(expected[lane % 8], winners[lane]);
                Assert.Equal(expected[lane % 8], tags[lane]);
                Assert.Equal(general[lane], maxima[lane]);
                for (int place = 0; place < 4; place++)
                    Assert.Equal(place == expected[lane % 8] ? 1 : 0, back[place * 16 + lane]);
            }
        }
    }

    [Fact]
    public void Bytes_become_the_fractions_that_PyTorch_makes_of_them()
    {
        var random = new byte[3 * 2 * 37];
        for (int i = 0; i < random.Length; i++)
            random[i] = (byte)((i * 29 + i / 7) % 256);
        var source = new ByteSamples(new DatasetSplit(random, [0, 1, 2]), new TensorShape(2, 1, 37));
        float* loaded = stackalloc float[74 * 32];
        source.Load([2, 0, 1], 32, loaded);
        for (int lane = 0; lane < 32; lane++)
        {
            int sample = lane switch { 0 => 2, 1 => 0, _ => 1 }; // lanes beyond the last repeat it
            for (int i = 0; i < 74; i++)
                Assert.Equal(random[sample * 74 + i] / 255f, loaded[i * 32 + lane]);
        }
    }

    [Fact]
    public void Evaluation_is_the_loss_of_training_where_nothing_is_random()
    {
        var small = NetworkCases.Get("second convolution");
        using var network = small.Compile(KernelSet.Best);
        var source = new FloatSamples(small.Shape.Input, small.Input, small.Labels);
        int[] all = [.. Enumerable.Range(0, small.Samples)];
        Assert.Equal(network.ForwardBackward(source, all), network.Evaluate(source, all, default).Loss, 1e-12);
    }

    [Fact]
    public void Running_statistics_become_those_of_a_batch_seen_often()
    {
        var small = NetworkCases.Get("batch norm of the input");
        using var network = small.Compile(KernelSet.Best);
        var source = new FloatSamples(small.Shape.Input, small.Input, small.Labels);
        int[] all = [.. Enumerable.Range(0, small.Samples)];
        double loss = 0;
        for (int i = 0; i < 200; i++)
            loss = network.ForwardBackward(source, all);
        // Unbiased running variance against the batch's biased one: a factor 35/34 on each normalisation.
        Assert.Equal(loss, network.Evaluate(source, all, default).Loss, 0.02);
    }

    [Theory]
    [InlineData("learned activation")]
    [InlineData("transformer block")]
    [InlineData("transposed convolution with batch norm")]
    public void A_training_step_allocates_nothing(string name)
    {
        var small = NetworkCases.Get(name);
        using var network = small.Compile(KernelSet.Best);
        network.BeginEpoch(new StreamKey(1), "1");
        var source = new FloatSamples(small.Shape.Input, small.Input, small.Labels);
        int[] all = [.. Enumerable.Range(0, small.Samples)];
        network.ForwardBackward(source, all);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 10; i++)
            network.ForwardBackward(source, all);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }
}
