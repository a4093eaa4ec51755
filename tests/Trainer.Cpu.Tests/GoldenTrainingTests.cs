using Sweep.Trainer.Activations;
using Sweep.Trainer.Architectures;
using Sweep.Trainer.Cpu.Compilation;
using Sweep.Trainer.Cpu.Kernels;
using Sweep.Trainer.Cpu.Optimizers;
using Sweep.Trainer.Cpu.Samples;
using Sweep.Trainer.Data;
using Sweep.Trainer.Networks;
using Sweep.Trainer.Optimizers;
using Sweep.Trainer.Tests.Optimizers;

namespace Sweep.Trainer.Cpu.Tests;

/// <summary>mnist-conv with AReLU trains like PyTorch from the same weights on the same batches of 40.</summary>
/// <remarks>PyTorch 1.13.1, one thread: w[k] of the t-th weight tensor = sin(0.37 k + t)/sqrt(fan-in); pixel i of image s =
/// (37 i + 101 s + (i*i % 53)(s % 7)) % 256, its label 3 s % 10; batch b = images (40 b + k) % 120; weight_decay=0.001 in a group without
/// alpha and beta; SGD(lr=0.002, momentum=0.9, nesterov=True) and Adam(lr=0.0005); losses before each step; then alpha and beta of the
/// three layers.</remarks>
public sealed class GoldenTrainingTests
{
    private static readonly double[] SgdLosses =
    [
        2.404551, 2.346766, 2.322080, 2.326704, 2.304586, 2.301250, 2.306868, 2.301720, 2.286269, 2.287570,
        2.296401, 2.275323, 2.268312, 2.287322, 2.263697, 2.251257, 2.277156, 2.252790, 2.238969, 2.267556,
    ];

    private static readonly double[] AdamLosses =
    [
        2.404551, 2.378454, 2.363443, 2.306011, 2.317906, 2.335364, 2.299382, 2.288658, 2.297691, 2.264084,
        2.282606, 2.299474, 2.249588, 2.254278, 2.276101, 2.225408, 2.242479, 2.261461, 2.202921, 2.227479,
    ];

    [Fact]
    public void Sgd_follows_PyTorch() => Check(
        TestOptimizers.Catalogue("sgd", ("momentum", 0.9), ("weightDecay", 0.001), ("nesterov", 1)), rate: 0.002, SgdLosses,
        [0.90017, 1.999876, 0.900239, 1.99987, 0.899906, 1.999865]);

    [Fact]
    public void Adam_follows_PyTorch() => Check(TestOptimizers.Catalogue("adam", ("weightDecay", 0.001)), rate: 0.0005, AdamLosses,
        [0.898541, 1.995983, 0.898703, 1.995991, 0.902067, 1.995665]);

    private static void Check(OptimizerSettings settings, double rate, double[] expected, double[] expectedActivation)
    {
        foreach (var kernels in KernelSet.Supported)
        {
            var (losses, activation) = Train(settings, rate, expected.Length, kernels);
            Assert.All(losses.Zip(expected), pair =>
                Assert.True(Math.Abs(pair.First - pair.Second) < 5e-5, $"{kernels.Name}: loss {pair.First}, PyTorch {pair.Second}"));
            Assert.All(activation.Zip(expectedActivation), pair =>
                Assert.True(Math.Abs(pair.First - pair.Second) < 2e-5, $"{pair.First}, PyTorch {pair.Second}"));
        }
    }

    private static (double[] Losses, float[] Activation) Train(OptimizerSettings settings, double rate, int steps, KernelSet kernels)
    {
        var arelu = ActivationCatalogue.Find("arelu")!;
        var shape = Architecture.Read(Invented.Text("mnist-conv")).For(new TensorShape(1, 28, 28), 10).WithActivation(arelu.At);
        using var network = NetworkCompiler.Compile(shape, 40, kernels);
        int tensor = 0;
        foreach (var view in network.Parameters.Views)
        {
            var values = network.Parameters.ValuesOf(view);
            for (int k = 0; k < values.Length; k++)
            {
                values[k] = view.Description.Role == ParameterRole.Activation
                    ? (float)arelu.LearnableParameters[k].Initial
                    : (float)(Math.Sin(0.37 * k + tensor) / Math.Sqrt(view.Description.FanIn));
            }
            tensor++;
        }
        using var optimizer = Optimizer.Create(settings, network.Parameters);
        var source = new ByteSamples(Images(), shape.Input);
        var losses = new double[steps];
        for (int step = 0; step < steps; step++)
        {
            int[] batch = [.. Enumerable.Range(0, 40).Select(k => (step * 40 + k) % 120)];
            losses[step] = network.ForwardBackward(source, batch);
            optimizer.Step(network.Parameters, rate);
        }
        var views = network.Parameters.Views.Where(v => v.Description.Role == ParameterRole.Activation);
        return (losses, [.. views.SelectMany(v => network.Parameters.ValuesOf(v).ToArray())]);
    }

    private static DatasetSplit Images()
    {
        var images = new byte[120 * 784];
        for (int s = 0; s < 120; s++)
        {
            for (int i = 0; i < 784; i++)
                images[s * 784 + i] = (byte)((i * 37 + s * 101 + i * i % 53 * (s % 7)) % 256);
        }
        return new DatasetSplit(images, [.. Enumerable.Range(0, 120).Select(s => (byte)(s * 3 % 10))]);
    }
}
