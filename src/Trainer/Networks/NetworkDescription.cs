using System.Collections.Immutable;
using Sweep.Planning.Specs.Reading;

namespace Sweep.Trainer.Networks;

/// <summary>A network as data: a list of nodes, each reading earlier ones; the last node is the output. Immutable.</summary>
public sealed class NetworkDescription
{
    /// <summary>The node number of the network's input.</summary>
    public const int Input = -1;

    internal NetworkDescription(string name, ImmutableArray<NetworkNode> nodes) => (Name, Nodes) = (name, nodes);

    /// <summary>The name in catalogues and messages.</summary>
    public string Name { get; }

    /// <summary>Nodes in an order of evaluation.</summary>
    public ImmutableArray<NetworkNode> Nodes { get; }

    /// <summary>The same network without nested ones: their nodes stand in their place, named "block.node".</summary>
    public NetworkDescription Expand()
    {
        if (Nodes.All(n => n.Layer is not LayerDescription.Nested))
            return this;
        var flat = ImmutableArray.CreateBuilder<NetworkNode>();
        Expand(flat, prefix: "", Input);
        return new NetworkDescription(Name, flat.ToImmutable());
    }

    private int Expand(ImmutableArray<NetworkNode>.Builder flat, string prefix, int input)
    {
        var place = new int[Nodes.Length];
        for (int i = 0; i < Nodes.Length; i++)
        {
            var node = Nodes[i];
            var inputs = node.Inputs.Select(n => n == Input ? input : place[n]).ToImmutableArray();
            if (node.Layer is LayerDescription.Nested nested)
            {
                place[i] = nested.Network.Expand(flat, prefix + node.Name + ".", inputs[0]);
                continue;
            }
            flat.Add(node with { Name = prefix + node.Name, Inputs = inputs });
            place[i] = flat.Count - 1;
        }
        return place[^1];
    }
}

/// <summary>One node of a network.</summary>
/// <param name="Name">Unique in the network; heads the names of its parameters: "conv1".</param>
/// <param name="Layer">What it computes.</param>
/// <param name="Inputs">Numbers of earlier nodes, or <see cref="NetworkDescription.Input"/>.</param>
public sealed record NetworkNode(string Name, LayerDescription Layer, ImmutableArray<int> Inputs)
{
    /// <summary>Where a user wrote it, from their level on: "layers[3].conv"; null for what a program describes.</summary>
    public string? Place { get; init; }
}
