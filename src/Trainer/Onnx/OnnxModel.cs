using Sweep.Trainer.Engines;
using Sweep.Trainer.Networks;

namespace Sweep.Trainer.Onnx;

/// <summary>A trained network in the ONNX format, as it computes in evaluation. Its input "input" is (batch, channels, height, width) in
/// single precision, with a batch of any size; its output "output" is (batch, numbers), or (batch, channels, height, width) where there are
/// positions.</summary>
/// <remarks>Operator set 20 and IR version 9 of onnx.ai, which ONNX Runtime reads from version 1.17 on. Learned tensors keep their names;
/// each learned parameter of a formula is a value of its own: "act1.alpha", one number or (channels, 1, 1).</remarks>
public sealed class OnnxModel
{
    private const int IrVersion = 9, OperatorSet = 20;

    private readonly ProtoMessage model;

    private OnnxModel(ProtoMessage model) => this.model = model;

    /// <summary>Translates a network.</summary>
    /// <param name="network">An activation in each of its places.</param>
    /// <param name="tensors">Learned numbers and running statistics, as <see cref="IEngineSession.Save"/> names them; others are left
    /// out.</param>
    /// <param name="metadata">Facts for people and programs that read the file.</param>
    /// <exception cref="OnnxException">A layer cannot be written, a tensor is missing, or the file would be larger than the 2 GiB that the
    /// format allows.</exception>
    public static OnnxModel Create(ShapedNetwork network, IReadOnlyList<NamedTensor> tensors, IReadOnlyDictionary<string, string> metadata)
    {
        ArgumentNullException.ThrowIfNull(tensors);
        ArgumentNullException.ThrowIfNull(metadata);
        Check(network);
        var graph = new OnnxGraph(tensors.ToDictionary(t => t.Name, StringComparer.Ordinal));
        string[] values = new string[network.Nodes.Length];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = OnnxLayers.Add(graph, network.Nodes[i],
                [.. network.Nodes[i].Node.Inputs.Select(n => n == NetworkDescription.Input ? "input" : values[n])]);
        }
        var (input, output) = (network.Input, network.Output);
        var model = new ProtoMessage().Integer(1, IrVersion).Text(2, "sweep").Message(7, graph.End(network.Name,
            ("input", [input.Channels, input.Height, input.Width]),
            ("output", output.Plane == 1 ? [output.Channels] : [output.Channels, output.Height, output.Width]),
            output.Plane == 1 ? "Flatten" : "Identity", values[^1]));
        model.Message(8, new ProtoMessage().Text(1, "").Integer(2, OperatorSet));
        foreach (var (key, value) in metadata)
            model.Message(14, new ProtoMessage().Text(1, key).Text(2, value));
        return model.Length <= int.MaxValue ? new OnnxModel(model)
            : throw new OnnxException([$"The network would take {model.Length:N0} bytes; an ONNX file has at most {int.MaxValue:N0}."]);
    }

    /// <summary>Refuses a network that cannot be written, whatever its weights.</summary>
    /// <exception cref="OnnxException">Some layers cannot; all are named.</exception>
    public static void Check(ShapedNetwork network)
    {
        ArgumentNullException.ThrowIfNull(network);
        string[] problems = [.. network.Nodes.Select(OnnxLayers.Problem).OfType<string>()];
        if (problems.Length > 0)
            throw new OnnxException(problems);
    }

    /// <summary>Writes the file.</summary>
    public void Write(Stream file)
    {
        ArgumentNullException.ThrowIfNull(file);
        model.Write(file);
    }
}
