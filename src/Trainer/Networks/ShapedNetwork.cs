using System.Collections.Immutable;

namespace Sweep.Trainer.Networks;

/// <summary>A network bound to an input shape: expanded nodes with the shapes they read and write, and the weights they own.</summary>
public sealed class ShapedNetwork
{
    private ShapedNetwork(string name, TensorShape input, ImmutableArray<ShapedNode> nodes) => (Name, Input, Nodes) = (name, input, nodes);

    /// <summary>The description's name.</summary>
    public string Name { get; }

    /// <summary>One input sample.</summary>
    public TensorShape Input { get; }

    /// <summary>Nodes in an order of evaluation, none of them nested.</summary>
    public ImmutableArray<ShapedNode> Nodes { get; }

    /// <summary>One output sample.</summary>
    public TensorShape Output => Nodes[^1].Output;

    /// <summary>All learned tensors in the order of the flat parameter block: weights node by node, then the parameters of
    /// formulas.</summary>
    public ImmutableArray<ParameterDescription> Parameters =>
        [.. Nodes.SelectMany(n => n.Parameters).OrderBy(p => p.Role == ParameterRole.Activation)];

    /// <summary>How many numbers are learned; those of an activation count where it has been put in its places.</summary>
    public int ParameterCount => Nodes.Sum(n => n.Parameters.Sum(p => p.Count));

    /// <summary>Multiply-adds of convolutions and linear layers for one sample, forward.</summary>
    public long MultiplyAdds => Nodes.Sum(n => n.MultiplyAdds);

    /// <summary>The last node with weights: what makes outputs of features, and is replaced where classes differ. Null without
    /// weights.</summary>
    public ShapedNode? Head => Nodes.LastOrDefault(n => n.Parameters.Any(p => p.Role == ParameterRole.Weight));

    /// <summary>The places of activations, with the shapes they work on.</summary>
    public IEnumerable<ShapedNode> ActivationPlaces => Nodes.Where(n => n.Node.Layer is LayerDescription.Activation);

    /// <summary>Infers all shapes.</summary>
    /// <exception cref="NetworkShapeException">A layer does not fit what it reads.</exception>
    public static ShapedNetwork Infer(NetworkDescription description, TensorShape input)
    {
        ArgumentNullException.ThrowIfNull(description);
        if (input.Channels < 1 || input.Height < 1 || input.Width < 1)
            throw new ArgumentOutOfRangeException(nameof(input), input, "Every size of an input is at least 1.");
        var expanded = description.Expand();
        var shaped = ImmutableArray.CreateBuilder<ShapedNode>();
        long learned = 0;
        foreach (var node in expanded.Nodes)
        {
            var inputs = node.Inputs.Select(i => i == NetworkDescription.Input ? input : shaped[i].Output).ToImmutableArray();
            if (node.Layer.Problem(inputs) is { } problem)
                throw new NetworkShapeException(description.Name, node, problem);
            var output = node.Layer.OutputShape(inputs);
            var parameters = node.Layer.Parameters(inputs[0], output).Select(p => p with { Name = $"{node.Name}.{p.Name}" })
                .ToImmutableArray();
            learned += parameters.Sum(p => p.Shape.Aggregate(1L, (product, size) => product * size));
            if ((long)output.Channels * output.Height * output.Width is < 1 or > int.MaxValue || learned > int.MaxValue)
                throw new NetworkShapeException(description.Name, node, $"is too large: it makes {output} of {inputs[0]}.");
            shaped.Add(new ShapedNode(node, inputs, output, parameters));
        }
        MarkBranchEnds(shaped);
        return new ShapedNetwork(description.Name, input, shaped.ToImmutable());
    }

    /// <summary>The same network with an activation in the place of every <see cref="LayerDescription.Activation"/>.</summary>
    /// <param name="activation">What stands at a place of so many channels, rows and columns: one layer, which takes over the place's name,
    /// or a nested network, whose nodes are named after the place. It keeps the shape.</param>
    /// <exception cref="NetworkShapeException">What is put there does not fit.</exception>
    public ShapedNetwork WithActivation(Func<TensorShape, LayerDescription> activation)
    {
        ArgumentNullException.ThrowIfNull(activation);
        return Infer(new NetworkDescription(Name, [.. Nodes.Select(n =>
            n.Node.Layer is LayerDescription.Activation ? n.Node with { Layer = activation(n.Output) } : n.Node)]), Input);
    }

    /// <summary>The same network with the tensors of some nodes frozen.</summary>
    public ShapedNetwork Freeze(Func<ShapedNode, bool> isFrozen)
    {
        ArgumentNullException.ThrowIfNull(isFrozen);
        return new ShapedNetwork(Name, Input, [.. Nodes.Select(n => isFrozen(n)
            ? n with { Parameters = [.. n.Parameters.Select(p => p with { IsFrozen = true })] } : n)]);
    }

    // What an addition reads over the fewest layers with weights is its shortcut; all that is deeper is a residual branch.
    private static void MarkBranchEnds(ImmutableArray<ShapedNode>.Builder nodes)
    {
        int[] depths = new int[nodes.Count];
        for (int i = 0; i < nodes.Count; i++)
        {
            var (node, parameters) = (nodes[i].Node, nodes[i].Parameters);
            depths[i] = node.Inputs.Max(Depth) + (parameters.Any(p => p.Role == ParameterRole.Weight) ? 1 : 0);
            if (node.Layer is not LayerDescription.Add)
                continue;
            int shortcut = node.Inputs.Min(Depth);
            foreach (int end in node.Inputs.Where(end => Depth(end) > shortcut && nodes[end].Node.Layer is LayerDescription.BatchNorm))
                nodes[end] = nodes[end] with { Parameters = [.. nodes[end].Parameters.Select(p => p with { EndsResidualBranch = true })] };
        }

        int Depth(int node) => node == NetworkDescription.Input ? 0 : depths[node];
    }
}

/// <summary>A node whose shapes are known.</summary>
/// <param name="Node">What it is.</param>
/// <param name="Inputs">The shape of each input.</param>
/// <param name="Output">The shape it makes.</param>
/// <param name="Parameters">Its weights, in the order of the flat parameter block.</param>
public sealed record ShapedNode(NetworkNode Node, ImmutableArray<TensorShape> Inputs, TensorShape Output,
    ImmutableArray<ParameterDescription> Parameters)
{
    /// <summary>Multiply-adds of its weights for one sample, forward.</summary>
    public long MultiplyAdds => Node.Layer.MultiplyAdds(Inputs[0], Output);
}

/// <summary>What a parameter tensor is for, which decides how it starts.</summary>
public enum ParameterRole
{
    /// <summary>Weights of a convolution or linear layer.</summary>
    Weight,

    /// <summary>Constants of a convolution or linear layer.</summary>
    Bias,

    /// <summary>Factors of a batch or layer norm; they start at 1.</summary>
    Scale,

    /// <summary>Constants of a batch or layer norm; they start at 0.</summary>
    Shift,

    /// <summary>Learned tokens and position embeddings; they start normal with deviation 0.02.</summary>
    Embedding,

    /// <summary>Learned parameters of a formula, such as an activation's; no weight decay.</summary>
    Activation,
}

/// <summary>One learned tensor.</summary>
/// <param name="Name">"conv1.weight".</param>
/// <param name="Role">What it is for.</param>
/// <param name="Shape">Sizes, slowest first: (output channels, input channels per group, kernel height, kernel width) or
/// (outputs, inputs).</param>
/// <param name="FanIn">Inputs that reach one output: what initialisations scale by.</param>
public sealed record ParameterDescription(string Name, ParameterRole Role, ImmutableArray<int> Shape, int FanIn)
{
    /// <summary>The values that the numbers of a formula start at, repeated from the first; empty for the other roles, which have their own
    /// rules.</summary>
    public ImmutableArray<double> Initial { get; init; } = [];

    /// <summary>Outputs times the positions of the kernel, as PyTorch counts them: what initialisations scale by.</summary>
    public int FanOut => Shape.Length < 2 ? Count : Count / Shape[1];

    /// <summary>Whether it belongs to the batch norm that ends a residual branch: one that an addition reads directly, over more layers
    /// with weights than its shortcut.</summary>
    public bool EndsResidualBranch { get; init; }

    /// <summary>Whether training leaves it as it is: no optimizer moves it.</summary>
    public bool IsFrozen { get; init; }

    /// <summary>How many numbers.</summary>
    public int Count => Shape.Aggregate(1, (product, size) => product * size);
}
