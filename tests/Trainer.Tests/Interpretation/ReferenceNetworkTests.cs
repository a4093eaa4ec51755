using Sweep.Planning.Randomness;
using Sweep.Planning.Trials;
using Sweep.Trainer.Activations;
using Sweep.Trainer.Engines;
using Sweep.Trainer.Interpretation;
using Sweep.Trainer.Networks;

namespace Sweep.Trainer.Tests.Interpretation;

public sealed class ReferenceNetworkTests
{
    // import torch; torch.set_default_dtype(torch.float64)
    // fill = lambda t, a: t.copy_(torch.sin(a + torch.arange(t.numel(), dtype=torch.float64)).reshape(t.shape))
    // m = torch.nn.Sequential(torch.nn.Conv2d(2, 3, 3, stride=2, padding=1), torch.nn.BatchNorm2d(3), torch.nn.PReLU(3),
    //     torch.nn.AvgPool2d(2), torch.nn.Flatten(), torch.nn.Linear(3, 2)).eval()
    // own = [m[0].weight, m[0].bias, m[1].weight, m[1].bias, m[5].weight, m[5].bias, m[2].weight]
    // with torch.no_grad():
    //     for i, p in enumerate(own): fill(p, i)
    //     m[1].running_mean[:] = torch.tensor([.1, .2, .3]); m[1].running_var[:] = torch.tensor([.5, 1., 2.])
    // x = torch.sin(torch.arange(40.) * .7).reshape(1, 2, 4, 5).requires_grad_(); y = m(x); y[0, 1].backward()
    // print(y, x.grad[0, 0, 0], x.grad.norm(), [p.grad.norm() for p in own])
    [Fact]
    public void It_computes_what_PyTorch_computes_in_evaluation()
    {
        var network = Network("prelu-channel");
        var reference = new ReferenceNetwork(network, new ReferenceMode.Evaluation(Statistics));
        double[] parameters = [.. network.Parameters.SelectMany((p, i) => Enumerable.Range(0, p.Count).Select(k => Math.Sin(i + k)))];
        double[] input = [.. Enumerable.Range(0, 40).Select(i => Math.Sin(i * .7))], gradients = new double[parameters.Length];

        var pass = reference.Forward(input, 1, parameters);
        pass.Backward(network.Nodes.Length - 1, [0, 1], gradients);

        Near([-0.9852937728600636, -0.5761862995369007], pass.Output);
        double[] slopes = pass.SlopesOf(NetworkDescription.Input);
        Near([-0.20112866481688654, -0.25490915610621334, 0.0038151051156325526, 0.045838405699511156, 0], slopes[..5]);
        Near([0.6550494006386652], [Norm(slopes)]);
        Near([0.6560958411913388, 0.23967863893222702, 1.065385524259009, 0.768336396634774, 1.937226837023622, 1, 2.2662934832444237],
            [.. network.Parameters.Select(p => Norm(gradients.AsSpan(reference.OffsetOf(p.Name), p.Count)))]);
    }

    [Theory]
    [InlineData("tanh")]
    [InlineData("aprelu")]
    public void Slopes_by_the_input_and_by_a_node_are_those_of_finite_differences(string activation)
    {
        var network = Network(activation);
        var random = RandomStream.For(new StreamKey(3), "slopes");
        var statistics = NetworkNumbers.From(network, Start(network)).Statistics;
        var reference = new ReferenceNetwork(network, new ReferenceMode.Evaluation(statistics));
        double[] parameters = [.. Enumerable.Range(0, reference.ParameterCount).Select(_ => random.NextNormal())];
        double[] input = [.. Enumerable.Range(0, 40).Select(_ => random.NextNormal())];
        double[] direction = [.. Enumerable.Range(0, 40).Select(_ => random.NextNormal())];
        var pass = reference.Forward(input, 1, parameters);
        pass.Backward(network.Nodes.Length - 1, [1, 0]);

        double At(double step) => reference.Forward([.. input.Zip(direction, (x, d) => x + step * d)], 1, parameters).Output[0];
        double expected = (At(1e-5) - At(-1e-5)) / 2e-5;
        Assert.Equal(expected, direction.Zip(pass.SlopesOf(NetworkDescription.Input), (d, s) => d * s).Sum(), 1e-6);

        // The last layer is linear in what it reads.
        var head = network.Nodes[^1];
        int weight = reference.OffsetOf($"{head.Node.Name}.weight");
        Near(parameters[weight..(weight + head.Inputs[0].Count)], pass.SlopesOf(head.Node.Inputs[0]));
    }

    [Fact]
    public void In_evaluation_nothing_is_dropped_and_noise_is_at_its_mean()
    {
        var network = ShapedNetwork.Infer(new NetworkBuilder("test").Dropout(0.5).Activation().Build(), TensorShape.Vector(3))
            .WithActivation(ActivationCatalogue.Find("rrelu")!.At);
        double[] Output(ReferenceMode mode) => new ReferenceNetwork(network, mode).Forward([-2, 1, 3], 1, []).Output;
        double[] first = Output(new ReferenceMode.Evaluation(Statistics));
        Assert.Equal([1, 3], first[1..]);
        Assert.Equal(-2 * (1 / 8.0 + 1 / 3.0) / 2, first[0], 1e-12); // Xu et al., arXiv 1505.00853: slopes from 1/8 to 1/3
        Assert.NotEqual(first, Output(new ReferenceMode.Training(new StreamKey(1), "1")));
    }

    [Fact]
    public void Numbers_are_taken_from_saved_tensors_by_their_names()
    {
        var network = Network("relu");
        var saved = Start(network).Append(new NamedTensor("batchnorm1.running_mean", [3], [1, 2, 3])).Reverse().ToArray();
        var numbers = NetworkNumbers.From(network, saved);
        Assert.Equal(network.ParameterCount, numbers.Learned.Length);
        Assert.Equal([1, 2, 3], numbers.Statistics["batchnorm1.running_mean"]);
        Assert.Equal([1, 1, 1], numbers.Statistics["batchnorm1.running_var"]);
        var missing = Assert.Throws<ArgumentException>(() => NetworkNumbers.From(network, saved.Where(t => t.Name != "conv1.bias")));
        Assert.Contains("'conv1.bias' of 3 numbers", missing.Message, StringComparison.Ordinal);
    }

    private static Dictionary<string, double[]> Statistics { get; } = new()
    {
        ["batchnorm1.running_mean"] = [.1, .2, .3], ["batchnorm1.running_var"] = [.5, 1, 2],
    };

    private static ShapedNetwork Network(string activation) => ShapedNetwork.Infer(new NetworkBuilder("test")
        .Conv2d(3, 3, stride: 2, padding: 1).BatchNorm().Activation().AveragePool(2).Flatten().Linear(2).Build(), new(2, 4, 5))
        .WithActivation(ActivationCatalogue.Find(activation)!.At);

    private static IEnumerable<NamedTensor> Start(ShapedNetwork network) =>
        network.Parameters.Select(p => new NamedTensor(p.Name, p.Shape, new float[p.Count]));

    private static double Norm(ReadOnlySpan<double> values)
    {
        double squares = 0;
        foreach (double value in values)
            squares += value * value;
        return Math.Sqrt(squares);
    }

    private static void Near(double[] expected, double[] actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (int i = 0; i < expected.Length; i++)
            Assert.Equal(expected[i], actual[i], 1e-12);
    }
}
