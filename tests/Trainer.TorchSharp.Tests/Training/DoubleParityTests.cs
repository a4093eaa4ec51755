using Sweep.Planning.Trials;
using Sweep.Trainer.Cpu.Tests;
using Sweep.Trainer.Networks;
using Sweep.Trainer.Optimizers;
using Sweep.Trainer.Tests.Optimizers;
using Sweep.Trainer.TorchSharp.Networks;
using Sweep.Trainer.TorchSharp.Optimizers;
using Sweep.Trainer.TorchSharp.Runtime;

namespace Sweep.Trainer.TorchSharp.Tests.Training;

/// <summary>Fifty steps in double precision beside the slow reference network and optimizers written out number by number: losses agree to
/// 1e-9.</summary>
public sealed class DoubleParityTests
{
    private const int Steps = 50;

    private static readonly Dictionary<string, Func<NetworkCase>> Networks = new()
    {
        ["learned activation"] = () => Image(b => b.Conv2d(4, 3).MaxPool(2).Activation(), "arelu"),
        ["one dimension"] = () => Case(b =>
            b.Conv1d(3, 4, stride: 2, padding: 1).Activation().AveragePool1d(2).Flatten().Linear(3), new(2, 1, 17), "pau"),
        ["linear"] = () => Case(b => b.Flatten().Linear(9).Activation().Linear(3, bias: false).Activation().Linear(3), new(2, 3, 2),
            "swish-trainable"),
        ["batch norm"] = () => Image(b => b.Conv2d(3, 3).BatchNorm().Activation().MaxPool(2).BatchNorm(), "elu"),
        ["residual"] = () => Image(b =>
        {
            int start = b.Conv2d(3, 3, padding: 1).Activation().Here;
            return b.Conv2d(3, 3, padding: 1, bias: false).BatchNorm().Add(start).Activation();
        }, "prelu-channel"),
        ["se"] = () => Image(b => b.Conv2d(4, 3).Activation(), "se"),
        ["aprelu"] = () => Image(b => b.Conv2d(4, 3).Activation(), "aprelu"),
        ["concat"] = () => Image(b =>
        {
            int trunk = b.Conv2d(2, 3).Activation().Here;
            int left = b.Conv2d(2, 1).Activation().Here;
            return b.Concat(left, trunk);
        }, "tanh"),
    };

    public static TheoryData<string, string> Cases => new()
    {
        { "one dimension", "plain" }, { "learned activation", "momentum" }, { "residual", "nesterov" }, { "batch norm", "decay" },
        { "linear", "adam" }, { "residual", "adam with decay" }, { "concat", "adam" }, { "linear", "decay" }, { "se", "momentum" },
        { "aprelu", "plain" },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void Fifty_steps_agree_to_nine_digits(string network, string optimizer)
    {
        var (settings, rate) = optimizer switch
        {
            "plain" => (TestOptimizers.Catalogue("sgd"), 0.05),
            "momentum" => (TestOptimizers.Catalogue("sgd", ("momentum", 0.9)), 0.02),
            "nesterov" => (TestOptimizers.Catalogue("sgd", ("momentum", 0.8), ("nesterov", 1)), 0.02),
            "decay" => (TestOptimizers.Catalogue("sgd", ("weightDecay", 0.05)), 0.1),
            "adam" => (TestOptimizers.Catalogue("adam"), 0.003),
            _ => (TestOptimizers.Catalogue("adam", ("beta1", 0.8), ("beta2", 0.95), ("epsilon", 1e-6), ("weightDecay", 0.05)), 0.002),
        };
        var small = Networks[network]();
        double[] expected = Reference(small, settings, rate), actual = Trained(small, settings, rate);
        for (int step = 0; step < Steps; step++)
            Assert.True(Math.Abs(actual[step] - expected[step]) <= 1e-9 * Math.Max(1e-2, expected[step]),
                $"step {step + 1}: {actual[step]:R}, reference {expected[step]:R}");
        Assert.True(expected[^1] < 0.9 * expected[0]);
    }

    private static NetworkCase Image(Func<NetworkBuilder, NetworkBuilder> trunk, string activation) =>
        Case(b => trunk(b).Flatten().Linear(3), new(2, 6, 5), activation);

    private static NetworkCase Case(Func<NetworkBuilder, NetworkBuilder> build, TensorShape input, string activation) =>
        new(build(new NetworkBuilder("case")).Build(), input, samples: 7, activation);

    private static double[] Trained(NetworkCase small, OptimizerSettings settings, double rate)
    {
        NativeTorch.Load(cuda: false);
        using var whole = torch.NewDisposeScope();
        using var network = new FusedNetwork([small.Shape], ScalarType.Float64, torch.CPU);
        using (torch.no_grad())
            network.Parameters.Values.copy_(torch.tensor(small.Reference().Parameters));
        using var optimizer = FusedOptimizer.Create([settings], network.Parameters);
        optimizer.BeginEpoch([[.. Enumerable.Repeat(rate, Steps)]]);
        var shape = small.Shape.Input;
        var input = torch.tensor(small.DoubleInput).view(small.Samples, shape.Channels, shape.Height, shape.Width);
        var labels = torch.tensor(small.Labels.Select(l => (long)l).ToArray());
        var losses = new double[Steps];
        for (int step = 0; step < Steps; step++)
        {
            using var scope = torch.NewDisposeScope();
            var loss = torch.nn.functional.cross_entropy(network.Forward(input, new FusedStreams([new StreamKey(2024)], "1"))[0], labels);
            losses[step] = loss.data<double>()[0];
            var gradients = network.Parameters.Gradients(loss);
            using (torch.no_grad())
                optimizer.Step(gradients);
        }
        return losses;
    }

    private static double[] Reference(NetworkCase small, OptimizerSettings settings, double rate)
    {
        var (_, _, parameters, network) = small.Reference();
        int decayed = small.Views.Where(v => v.Description.Role != ParameterRole.Activation).Sum(v => v.Description.Count);
        double[] first = new double[parameters.Length], second = new double[parameters.Length], losses = new double[Steps];
        for (int step = 1; step <= Steps; step++)
        {
            double[] gradients = new double[parameters.Length];
            losses[step - 1] = network.Loss(small.DoubleInput, small.Labels, parameters, gradients);
            for (int i = 0; i < parameters.Length; i++)
                parameters[i] -= rate * Move(settings, step, i < decayed, parameters[i], gradients[i], ref first[i], ref second[i]);
        }
        return losses;
    }

    // The published rules, written a second time.
    private static double Move(OptimizerSettings settings, int step, bool decays, double w, double g, ref double first, ref double second)
    {
        var c = settings.Values;
        g += decays ? c["weightDecay"] * w : 0;
        if (settings.Definition.Name == "sgd")
        {
            first = c["momentum"] * first + g;
            return c["nesterov"] == 1 ? g + c["momentum"] * first : first;
        }
        first = c["beta1"] * first + (1 - c["beta1"]) * g;
        second = c["beta2"] * second + (1 - c["beta2"]) * g * g;
        double mean = first / (1 - Math.Pow(c["beta1"], step)), square = second / (1 - Math.Pow(c["beta2"], step));
        return mean / (Math.Sqrt(square) + c["epsilon"]);
    }
}
