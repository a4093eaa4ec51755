namespace Sweep.Trainer.Interpretation;

/// <summary>A batch that went through a <see cref="ReferenceNetwork"/>: the values of all nodes, and slopes of what is asked for. One
/// thread at a time.</summary>
public sealed class ReferencePass
{
    private readonly ReferenceNetwork network;
    private readonly double[] input;
    private readonly double[][] values;
    private double[][] slopes = []; // the input's last

    internal ReferencePass(ReferenceNetwork network, double[] input, int samples, double[] parameters)
    {
        (this.network, this.input, Samples, Parameters) = (network, input, samples, parameters);
        values = [.. network.Shape.Nodes.Select(n => new double[samples * n.Output.Count])];
    }

    /// <summary>In the batch.</summary>
    public int Samples { get; }

    /// <summary>(samples, outputs) what the last node made.</summary>
    public double[] Output => values[^1];

    internal double[] Parameters { get; }

    /// <summary>The values of a node.</summary>
    /// <param name="node">Its number; negative for the input.</param>
    /// <returns>(samples, channels, rows, columns); not to be changed.</returns>
    public double[] ValuesOf(int node) => node < 0 ? input : values[node];

    /// <summary>The slopes of what the last <see cref="Backward"/> began with, by the values of a node.</summary>
    /// <param name="node">Its number; negative for the input.</param>
    /// <returns>(samples, channels, rows, columns); not to be changed.</returns>
    public double[] SlopesOf(int node) => node < 0 ? slopes[^1] : slopes[node];

    /// <summary>Carries slopes back to the input.</summary>
    /// <param name="node">Where they begin.</param>
    /// <param name="start">(samples, channels, rows, columns) of the node: the slopes of what is differentiated by its values.</param>
    /// <param name="gradients">(parameters) added to; null where they are not wanted.</param>
    public void Backward(int node, double[] start, double[]? gradients = null)
    {
        ArgumentNullException.ThrowIfNull(start);
        slopes = [.. values.Select(v => new double[v.Length]), new double[input.Length]];
        start.CopyTo(slopes[node], 0);
        for (int i = node; i >= 0; i--)
            network.Visit(i, this, gradients ?? [], forward: false);
    }
}
