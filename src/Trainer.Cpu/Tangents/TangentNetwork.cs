using Sweep.Planning.Trials;
using Sweep.Trainer.Cpu.Layers;
using Sweep.Trainer.Cpu.Memory;
using Sweep.Trainer.Cpu.Samples;

namespace Sweep.Trainer.Cpu.Tangents;

/// <summary>A network whose numbers move along a direction: products of the loss's Hessian with it, in one pass forward and one
/// backward.</summary>
/// <remarks>Pearlmutter, "Fast Exact Multiplication by the Hessian", Neural Computation 6 (1994), 147-160,
/// doi:10.1162/neco.1994.6.1.147. Each tensor has a companion, its tangent: how its values move. Backward, the gradients of tangents are
/// those of the loss, and the gradients of values are how these move along the direction. Classes by cross-entropy; batch norms take the
/// statistics of the batch. A batch is one micro-batch. One thread at a time.</remarks>
internal sealed unsafe class TangentNetwork : IDisposable
{
    private readonly Arena arena;
    private readonly ParameterBlock parameters, directions;
    private readonly Layer[] layers;
    private readonly Tensor input, output, outputTangent;
    private readonly int[] labels;

    /// <param name="parameters">Values where the Hessian is taken; gradients are the products.</param>
    /// <param name="directions">Values are the direction.</param>
    /// <param name="layers">In order of evaluation.</param>
    /// <param name="input">The samples.</param>
    /// <param name="output">Logits, and how they move.</param>
    /// <param name="arena">All the memory.</param>
    internal TangentNetwork(ParameterBlock parameters, ParameterBlock directions, Layer[] layers, Tensor input,
        TensorPair output, Arena arena)
    {
        (this.parameters, this.directions, this.layers, this.input) = (parameters, directions, layers, input);
        (this.output, outputTangent, this.arena) = (output.Value, output.Tangent, arena);
        labels = new int[input.Samples];
    }

    /// <summary>Bytes of values, gradients and parameters.</summary>
    public long Bytes => arena.Bytes;

    /// <summary>How many numbers are learned.</summary>
    public int Count => parameters.Count;

    /// <summary>Prepares the random streams of an epoch: the same numbers are drawn as in the network's own passes.</summary>
    public void BeginEpoch(StreamKey key, string epoch)
    {
        foreach (var layer in layers)
            layer.BeginEpoch(key, epoch);
    }

    /// <summary>Multiplies the Hessian of a batch's mean loss with a direction.</summary>
    /// <param name="source">Where the samples are.</param>
    /// <param name="samples">Numbers of 1 to batch-size samples.</param>
    /// <param name="numbers">(<see cref="Count"/>) where the Hessian is taken.</param>
    /// <param name="direction">(<see cref="Count"/>).</param>
    /// <param name="product">(<see cref="Count"/>) overwritten; may be the direction's memory.</param>
    public void HessianProduct(SampleSource source, ReadOnlySpan<int> samples, ReadOnlySpan<float> numbers, ReadOnlySpan<float> direction,
        Span<float> product)
    {
        numbers.CopyTo(parameters.AllValues);
        direction.CopyTo(directions.AllValues);
        parameters.AllGradients.Clear();
        foreach (var layer in layers)
            layer.BeginBatch(training: true);
        source.Load(samples, input.Samples, input.Values(0));
        var pass = new Pass(0, samples.Length, Training: true);
        foreach (var layer in layers)
            layer.Forward(pass);
        var own = labels.AsSpan(0, samples.Length);
        source.Labels(samples, own);
        CrossEntropyTangent.Run(output.Values(0), outputTangent.Values(0), output.Shape.Channels, input.Samples, own,
            output.Gradients(0), outputTangent.Gradients(0));
        for (int i = layers.Length - 1; i >= 0; i--)
            layers[i].Backward(pass);
        foreach (var layer in layers)
            layer.FinishBackward();
        parameters.AllGradients.CopyTo(product);
    }

    /// <inheritdoc/>
    public void Dispose() => arena.Dispose();
}
