using Sweep.Trainer.Networks;

namespace Sweep.Trainer.Onnx;

/// <summary>A layer while its operators are added.</summary>
/// <param name="Graph">Where to.</param>
/// <param name="Node">The layer.</param>
/// <param name="Inputs">Names of what it reads.</param>
internal sealed record OnnxPlace(OnnxGraph Graph, ShapedNode Node, IReadOnlyList<string> Inputs)
{
    /// <summary>The first input.</summary>
    public string Input => Inputs[0];

    /// <summary>The shape of the first input.</summary>
    public TensorShape Shape => Node.Inputs[0];

    /// <summary>What it makes.</summary>
    public TensorShape Output => Node.Output;

    /// <summary>A learned tensor of the layer: "weight".</summary>
    public string Learned(string name, params ReadOnlySpan<long> shape) => Graph.Learned($"{Node.Node.Name}.{name}", shape);

    /// <summary>Adds an operator.</summary>
    public string Emit(string operation, IReadOnlyList<string> inputs, params ReadOnlySpan<ProtoMessage> attributes) =>
        Graph.Add(Node.Node.Name, operation, inputs, attributes);

    /// <summary>The same numbers under other sizes, the batch's 0; without sizes those of the output.</summary>
    public string Reshape(string value, params long[] sizes) => Emit("Reshape",
        [value, Graph.Integers(sizes.Length > 0 ? sizes : [0, Output.Channels, Output.Height, Output.Width])]);

    /// <summary>Axes in another order.</summary>
    public string Permute(string value, params ReadOnlySpan<long> axes) =>
        Emit("Transpose", [value], OnnxAttribute.Integers("perm", axes));

    /// <summary>A part along an axis.</summary>
    public string Slice(string value, int axis, long first, long count) =>
        Emit("Slice", [value, Graph.Integers(first), Graph.Integers(first + count), Graph.Integers(axis)]);
}
