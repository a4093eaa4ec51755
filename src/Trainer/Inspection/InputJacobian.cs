using Sweep.Planning.Randomness;
using Sweep.Planning.Trials;
using Sweep.Trainer.Interpretation;
using Sweep.Trainer.Networks;

namespace Sweep.Trainer.Inspection;

/// <summary>The slopes of a network's outputs by its inputs, at random inputs.</summary>
public static class InputJacobian
{
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
        int outputs = network.Output.Count;
        for (int i = 0; i < inputs; i++)
        {
            stop.ThrowIfCancellationRequested();
            double[] input = [.. Enumerable.Range(0, network.Input.Count).Select(_ => random.NextNormal())];
            var pass = reference.Forward(input, 1, numbers.Learned);
            double[,] jacobian = new double[outputs, input.Length];
            for (int output = 0; output < outputs; output++)
            {
                double[] start = new double[outputs];
                start[output] = 1;
                pass.Backward(network.Nodes.Length - 1, start);
                double[] slopes = pass.SlopesOf(NetworkDescription.Input);
                for (int j = 0; j < slopes.Length; j++)
                    jacobian[output, j] = slopes[j];
            }
            yield return jacobian;
        }
    }
}
