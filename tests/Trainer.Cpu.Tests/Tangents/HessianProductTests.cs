using Sweep.Planning.Randomness;
using Sweep.Planning.Trials;
using Sweep.Trainer.Activations;
using Sweep.Trainer.Cpu.Kernels;
using Sweep.Trainer.Cpu.Tangents;
using Sweep.Trainer.Networks;

namespace Sweep.Trainer.Cpu.Tests.Tangents;

/// <summary>Products with the Hessian beside central differences of the reference's gradients in double precision.</summary>
public sealed class HessianProductTests
{
    // Every layer kind; layers behind others see their inputs move.
    public static TheoryData<string> Cases => NetworkCases.Names;

    public static TheoryData<string> Activations => [.. ActivationCatalogue.All.Select(a => a.Name)];

    [Theory]
    [MemberData(nameof(Cases))]
    public void It_is_how_the_gradient_moves_along_the_direction(string name) =>
        Agree(NetworkCases.Get(name));

    [Theory]
    [MemberData(nameof(Activations))]
    public void So_it_is_for_every_activation(string name)
    {
        var description = new NetworkBuilder("case").Conv2d(5, 3).Activation().Flatten().Linear(4).Build();
        Agree(new NetworkCase(description, new TensorShape(2, 6, 5), samples: 19, name));
    }

    // Up to eight samples share the lanes of a vector with their tangents.
    [Theory]
    [InlineData("second convolution")]
    [InlineData("convolution without bias")]
    [InlineData("groups")]
    [InlineData("one dimension")]
    [InlineData("linear")]
    [InlineData("transposed convolution that overlaps")]
    [InlineData("batch norm")]
    [InlineData("residual")]
    [InlineData("transformer block")]
    [InlineData("stochastic activation")]
    [InlineData("maximum over the channels of the image")]
    public void So_it_is_of_few_samples(string name) => Agree(NetworkCases.Get(name).WithSamples(7));

    private static void Agree(NetworkCase small)
    {
        const double step = 1e-7; // short, so that no number crosses a kink
        var (_, _, parameters, reference) = small.Reference();
        float[] direction = Direction(small), numbers = [.. parameters.Select(p => (float)p)], product = new float[numbers.Length];
        using var network = Compile(small);
        network.HessianProduct(Samples(small), All(small), numbers, direction, product);

        double[] ahead = At(step), behind = At(-step);
        AssertClose([.. ahead.Zip(behind, (a, b) => (a - b) / (2 * step))], product, 1e-4);

        double[] At(double distance)
        {
            double[] gradients = new double[parameters.Length];
            reference.Loss(small.DoubleInput, small.Labels, [.. parameters.Zip(direction, (p, d) => p + distance * d)], gradients);
            return gradients;
        }
    }

    private static void AssertClose(double[] expected, float[] actual, double tolerance)
    {
        double largest = expected.Max(Math.Abs);
        for (int i = 0; i < expected.Length; i++)
        {
            Assert.True(Math.Abs(actual[i] - expected[i]) <= tolerance * Math.Max(largest, 1e-3),
                $"number {i} is {actual[i]}, reference {expected[i]}, the largest {largest}");
        }
    }

    private static TangentNetwork Compile(NetworkCase small)
    {
        var network = TangentCompiler.Compile(small.Shape, small.Samples, KernelSet.Best);
        network.BeginEpoch(new StreamKey(2024), "1");
        return network;
    }

    private static FloatSamples Samples(NetworkCase small) => new(small.Shape.Input, small.Input, small.Labels);

    private static int[] All(NetworkCase small) => [.. Enumerable.Range(0, small.Samples)];

    private static float[] Direction(NetworkCase small)
    {
        var random = RandomStream.For(new StreamKey(6), "direction");
        return [.. Enumerable.Range(0, small.Shape.ParameterCount).Select(_ => 0.3f * (float)random.NextNormal())];
    }
}
