using Sweep.Trainer.Engines;
using Sweep.Trainer.Networks;

namespace Sweep.Trainer.Onnx;

/// <summary>Each layer kind as operators, in evaluation: nothing is random, batch norm takes its running statistics. Values are (batch,
/// channels, height, width) throughout.</summary>
internal static class OnnxLayers
{
    /// <summary>Why a layer cannot be written, as a sentence; null when it can.</summary>
    public static string? Problem(ShapedNode node) => node.Node.Layer is LayerDescription.Elementwise { Formula: var formula }
        ? OnnxFormula.Problem(formula) is { } problem ? $"The layer '{node.Node.Name}' {problem}" : null
        : Writer(node.Node.Layer) is null
            ? $"The layer '{node.Node.Name}' is of a kind that cannot be written as ONNX: {node.Node.Layer.Description}." : null;

    /// <summary>Adds the operators of a layer without <see cref="Problem"/>.</summary>
    /// <param name="graph">Where to.</param>
    /// <param name="node">The layer.</param>
    /// <param name="inputs">Names of what it reads.</param>
    /// <returns>The name of what it makes.</returns>
    public static string Add(OnnxGraph graph, ShapedNode node, IReadOnlyList<string> inputs) =>
        Writer(node.Node.Layer)!(new OnnxPlace(graph, node, inputs));

    // A new kind of layer gets a line here.
    private static Func<OnnxPlace, string>? Writer(LayerDescription layer) => layer switch
    {
        LayerDescription.Convolution c => p => Convolution(p, c),
        LayerDescription.TransposedConvolution c => p => TransposedConvolution(p, c),
        LayerDescription.Linear l => p => Linear(p, l),
        LayerDescription.BatchNorm b => p => BatchNorm(p, b),
        LayerDescription.LayerNorm n => p => LayerNorm(p, n),
        LayerDescription.MaxPool m => p => OnnxPooling.Max(p, m),
        LayerDescription.AveragePool a => p => OnnxPooling.Average(p, a),
        LayerDescription.AdaptiveAveragePool => OnnxPooling.Adaptive,
        LayerDescription.ChannelPool c => p =>
            p.Emit(c.IsMaximum ? "ReduceMax" : "ReduceMean", [p.Input, p.Graph.Integers(1)], OnnxAttribute.Integer("keepdims", 1)),
        LayerDescription.Attention a => p => Attention(p, a),
        LayerDescription.Elementwise e => p =>
            OnnxFormula.Add(p.Graph, p.Node, e.Formula, p.Inputs, p.Inputs[p.Node.Inputs.IndexOf(p.Node.Output)]),
        LayerDescription.Add => p => p.Emit("Sum", p.Inputs),
        LayerDescription.Concat => p => p.Emit("Concat", p.Inputs, OnnxAttribute.Integer("axis", 1)),
        LayerDescription.Dropout => p => p.Input, // in training only
        LayerDescription.Flatten or LayerDescription.Tokens => p => p.Reshape(p.Input),
        LayerDescription.Transpose => p => p.Reshape(p.Permute(p.Reshape(p.Input, 0, p.Shape.Channels, p.Shape.Plane), 0, 2, 1)),
        LayerDescription.ShuffleChannels s => p => p.Reshape(p.Permute(
            p.Reshape(p.Input, 0, s.Groups, p.Shape.Channels / s.Groups, p.Shape.Plane), 0, 2, 1, 3)),
        LayerDescription.SliceChannels s => p => p.Slice(p.Input, axis: 1, s.First, s.Count),
        LayerDescription.PadChannels c => p => p.Emit("Pad", [p.Input, p.Graph.Integers(0, c.Before, 0, 0, 0, c.After, 0, 0)]),
        LayerDescription.Token t => p => p.Slice(p.Reshape(p.Input, 0, p.Shape.Channels, 1, p.Shape.Plane), axis: 3, t.Number, 1),
        LayerDescription.ClassToken => ClassToken,
        LayerDescription.PositionEmbedding => p =>
            p.Emit("Add", [p.Input, p.Learned("embedding", p.Shape.Channels, p.Shape.Height, p.Shape.Width)]),
        LayerDescription.Upsample u => p => Upsample(p, u),
        _ => null,
    };

    private static string Convolution(OnnxPlace p, LayerDescription.Convolution c)
    {
        var (kernel, stride, padding) = (c.Kernel, c.Stride, c.Padding);
        string weight = p.Learned("weight", c.OutputChannels, p.Shape.Channels / c.Groups, kernel.Height, kernel.Width);
        return p.Emit("Conv", c.Bias ? [p.Input, weight, p.Learned("bias", c.OutputChannels)] : [p.Input, weight],
            OnnxAttribute.Integers("kernel_shape", kernel.Height, kernel.Width),
            OnnxAttribute.Integers("strides", stride.Height, stride.Width),
            OnnxAttribute.Integers("pads", padding.Height, padding.Width, padding.Height, padding.Width),
            OnnxAttribute.Integer("group", c.Groups));
    }

    private static string TransposedConvolution(OnnxPlace p, LayerDescription.TransposedConvolution c)
    {
        var (kernel, stride, padding) = (c.Kernel, c.Stride, c.Padding);
        string weight = p.Learned("weight", p.Shape.Channels, c.OutputChannels, kernel.Height, kernel.Width);
        return p.Emit("ConvTranspose", c.Bias ? [p.Input, weight, p.Learned("bias", c.OutputChannels)] : [p.Input, weight],
            OnnxAttribute.Integers("kernel_shape", kernel.Height, kernel.Width),
            OnnxAttribute.Integers("strides", stride.Height, stride.Width),
            OnnxAttribute.Integers("pads", padding.Height, padding.Width, padding.Height, padding.Width));
    }

    private static string Linear(OnnxPlace p, LayerDescription.Linear l)
    {
        string weight = p.Learned("weight", l.Outputs, p.Shape.Channels), vector = p.Emit("Flatten", [p.Input]);
        return p.Reshape(p.Emit("Gemm", l.Bias ? [vector, weight, p.Learned("bias", l.Outputs)] : [vector, weight],
            OnnxAttribute.Integer("transB", 1)));
    }

    private static string BatchNorm(OnnxPlace p, LayerDescription.BatchNorm b)
    {
        long channels = p.Shape.Channels;
        string name = p.Node.Node.Name;
        return p.Emit("BatchNormalization",
            [
                p.Input, p.Learned("weight", channels), p.Learned("bias", channels),
                p.Graph.Learned(TensorNames.RunningMean(name), channels), p.Graph.Learned(TensorNames.RunningVariance(name), channels),
            ], OnnxAttribute.Single("epsilon", b.Epsilon));
    }

    // The standard's normalises the last axes: channels go there and back.
    private static string LayerNorm(OnnxPlace p, LayerDescription.LayerNorm n)
    {
        long channels = p.Shape.Channels;
        return p.Permute(p.Emit("LayerNormalization",
            [p.Permute(p.Input, 0, 2, 3, 1), p.Learned("weight", channels), p.Learned("bias", channels)],
            OnnxAttribute.Integer("axis", -1), OnnxAttribute.Single("epsilon", n.Epsilon)), 0, 3, 1, 2);
    }

    private static string Attention(OnnxPlace p, LayerDescription.Attention a)
    {
        int width = p.Output.Channels / a.Heads; // of a head
        string parts = p.Reshape(p.Input, 0, 3L * a.Heads, width, p.Shape.Plane);
        string queries = p.Slice(parts, axis: 1, 0, a.Heads), keys = p.Slice(parts, axis: 1, a.Heads, a.Heads),
            values = p.Slice(parts, axis: 1, 2 * a.Heads, a.Heads);
        string products = p.Emit("MatMul", [p.Permute(queries, 0, 1, 3, 2), keys]); // (batch, heads, query, key)
        string shares = p.Emit("Softmax", [p.Emit("Mul", [products, p.Graph.Scalar(1 / Math.Sqrt(width))])],
            OnnxAttribute.Integer("axis", -1));
        return p.Reshape(p.Emit("MatMul", [values, p.Permute(shares, 0, 1, 3, 2)]));
    }

    // One token for each sample of a batch of any size.
    private static string ClassToken(OnnxPlace p)
    {
        long channels = p.Shape.Channels;
        string batch = p.Emit("Shape", [p.Input], OnnxAttribute.Integer("start", 0), OnnxAttribute.Integer("end", 1));
        string sizes = p.Emit("Concat", [batch, p.Graph.Integers(channels, 1, 1)], OnnxAttribute.Integer("axis", 0));
        string token = p.Emit("Expand", [p.Learned("token", 1, channels, 1, 1), sizes]);
        return p.Emit("Concat", [token, p.Reshape(p.Input, 0, channels, 1, p.Shape.Plane)], OnnxAttribute.Integer("axis", 3));
    }

    private static string Upsample(OnnxPlace p, LayerDescription.Upsample u)
    {
        string scales = p.Graph.Constant($"{p.Node.Node.Name}/scales", [1, 1, u.Factor.Height, u.Factor.Width], 4);
        return p.Emit("Resize", [p.Input, "", scales], OnnxAttribute.Text("mode", "nearest"),
            OnnxAttribute.Text("coordinate_transformation_mode", "asymmetric"), OnnxAttribute.Text("nearest_mode", "floor"));
    }
}
