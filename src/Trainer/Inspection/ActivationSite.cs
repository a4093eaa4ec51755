using Sweep.Trainer.Formulas;
using Sweep.Trainer.Networks;

namespace Sweep.Trainer.Inspection;

/// <summary>A place of the compared activation in a network.</summary>
/// <param name="Name">The place's name: "act1".</param>
/// <param name="Input">The node whose values are activated; negative for the network's input.</param>
/// <param name="Output">The node that holds the activated values.</param>
/// <param name="Node">The same, with what it computes.</param>
public sealed record ActivationSite(string Name, int Input, int Output, ShapedNode Node)
{
    /// <summary>The shape that is activated.</summary>
    public TensorShape Shape => Node.Output;

    /// <summary>f(x), where a formula is all; null where a network stands in the place.</summary>
    public ElementwiseFormula? Formula => Node.Node.Name == Name && Node.Node.Layer is LayerDescription.Elementwise { Formula: var formula }
        ? formula : null;

    /// <summary>The name of the learned tensor of the formula, (scopes, parameters); null where nothing is learned by a formula.</summary>
    public ParameterDescription? Learned => Formula is null ? null : Node.Parameters.FirstOrDefault();

    /// <summary>What the last formula of a network in the place reads beside x: one number per channel or sample. Names with their
    /// nodes; empty where there is none.</summary>
    public IReadOnlyList<(string Name, int Node)> PerSample => Formula is null
        && Node.Node.Layer is LayerDescription.Elementwise { Formula: var last }
        ? [.. last.Inputs.Select((name, i) => (Name: name, Node: Node.Node.Inputs[i], Shape: Node.Inputs[i]))
            .Where(i => i.Node >= 0 && i.Shape.Plane == 1 && Shape.Plane > 1).Select(i => (i.Name, i.Node))]
        : [];

    /// <summary>The places of a network.</summary>
    /// <param name="places">The network before activations were put in their places.</param>
    /// <param name="network">The network after.</param>
    public static IReadOnlyList<ActivationSite> Find(ShapedNetwork places, ShapedNetwork network)
    {
        ArgumentNullException.ThrowIfNull(places);
        ArgumentNullException.ThrowIfNull(network);
        string[] names = [.. network.Nodes.Select(n => n.Node.Name)];
        return [.. places.ActivationPlaces.Select(place =>
        {
            int output = EndOf(place.Node.Name), before = place.Node.Inputs[0];
            int input = before < 0 ? before : EndOf(places.Nodes[before].Node.Name);
            return new ActivationSite(place.Node.Name, input, output, network.Nodes[output]);
        })];

        // A network that stands in a place has the place's name before those of its nodes.
        int EndOf(string name) => Array.FindLastIndex(names, n => n == name || n.StartsWith(name + ".", StringComparison.Ordinal));
    }
}
