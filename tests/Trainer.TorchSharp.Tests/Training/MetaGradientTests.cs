using Sweep.Planning.Randomness;
using Sweep.Planning.Trials;
using Sweep.Trainer.Activations;
using Sweep.Trainer.Formulas;
using Sweep.Trainer.Networks;
using Sweep.Trainer.Protocols;
using Sweep.Trainer.TorchSharp.Networks;
using Sweep.Trainer.TorchSharp.Runtime;
using Sweep.Trainer.TorchSharp.Training;

namespace Sweep.Trainer.TorchSharp.Tests.Training;

/// <summary>MAML of the second order (arXiv 1703.03400, equation 1) in double precision beside the recursion written out.</summary>
public sealed class MetaGradientTests
{
    private const int Inputs = 6, Hidden = 5, Classes = 3;
    private const double Rate = 0.4;

    // All whose parameters are one per layer and which draw nothing.
    public static TheoryData<string, int> Cases
    {
        get
        {
            var rows = new TheoryData<string, int>();
            foreach (var activation in ActivationCatalogue.Formulas.Where(a => a.Scope == ParameterScope.PerLayer && !a.UsesNoise))
            {
                rows.Add(activation.Name, 1);
                rows.Add(activation.Name, 3);
            }
            return rows;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void It_agrees_with_the_recursion_of_hessian_products(string name, int steps)
    {
        NativeTorch.Load(cuda: false);
        using var scope = torch.NewDisposeScope();
        var activation = ActivationCatalogue.Find(name)!;
        var reference = new MetaReference(activation, Inputs, Hidden, Classes);
        var support = Batch("support", 7);
        var query = Batch("query", 8);
        double[][] starts = [Start(activation, 0, reference.Count), Start(activation, 1, reference.Count)];
        using var network = Network(activation, starts);

        var (losses, gradients) = MetaGradient.Compute(network,
            new MetaSettings(MetaMethod.Maml, Classes, 1, 1, steps, Rate, 1), Tensors(support), Tensors(query),
            batch => new FusedStreams([new StreamKey(1), new StreamKey(2)], batch));

        for (int trial = 0; trial < starts.Length; trial++)
        {
            var (loss, expected, firstOrder) = reference.Of(support, query, starts[trial], Rate, steps);
            double[] actual = [.. gradients.SelectMany(g => g[trial].contiguous().data<double>().ToArray())];
            Assert.Equal(loss, losses[trial].data<double>()[0], 1e-12 * Math.Max(1, loss));
            double largest = expected.Max(Math.Abs);
            Assert.All(expected.Zip(actual), pair =>
                Assert.True(Math.Abs(pair.First - pair.Second) <= 1e-10 * largest, $"{pair.Second:R}, reference {pair.First:R}"));
            // the second derivatives matter here
            Assert.Contains(expected.Zip(firstOrder), pair => Math.Abs(pair.First - pair.Second) > 0.01 * largest);
        }
    }

    private static FusedNetwork Network(ActivationDefinition activation, double[][] starts)
    {
        var description = new NetworkBuilder("two layers").Flatten().Linear(Hidden).Activation().Linear(Classes).Build();
        var shape = ShapedNetwork.Infer(description, new TensorShape(1, 1, Inputs)).WithActivation(activation.At);
        var network = new FusedNetwork([.. starts.Select(_ => shape)], ScalarType.Float64, torch.CPU);
        using var quiet = torch.no_grad();
        for (int tensor = 0, at = 0; tensor < network.Parameters.Descriptions.Count; at += network.Parameters.Descriptions[tensor++].Count)
        {
            for (int trial = 0; trial < starts.Length; trial++)
                network.Parameters.Leaves[tensor].select(0,
                    trial).copy_(torch.tensor([.. starts[trial].Skip(at).Take(network.Parameters.Descriptions[tensor].Count)]));
        }
        return network;
    }

    private static double[] Start(ActivationDefinition activation, int trial, int count)
    {
        var random = RandomStream.For(new StreamKey(77), $"start/{trial}");
        double[] own = [.. activation.LearnableParameters.Select(p => p.Initial + 0.05 * random.NextNormal())];
        return [.. Enumerable.Range(0, count - own.Length).Select(_ => 0.6 * random.NextNormal()), .. own];
    }

    private static (double[] X, int[] Y) Batch(string name, int samples)
    {
        var random = RandomStream.For(new StreamKey(77), name);
        return ([.. Enumerable.Range(0, samples * Inputs).Select(_ => random.NextNormal())],
            [.. Enumerable.Range(0, samples).Select(_ => random.NextInt(Classes))]);
    }

    // The same for both trials.
    private static (Tensor Input, Tensor Labels) Tensors((double[] X, int[] Y) batch)
    {
        int samples = batch.Y.Length;
        var input = torch.tensor(batch.X).view(samples, 1, 1, Inputs).expand(samples, 2, 1, Inputs).contiguous();
        return (input, torch.tensor([.. batch.Y.Select(y => (long)y)]).unsqueeze(1).expand(samples, 2));
    }
}
