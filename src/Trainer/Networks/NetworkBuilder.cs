using System.Collections.Immutable;
using System.Globalization;
using Sweep.Planning.Specs.Reading;
using Sweep.Trainer.Formulas;

namespace Sweep.Trainer.Networks;

/// <summary>Builds a <see cref="NetworkDescription"/> node by node; each call reads the node before unless <see cref="From"/> chose
/// another.</summary>
/// <example>new NetworkBuilder("net").Conv2d(8, kernel: 3).Activation().Flatten().Linear(10).Build()</example>
public sealed class NetworkBuilder
{
    private static readonly ElementwiseFormula Product =
        ElementwiseFormula.Read("x*scale", ["x", "scale"], [], ParameterScope.PerLayer, out _)!;

    private readonly string name;
    private readonly ImmutableArray<NetworkNode>.Builder nodes = ImmutableArray.CreateBuilder<NetworkNode>();
    private readonly Dictionary<string, int> kinds = [];
    private int current = NetworkDescription.Input;

    /// <summary>Starts a network at its input.</summary>
    public NetworkBuilder(string name)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        this.name = name;
    }

    /// <summary>The node that the next call reads: keep it to branch from here or to join here later.</summary>
    public int Here => current;

    /// <summary>Where a user wrote the nodes that are added next, for messages; null for what a program describes.</summary>
    public string? Place { get; set; }

    /// <summary>Continues from an earlier node.</summary>
    public NetworkBuilder From(int node)
    {
        current = Known(node);
        return this;
    }

    /// <summary>Appends a layer of any kind that reads one node.</summary>
    public NetworkBuilder Layer(LayerDescription layer)
    {
        ArgumentNullException.ThrowIfNull(layer);
        return Append(layer, [current]);
    }

    /// <summary>Two-dimensional convolution with a square kernel.</summary>
    public NetworkBuilder Conv2d(int outputChannels, int kernel, int stride = 1, int padding = 0, int groups = 1, bool bias = true) =>
        Layer(new LayerDescription.Convolution(outputChannels, Extent.Square(kernel), Extent.Square(stride), Extent.Square(padding),
            groups, bias));

    /// <summary>One-dimensional convolution along the width.</summary>
    public NetworkBuilder Conv1d(int outputChannels, int kernel, int stride = 1, int padding = 0, int groups = 1, bool bias = true) =>
        Layer(new LayerDescription.Convolution(outputChannels, new(1, kernel), new(1, stride), new(0, padding), groups, bias));

    /// <summary>Two-dimensional transposed convolution with a square kernel; the stride is the kernel unless given.</summary>
    public NetworkBuilder ConvTranspose2d(int outputChannels, int kernel, int? stride = null, int padding = 0, bool bias = true) =>
        Layer(new LayerDescription.TransposedConvolution(outputChannels, Extent.Square(kernel), Extent.Square(stride ?? kernel),
            Extent.Square(padding), bias));

    /// <summary>Each position becomes a square of equal ones.</summary>
    public NetworkBuilder Upsample(int factor) => Layer(new LayerDescription.Upsample(Extent.Square(factor)));

    /// <summary>Fully connected layer.</summary>
    public NetworkBuilder Linear(int outputs, bool bias = true) => Layer(new LayerDescription.Linear(outputs, bias));

    /// <summary>Maximum over square windows; the stride is the kernel unless given.</summary>
    public NetworkBuilder MaxPool(int kernel, int? stride = null, int padding = 0, bool ceil = false) =>
        Layer(new LayerDescription.MaxPool(Extent.Square(kernel), Extent.Square(stride ?? kernel), Extent.Square(padding)) { Ceil = ceil });

    /// <summary>Maximum along the width; the stride is the kernel unless given.</summary>
    public NetworkBuilder MaxPool1d(int kernel, int? stride = null, int padding = 0) =>
        Layer(new LayerDescription.MaxPool(new(1, kernel), new(1, stride ?? kernel), new(0, padding)));

    /// <summary>Mean over square windows; the stride is the kernel unless given.</summary>
    public NetworkBuilder AveragePool(int kernel, int? stride = null, int padding = 0, bool ceil = false) =>
        Layer(new LayerDescription.AveragePool(Extent.Square(kernel), Extent.Square(stride ?? kernel), Extent.Square(padding))
        {
            Ceil = ceil,
        });

    /// <summary>Mean along the width; the stride is the kernel unless given.</summary>
    public NetworkBuilder AveragePool1d(int kernel, int? stride = null, int padding = 0) =>
        Layer(new LayerDescription.AveragePool(new(1, kernel), new(1, stride ?? kernel), new(0, padding)));

    /// <summary>Mean over windows such that the result has the given size.</summary>
    public NetworkBuilder AdaptiveAveragePool(int height, int width) => Layer(new LayerDescription.AdaptiveAveragePool(new(height, width)));

    /// <summary>Mean over all positions of each channel.</summary>
    public NetworkBuilder GlobalAveragePool() => AdaptiveAveragePool(1, 1);

    /// <summary>Some of the channels, the first from 0.</summary>
    public NetworkBuilder SliceChannels(int first, int count) => Layer(new LayerDescription.SliceChannels(first, count));

    /// <summary>The channels of all groups in turn.</summary>
    public NetworkBuilder ShuffleChannels(int groups) => Layer(new LayerDescription.ShuffleChannels(groups));

    /// <summary>Batch normalisation.</summary>
    public NetworkBuilder BatchNorm(double epsilon = LayerDescription.BatchNorm.DefaultEpsilon,
        double momentum = LayerDescription.BatchNorm.DefaultMomentum) => Layer(new LayerDescription.BatchNorm(epsilon, momentum));

    /// <summary>Normalisation over the channels of each position.</summary>
    public NetworkBuilder LayerNorm(double epsilon = LayerDescription.LayerNorm.DefaultEpsilon) =>
        Layer(new LayerDescription.LayerNorm(epsilon));

    /// <summary>Attention between positions; the current node is queries, keys and values.</summary>
    public NetworkBuilder Attention(int heads) => Layer(new LayerDescription.Attention(heads));

    /// <summary>Reads rows and columns as one line of tokens.</summary>
    public NetworkBuilder Tokens() => Layer(new LayerDescription.Tokens());

    /// <summary>Exchanges channels and positions.</summary>
    public NetworkBuilder Transpose() => Layer(new LayerDescription.Transpose());

    /// <summary>Puts a learned token before the positions.</summary>
    public NetworkBuilder ClassToken() => Layer(new LayerDescription.ClassToken());

    /// <summary>Adds a learned vector to each position.</summary>
    public NetworkBuilder PositionEmbedding() => Layer(new LayerDescription.PositionEmbedding());

    /// <summary>The channels of one position.</summary>
    public NetworkBuilder Token(int number) => Layer(new LayerDescription.Token(number));

    /// <summary>Dropout.</summary>
    public NetworkBuilder Dropout(double probability) => Layer(new LayerDescription.Dropout(probability));

    /// <summary>Reads channels, rows and columns as one feature vector.</summary>
    public NetworkBuilder Flatten() => Layer(new LayerDescription.Flatten());

    /// <summary>The place of an activation.</summary>
    public NetworkBuilder Activation() => Layer(new LayerDescription.Activation());

    /// <summary>Adds other nodes of equal shape to the current one.</summary>
    public NetworkBuilder Add(params ReadOnlySpan<int> others) => Join(new LayerDescription.Add(), others);

    /// <summary>Joins other nodes behind the current one along the channels.</summary>
    public NetworkBuilder Concat(params ReadOnlySpan<int> others) => Join(new LayerDescription.Concat(), others);

    /// <summary>A formula, element by element, of the current node and perhaps of others, in the order of its inputs.</summary>
    public NetworkBuilder Elementwise(ElementwiseFormula formula, params ReadOnlySpan<int> others) =>
        others.IsEmpty ? Layer(new LayerDescription.Elementwise(formula)) : Join(new LayerDescription.Elementwise(formula), others);

    /// <summary>Multiplies each channel of the current node by an element of another.</summary>
    public NetworkBuilder ScaleByChannel(int scales) => Elementwise(Product, scales);

    /// <summary>Puts a described network here; its nodes are named after this one.</summary>
    public NetworkBuilder Nested(NetworkDescription network)
    {
        ArgumentNullException.ThrowIfNull(network);
        return Layer(new LayerDescription.Nested(network));
    }

    /// <summary>Ends the network at the current node.</summary>
    /// <exception cref="InvalidOperationException">There is no node, the current node is not the last, or some node is read by
    /// none.</exception>
    public NetworkDescription Build()
    {
        if (nodes.Count == 0)
            throw new InvalidOperationException($"The network '{name}' has no layers.");
        if (current != nodes.Count - 1)
            throw new InvalidOperationException($"The network '{name}' must end at the last node added, '{nodes[^1].Name}'.");
        var read = nodes.SelectMany(n => n.Inputs).ToHashSet();
        for (int i = 0; i < nodes.Count - 1; i++)
        {
            if (!read.Contains(i))
                throw new InvalidOperationException($"Nothing reads '{nodes[i].Name}' of the network '{name}': join it or leave it out.");
        }
        return new NetworkDescription(name, nodes.ToImmutable());
    }

    private NetworkBuilder Join(LayerDescription layer, ReadOnlySpan<int> others)
    {
        if (others.IsEmpty)
            throw new ArgumentException($"{layer.Kind} joins the current node with at least one other.", nameof(others));
        var inputs = ImmutableArray.CreateBuilder<int>();
        inputs.Add(current);
        foreach (int other in others)
            inputs.Add(Known(other));
        return Append(layer, inputs.ToImmutable());
    }

    private NetworkBuilder Append(LayerDescription layer, ImmutableArray<int> inputs)
    {
        int number = kinds[layer.Kind] = kinds.GetValueOrDefault(layer.Kind) + 1;
        nodes.Add(new NetworkNode(layer.Kind + number.ToString(CultureInfo.InvariantCulture), layer, inputs) { Place = Place });
        current = nodes.Count - 1;
        return this;
    }

    private int Known(int node) => node >= NetworkDescription.Input && node < nodes.Count
        ? node
        : throw new ArgumentOutOfRangeException(nameof(node), node, $"The network '{name}' has {nodes.Count} nodes so far.");
}
