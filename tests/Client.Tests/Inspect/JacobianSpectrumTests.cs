using Sweep.Client.Inspect.Pictures;
using Sweep.Planning.Trials;
using Sweep.Trainer.Interpretation;
using Sweep.Trainer.Networks;

namespace Sweep.Client.Tests.Inspect;

public sealed class JacobianSpectrumTests
{
    // numpy.linalg.svd([[1, 2, 3], [4, 5, 6]])[1]
    [Fact]
    public void The_spectrum_of_a_linear_network_is_that_of_its_matrix_at_every_input()
    {
        var network = ShapedNetwork.Infer(new NetworkBuilder("test").Linear(2).Build(), TensorShape.Vector(3));
        var numbers = new NetworkNumbers([1, 2, 3, 4, 5, 6, 7, 8], new Dictionary<string, double[]>());
        double[] values = [.. JacobianSpectrum.SingularValues(network, numbers, inputs: 2, new StreamKey(1), CancellationToken.None)];
        double[] expected = [9.508032000695724, 0.7728696356734838, 9.508032000695724, 0.7728696356734838];
        Assert.Equal(expected.Length, values.Length);
        for (int i = 0; i < values.Length; i++)
            Assert.Equal(expected[i], values[i], 1e-12);
    }

    [Fact]
    public void A_histogram_counts_what_is_outside_among_all()
    {
        var histogram = Histogram.Of([0.1, 0.2, 0.9, 1, 5], low: 0, high: 1, bins: 2);
        Assert.Equal([0.8, 0.8], histogram.Densities.Select(d => Math.Round(d, 12)));
        Assert.Equal([(0, 0), (0, 0.8), (0.5, 0.8), (0.5, 0.8), (1, 0.8), (1, 0)],
            histogram.Outline().Select(p => (p.X, Math.Round(p.Y, 12))));
    }
}
