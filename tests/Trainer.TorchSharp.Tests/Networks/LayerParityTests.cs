using Sweep.Planning.Trials;
using Sweep.Trainer.Cpu.Tests;
using Sweep.Trainer.TorchSharp.Networks;
using Sweep.Trainer.TorchSharp.Runtime;

namespace Sweep.Trainer.TorchSharp.Tests.Networks;

/// <summary>Each layer kind and awkward shape against the slow reference of the CPU engine, both in double precision.</summary>
public sealed class LayerParityTests
{
    public static TheoryData<string> Cases => NetworkCases.Names;

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_network_agrees_with_the_reference(string name)
    {
        var small = NetworkCases.Get(name);
        var (loss, gradients) = Compute(small, trials: 1, ScalarType.Float64);
        var expected = small.Reference();
        Check(expected.Loss, expected.Gradients, loss[0], gradients[0], 1e-9);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Three_trials_compute_what_each_computes_alone(string name)
    {
        var small = NetworkCases.Get(name);
        var (loss, gradients) = Compute(small, trials: 3, ScalarType.Float64);
        var expected = small.Reference(); // trial 0 has the case's numbers; the others have theirs scaled
        Check(expected.Loss, expected.Gradients, loss[0], gradients[0], 1e-9);
        Assert.NotEqual(loss[0], loss[1]);
        for (int trial = 1; trial < 3; trial++)
        {
            double[] parameters = [.. expected.Parameters.Select(p => p * Scale(trial))], own = new double[parameters.Length];
            double alone = expected.Network.Loss(small.DoubleInput, small.Labels, parameters, own);
            Check(alone, own, loss[trial], gradients[trial], 1e-9);
        }
    }

    private static double Scale(int trial) => 1 + 0.1 * trial;

    private static void Check(double expectedLoss, double[] expected, double loss, double[] gradients, double tolerance)
    {
        Assert.True(Math.Abs(loss - expectedLoss) <= tolerance * Math.Max(1, expectedLoss), $"loss {loss}, reference {expectedLoss}");
        double largest = expected.Max(Math.Abs);
        for (int i = 0; i < expected.Length; i++)
            Assert.True(Math.Abs(gradients[i] - expected[i]) <= tolerance * largest,
                $"gradient {i} is {gradients[i]}, reference {expected[i]}");
    }

    private static (double[] Losses, double[][] Gradients) Compute(NetworkCase small, int trials, ScalarType precision)
    {
        NativeTorch.Load(cuda: false);
        using var scope = torch.NewDisposeScope();
        using var network = new FusedNetwork([.. Enumerable.Repeat(small.Shape, trials)], precision, torch.CPU);
        double[] numbers = small.Reference().Parameters;
        int tensors = network.Parameters.Descriptions.Count;
        using (torch.no_grad())
        {
            for (int tensor = 0, at = 0; tensor < tensors; at += network.Parameters.Descriptions[tensor++].Count)
            {
                for (int trial = 0; trial < trials; trial++)
                {
                    double[] own = [.. numbers.Skip(at).Take(network.Parameters.Descriptions[tensor].Count)
                        .Select(n => n * Scale(trial) / Scale(0))];
                    network.Parameters.Leaves[tensor].select(0, trial).copy_(torch.tensor(own));
                }
            }
        }
        var one = torch.tensor(small.DoubleInput).view(small.Samples, 1, small.Shape.Input.Channels, small.Shape.Input.Height,
            small.Shape.Input.Width);
        var input = one.expand(-1, trials, -1, -1, -1).reshape(small.Samples, trials * small.Shape.Input.Channels, small.Shape.Input.Height,
            small.Shape.Input.Width);
        var labels = torch.tensor(small.Labels.Select(l => (long)l).ToArray());
        var streams = new FusedStreams([.. Enumerable.Repeat(NetworkCaseKey, trials)], epoch: "1");
        var logits = network.Forward(input, streams);
        var losses = torch.cat([.. Enumerable.Range(0, trials)
            .Select(r => torch.nn.functional.cross_entropy(logits[r], labels).unsqueeze(0))]);
        var gradients = torch.autograd.grad(outputs: [losses.sum()], inputs: [.. network.Parameters.Leaves]);
        return (losses.data<double>().ToArray(),
            [.. Enumerable.Range(0, trials).Select(r => gradients.SelectMany(g => g[r].contiguous().data<double>().ToArray()).ToArray())]);
    }

    // The key that the cases draw their random numbers with.
    private static StreamKey NetworkCaseKey => new(2024);
}
