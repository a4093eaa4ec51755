using Sweep.Planning.Randomness;
using Sweep.Planning.Trials;
using Sweep.Trainer.Cpu.Kernels;
using Sweep.Trainer.Networks;

namespace Sweep.Trainer.Cpu.Tests;

public sealed class LayerGradientTests
{
    private const double Step = 1e-6; // so small that hardly an element crosses a kink

    public static TheoryData<string> Cases => NetworkCases.Names;

    // With a batch norm one vector becomes many, which are a case already.
    public static TheoryData<string> CasesOfBatches =>
        [.. NetworkCases.Names.Select(row => row.Data).Where(name => !name.EndsWith(ActivationCases.OneVector, StringComparison.Ordinal))];

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
            double expected = (At(Step) - At(-Step)) / (2 * Step),
                actual = direction.Select((d, i) => d * gradients[view.Offset + i]).Sum();
            Assert.True(Math.Abs(expected - actual) <= 1e-7 * Math.Max(1, size),
                $"{view.Description.Name}: {actual}, by differences {expected}");
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void The_fast_engine_agrees_with_the_reference_at_every_vector_width(string name)
    {
        var small = NetworkCases.Get(name);
        var (loss, gradients, _, _) = small.Reference();
        foreach (var kernels in KernelSet.Supported)
        {
            foreach (int microBatch in new[] { 16, 32 })
                Agree(loss, gradients, small, kernels, microBatch, tolerance: 1e-5);
        }
    }

    // What a layer reads going backward outlives the micro-batches between: memory that serves others by then would show here.
    [Theory]
    [MemberData(nameof(CasesOfBatches))]
    public void So_it_does_where_a_batch_norm_behind_keeps_the_micro_batches_waiting(string name)
    {
        var small = NetworkCases.Get(name).WithBatchNorm();
        var (loss, gradients, _, _) = small.Reference();
        Agree(loss, gradients, small, KernelSet.Best, microBatch: 16, tolerance: 1e-4); // gradients of constants cancel before a norm
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

    private static void Agree(double loss, double[] gradients, NetworkCase small, KernelSet kernels, int microBatch,
        double tolerance)
    {
        var (fastLoss, fast) = small.Fast(kernels, microBatch);
        Assert.True(Math.Abs(fastLoss - loss) <= 2e-6 * Math.Max(1, loss),
            $"{kernels.Name}, {microBatch}: loss {fastLoss}, reference {loss}");
        double largest = gradients.Max(Math.Abs);
        for (int i = 0; i < gradients.Length; i++)
        {
            Assert.True(Math.Abs(fast[i] - gradients[i]) <= tolerance * Math.Max(largest, Math.Abs(gradients[i])),
                $"{kernels.Name}, {microBatch}: gradient {i} is {fast[i]}, reference {gradients[i]}");
        }
    }
}
