using Sweep.Planning.Randomness;
using Sweep.Planning.Trials;
using Sweep.Trainer.Cpu.Kernels;
using Sweep.Trainer.Networks;

namespace Sweep.Trainer.Cpu.Tests;

public sealed class LayerGradientTests
{
    public static TheoryData<string> Cases => NetworkCases.Names;

    [Theory]
    [MemberData(nameof(Cases))]
    public void The_reference_gradient_is_that_of_finite_differences(string name)
    {
        var small = NetworkCases.Get(name);
        var (_, gradients, parameters, network) = small.Reference();
        double[] input = small.DoubleInput;
        double size = Math.Sqrt(gradients.Sum(g => g * g));
        foreach (var view in small.Views)
        {
            // Along a random direction within one tensor: two losses check all its numbers at once.
            var random = RandomStream.For(new StreamKey(5), view.Description.Name);
            double[] direction = [.. Enumerable.Range(0, view.Description.Count).Select(_ => random.NextNormal())];
            double At(double step) => network.Loss(input, small.Labels,
                [.. parameters.Select((p, i) =>
                    i >= view.Offset && i < view.Offset + direction.Length ? p + step * direction[i - view.Offset] : p)], []);
            double expected = (At(1e-5) - At(-1e-5)) / 2e-5, actual = direction.Select((d, i) => d * gradients[view.Offset + i]).Sum();
            Assert.True(Math.Abs(expected - actual) <= 1e-7 * Math.Max(1, size),
                $"{view.Description.Name}: {actual}, by differences {expected}");
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void The_fast_engine_agrees_with_the_reference_at_every_vector_width(string name)
    {
        var small = NetworkCases.Get(name);
        var expected = small.Reference();
        foreach (var kernels in KernelSet.Supported)
        {
            foreach (int microBatch in new[] { 16, 32 })
            {
                var (loss, gradients) = small.Fast(kernels, microBatch);
                Assert.True(Math.Abs(loss - expected.Loss) <= 2e-6 * Math.Max(1, expected.Loss),
                    $"{kernels.Name}, {microBatch}: loss {loss}, reference {expected.Loss}");
                double largest = expected.Gradients.Max(Math.Abs);
                for (int i = 0; i < gradients.Length; i++)
                {
                    Assert.True(Math.Abs(gradients[i] - expected.Gradients[i]) <= 1e-5 * Math.Max(largest, Math.Abs(expected.Gradients[i])),
                        $"{kernels.Name}, {microBatch}: gradient {i} is {gradients[i]}, reference {expected.Gradients[i]}");
                }
            }
        }
    }

    [Fact]
    public void Every_layer_kind_is_covered()
    {
        var kinds = typeof(LayerDescription).GetNestedTypes().Except([typeof(LayerDescription.Nested), typeof(LayerDescription.Activation)])
            .ToHashSet();
        foreach (string name in NetworkCases.Names.Select(row => row.Data))
            kinds.ExceptWith(NetworkCases.Get(name).Shape.Nodes.Select(n => n.Node.Layer.GetType()));
        Assert.Empty(kinds);
    }
}
