using System.Text.Json.Nodes;
using Sweep.Trainer.Networks;

namespace Sweep.Trainer.Bench;

/// <summary>A network as JSON for architectures.py, which builds it of PyTorch's modules: no architecture is written twice.</summary>
internal static class NetworkFile
{
    /// <summary>Input shape, and each node with its kind, inputs and sizes.</summary>
    public static string Write(ShapedNetwork network)
    {
        var nodes = network.Nodes.Select(n => (JsonNode)new JsonObject
        {
            ["kind"] = n.Node.Layer is LayerDescription.Elementwise ? "elementwise" : n.Node.Layer.Kind,
            ["inputs"] = Numbers(n.Node.Inputs),
            ["input"] = Shape(n.Inputs[0]),
            ["output"] = Shape(n.Output),
            ["options"] = Options(n.Node.Layer),
        });
        return new JsonObject { ["input"] = Shape(network.Input), ["nodes"] = new JsonArray([.. nodes]) }.ToJsonString();
    }

    private static JsonObject Options(LayerDescription layer) => layer switch
    {
        LayerDescription.Convolution c => new()
        {
            ["channels"] = c.OutputChannels, ["kernel"] = Size(c.Kernel), ["stride"] = Size(c.Stride), ["padding"] = Size(c.Padding),
            ["groups"] = c.Groups, ["bias"] = c.Bias,
        },
        LayerDescription.Linear l => new() { ["outputs"] = l.Outputs, ["bias"] = l.Bias },
        LayerDescription.MaxPool p => new() { ["kernel"] = Size(p.Kernel), ["stride"] = Size(p.Stride), ["padding"] = Size(p.Padding),
            ["ceil"] = p.Ceil },
        LayerDescription.AveragePool p => new() { ["kernel"] = Size(p.Kernel), ["stride"] = Size(p.Stride), ["padding"] = Size(p.Padding),
            ["ceil"] = p.Ceil },
        LayerDescription.AdaptiveAveragePool p => new() { ["size"] = Size(p.Output) },
        LayerDescription.BatchNorm b => new() { ["epsilon"] = b.Epsilon, ["momentum"] = b.Momentum },
        LayerDescription.Dropout d => new() { ["probability"] = d.Probability },
        LayerDescription.LayerNorm l => new() { ["epsilon"] = l.Epsilon },
        LayerDescription.Attention a => new() { ["heads"] = a.Heads },
        LayerDescription.Token t => new() { ["number"] = t.Number },
        LayerDescription.TransposedConvolution t => new()
        {
            ["channels"] = t.OutputChannels, ["kernel"] = Size(t.Kernel), ["stride"] = Size(t.Stride), ["padding"] = Size(t.Padding),
            ["bias"] = t.Bias,
        },
        LayerDescription.SliceChannels s => new() { ["first"] = s.First, ["count"] = s.Count },
        LayerDescription.ShuffleChannels s => new() { ["groups"] = s.Groups },
        LayerDescription.PadChannels p => new() { ["before"] = p.Before, ["after"] = p.After },
        LayerDescription.Elementwise e => new()
        {
            ["formula"] = e.Formula.ToString(), ["names"] = new JsonArray([.. e.Formula.Inputs.Select(i => (JsonNode)i)]),
        },
        _ => [],
    };

    private static JsonArray Size(Extent extent) => [extent.Height, extent.Width];

    private static JsonArray Shape(TensorShape shape) => [shape.Channels, shape.Height, shape.Width];

    private static JsonArray Numbers(IEnumerable<int> numbers) => new([.. numbers.Select(n => (JsonNode)n)]);
}
