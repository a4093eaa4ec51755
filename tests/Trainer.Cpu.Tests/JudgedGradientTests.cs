using Sweep.Planning.Randomness;
using Sweep.Planning.Trials;
using Sweep.Trainer.Cpu.Kernels;
using Sweep.Trainer.Cpu.Layers;
using Sweep.Trainer.Networks;

namespace Sweep.Trainer.Cpu.Tests;

/// <summary>Gradients of a network in evaluation mode, beside central differences of its evaluated loss.</summary>
public sealed class JudgedGradientTests
{
    [Theory]
    [InlineData(0, "tanh")]
    [InlineData(1, "tanh")]
    [InlineData(0, "rrelu")]
    public unsafe void They_are_those_of_the_evaluated_loss(int statistics, string activation)
    {
        var description = new NetworkBuilder("case").Conv2d(6, 3).BatchNorm().Activation().Dropout(0.5).Conv2d(5, 3).BatchNorm()
            .Activation().Flatten().Linear(4).Build();
        var small = new NetworkCase(description, new TensorShape(2, 8, 7), samples: 21, activation);
        using var network = small.Compile(KernelSet.Best, microBatch: 16);
        var samples = new FloatSamples(small.Shape.Input, small.Input, small.Labels);
        int[] all = [.. Enumerable.Range(0, small.Samples)];
        network.BeginEpoch(new StreamKey(1), "1");
        network.ForwardBackward(samples, all); // running statistics are no longer 0 and 1
        float[][] before = [.. network.Statistics.Select(s => s.Values.ToArray())];

        network.JudgeBy((NormStatistics)statistics);
        double loss = network.ForwardBackward(samples, all);
        Assert.Equal(network.Evaluate(samples, all, CancellationToken.None).Loss, loss, 1e-5);
        float[] start = network.Parameters.AllValues.ToArray(), gradient = network.Parameters.AllGradients.ToArray();
        var random = RandomStream.For(new StreamKey(5), "direction");
        float[] direction = [.. start.Select(_ => (float)random.NextNormal())];
        double expected = (At(1e-3f) - At(-1e-3f)) / 2e-3, actual = gradient.Zip(direction, (g, d) => (double)g * d).Sum();
        Assert.Equal(expected, actual, 0.01 * Math.Abs(expected));
        Assert.All(before.Zip(network.Statistics), pair => Assert.Equal(pair.First, pair.Second.Values.ToArray()));

        double At(float distance)
        {
            for (int i = 0; i < start.Length; i++)
                network.Parameters.Values[i] = start[i] + distance * direction[i];
            return network.Evaluate(samples, all, CancellationToken.None).Loss;
        }
    }
}
