using System.Globalization;
using System.Runtime.InteropServices;
using Sweep.Trainer.Engines;

namespace Sweep.Trainer.Onnx;

/// <summary>A graph of operators that is put together in an order of evaluation. Values are known by unique names.</summary>
/// <remarks>Field numbers are those of onnx.proto3 of the ONNX project, IR version 9.</remarks>
/// <param name="tensors">The learned numbers, by name.</param>
internal sealed class OnnxGraph(IReadOnlyDictionary<string, NamedTensor> tensors)
{
    private const int FloatType = 1, Int64Type = 7; // TensorProto.DataType

    private readonly List<ProtoMessage> nodes = [], initializers = [];
    private readonly HashSet<string> names = new(StringComparer.Ordinal);

    /// <summary>Adds an operator with one output.</summary>
    /// <param name="layer">The layer that it computes, or a part of.</param>
    /// <param name="operation">The operator's name in the standard.</param>
    /// <param name="inputs">Names of values.</param>
    /// <param name="attributes">Made by <see cref="OnnxAttribute"/>.</param>
    /// <returns>The name of its output.</returns>
    public string Add(string layer, string operation, IReadOnlyList<string> inputs, params ReadOnlySpan<ProtoMessage> attributes)
    {
        string output = Unique($"{layer}/{operation}");
        Append(operation, output, inputs, output, attributes);
        return output;
    }

    /// <summary>A learned tensor under its own name.</summary>
    /// <param name="name">Its name: "conv1.weight".</param>
    /// <param name="shape">Its sizes, which may have further ones of 1.</param>
    public string Learned(string name, params ReadOnlySpan<long> shape)
    {
        if (names.Add(name))
            Initialize(name, shape, FloatType).Bytes(9, Values(name, shape));
        return name;
    }

    /// <summary>A column of a learned matrix under a name of its own.</summary>
    /// <param name="matrix">The matrix: (rows, columns).</param>
    /// <param name="column">From 0.</param>
    /// <param name="name">What the column is called.</param>
    /// <param name="rows">Its numbers.</param>
    /// <param name="columns">Of the matrix.</param>
    /// <param name="shape">The sizes of what is made of the column.</param>
    public string LearnedColumn(string matrix, int column, string name, int rows, int columns, params ReadOnlySpan<long> shape)
    {
        float[] values = Values(matrix, [rows, columns]);
        return Constant(name, [.. Enumerable.Range(0, rows).Select(r => values[r * columns + column])], shape);
    }

    /// <summary>Numbers that are no learned tensor's.</summary>
    public string Constant(string name, float[] values, params ReadOnlySpan<long> shape)
    {
        if (names.Add(name))
            Initialize(name, shape, FloatType).Bytes(9, values);
        return name;
    }

    /// <summary>A number; equal ones are one value.</summary>
    public string Scalar(double value) => Constant($"constant/{value.ToString("R", CultureInfo.InvariantCulture)}", [(float)value]);

    /// <summary>Whole numbers: sizes, axes, places; equal lists are one value.</summary>
    public string Integers(params long[] values)
    {
        string name = $"integers/{string.Join(',', values)}";
        if (names.Add(name))
            Initialize(name, [values.Length], Int64Type).Bytes(9, MemoryMarshal.AsBytes<long>(values).ToArray());
        return name;
    }

    /// <summary>Ends the graph.</summary>
    /// <param name="name">Of the network.</param>
    /// <param name="input">Name and sizes of a sample.</param>
    /// <param name="output">Name and sizes of what a sample becomes.</param>
    /// <param name="operation">The operator that names the output: Identity or Flatten.</param>
    /// <param name="last">What it reads.</param>
    public ProtoMessage End(string name, (string Name, long[] Sizes) input, (string Name, long[] Sizes) output, string operation,
        string last)
    {
        Append(operation, output.Name, [last], output.Name, []);
        var graph = new ProtoMessage();
        foreach (var node in nodes)
            graph.Message(1, node);
        graph.Text(2, name);
        foreach (var initializer in initializers)
            graph.Message(5, initializer);
        return graph.Message(11, Value(input)).Message(12, Value(output));
    }

    private void Append(string operation, string name, IReadOnlyList<string> inputs, string output, ReadOnlySpan<ProtoMessage> attributes)
    {
        var node = new ProtoMessage();
        foreach (string input in inputs)
            node.Text(1, input);
        node.Text(2, output).Text(3, name).Text(4, operation);
        foreach (var attribute in attributes)
            node.Message(5, attribute);
        nodes.Add(node);
    }

    // Its numbers follow.
    private ProtoMessage Initialize(string name, ReadOnlySpan<long> shape, int type)
    {
        var tensor = new ProtoMessage();
        foreach (long size in shape)
            tensor.Integer(1, size);
        var initializer = tensor.Integer(2, type).Text(8, name);
        initializers.Add(initializer);
        return initializer;
    }

    private float[] Values(string name, ReadOnlySpan<long> shape)
    {
        if (!tensors.TryGetValue(name, out var tensor))
            throw new OnnxException([$"The weights have no tensor '{name}': they are not of this network."]);
        long count = 1;
        foreach (long size in shape)
            count *= size;
        return tensor.Values.Length == count ? tensor.Values
            : throw new OnnxException([$"The tensor '{name}' has {tensor.Values.Length} numbers, the network needs {count}: the weights "
                + "are not of this network."]);
    }

    private string Unique(string wanted)
    {
        string name = wanted;
        for (int number = 2; !names.Add(name); number++)
            name = string.Create(CultureInfo.InvariantCulture, $"{wanted}.{number}");
        return name;
    }

    // The first axis is the batch, of any size.
    private static ProtoMessage Value((string Name, long[] Sizes) value)
    {
        var shape = new ProtoMessage().Message(1, new ProtoMessage().Text(2, "batch"));
        foreach (long size in value.Sizes)
            shape.Message(1, new ProtoMessage().Integer(1, size));
        var tensor = new ProtoMessage().Integer(1, FloatType).Message(2, shape);
        return new ProtoMessage().Text(1, value.Name).Message(2, new ProtoMessage().Message(1, tensor));
    }
}
