using Sweep.Planning.Specs.Reading;

namespace Sweep.Trainer.Networks;

/// <summary>A layer does not fit its input, or the network not what it is for.</summary>
public sealed class NetworkShapeException : ArgumentException
{
    /// <summary>What is wrong with a node of a network.</summary>
    /// <param name="network">The network's name.</param>
    /// <param name="node">The layer.</param>
    /// <param name="problem">The end of a sentence that begins with the layer's name.</param>
    public NetworkShapeException(string network, NetworkNode node, string problem)
        : base($"{network}: layer '{node.Name}' {problem}") => (Node, Place) = (node.Name, node.Place);

    /// <summary>The layer's name.</summary>
    public string Node { get; }

    /// <summary>Where a user wrote the layer, from their level on; null for what a program describes.</summary>
    public string? Place { get; }
}
