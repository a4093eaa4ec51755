using Sweep.Planning.Randomness;
using Sweep.Planning.Trials;
using Sweep.Trainer.Interpretation;
using Sweep.Trainer.Networks;

namespace Sweep.Trainer.Inspection;

/// <summary>The slopes of a network's outputs by its inputs, at random inputs.</summary>
public static class InputJacobian
{
    private const int Together = 4; // inputs of a pass

    /// <summary>The Jacobians at inputs whose numbers are standard normal.</summary>
    /// <param name="network">Which network.</param>
    /// <param name="numbers">Its numbers; evaluation mode.</param>
    /// <param name="inputs">How many inputs.</param>
    /// <param name="key">Of the stream that draws them.</param>
    /// <param name="stop">Looked for between inputs.</param>
    /// <returns>For each input (outputs, inputs).</returns>
    public static IEnumerable<double[,]> At(ShapedNetwork network, NetworkNumbers numbers, int inputs, StreamKey key,
        CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(numbers);
        var reference = new ReferenceNetwork(network, new ReferenceMode.Evaluation(numbers.Statistics));
        var random = RandomStream.For(key, "inspect/jacobian");
        double[][] drawn = [.. Enumerable.Range(0, inputs).Select(_ =>
            Enumerable.Range(0, network.Input.Count).Select(_ => random.NextNormal()).ToArray())];
        // Samples are independent in evaluation, so that a pass serves several inputs.
        return drawn.Chunk(Together).AsParallel().AsOrdered().WithCancellation(stop).SelectMany(part => Of(reference, numbers, part));
    }

    private static double[][,] Of(ReferenceNetwork reference, NetworkNumbers numbers, double[][] inputs)
    {
        int outputs = reference.Shape.Output.Count, length = reference.Shape.Input.Count;
        var pass = reference.Forward([.. inputs.SelectMany(i => i)], inputs.Length, numbers.Learned);
        double[][,] jacobians = [.. inputs.Select(_ => new double[outputs, length])];
        for (int output = 0; output < outputs; output++)
        {
            double[] start = new double[inputs.Length * outputs];
            for (int i = 0; i < inputs.Length; i++)
                start[i * outputs + output] = 1;
            pass.Backward(reference.Shape.Nodes.Length - 1, start);
            double[] slopes = pass.SlopesOf(NetworkDescription.Input);
            for (int i = 0; i < slopes.Length; i++)
                jacobians[i / length][output, i % length] = slopes[i];
        }
        return jacobians;
    }
}
