using System.Globalization;
using Sweep.Trainer.Activations;
using Sweep.Trainer.Networks;

namespace Sweep.Client.Catalogues;

/// <summary>What is known of an activation beside its row in lists.</summary>
internal static class ActivationPage
{
    /// <summary>The place that the layers of a network are shown for unless another is asked for.</summary>
    public static TensorShape UsualPlace { get; } = new(16, 8, 8);

    /// <summary>Derivative, gain and values of a formula; layers of a network with their shapes and parameters.</summary>
    /// <param name="activation">Which.</param>
    /// <param name="place">What a network is shown for.</param>
    public static IEnumerable<IReadOnlyList<object?>> Rows(ActivationDefinition activation, TensorShape place) =>
        activation.Network is { } network ? Layers(ShapedNetwork.Infer(network.At(place), place)) : Formula(activation);

    /// <summary>The parameters that it has at each place of a network, and in all.</summary>
    /// <param name="activation">Which.</param>
    /// <param name="network">With its places empty.</param>
    /// <param name="name">What the network is called.</param>
    public static IEnumerable<IReadOnlyList<object?>> Places(ActivationDefinition activation, ShapedNetwork network, string name)
    {
        var filled = network.WithActivation(activation.At);
        foreach (var place in network.ActivationPlaces)
        {
            int parameters = ParametersAt(activation, place.Output);
            yield return [$"place {place.Node.Name}", $"{place.Output}: {Count(parameters)}"];
        }
        yield return ["all places", $"{Count(filled.ParameterCount - network.ParameterCount)}; {name} for {network.Input} has "
            + $"{Count(filled.ParameterCount)} with it"];
    }

    private static int ParametersAt(ActivationDefinition activation, TensorShape place) =>
        ShapedNetwork.Infer(new NetworkBuilder("place").Activation().Build(), place).WithActivation(activation.At).ParameterCount;

    private static IEnumerable<IReadOnlyList<object?>> Formula(ActivationDefinition activation)
    {
        yield return ["derivative", activation.Parsed.Gradient.Input.ToString()];
        yield return ["rms gain", activation.RmsGain().ToString("G6", CultureInfo.InvariantCulture)];
        var curves = ActivationCurves.Of(activation, ActivationCurves.To - ActivationCurves.From);
        for (int i = 0; i < curves.X.Count; i++)
        {
            yield return [string.Create(CultureInfo.InvariantCulture, $"at x = {curves.X[i]}"),
                string.Create(CultureInfo.InvariantCulture, $"{curves.Values[i]:G6}, derivative {curves.Slopes[i]:G6}")];
        }
    }

    private static IEnumerable<IReadOnlyList<object?>> Layers(ShapedNetwork network)
    {
        foreach (var node in network.Nodes)
        {
            string reads = string.Join(" and ", node.Node.Inputs.Select(i => i == NetworkDescription.Input ? "x"
                : network.Nodes[i].Node.Name));
            string what = node.Node.Layer is LayerDescription.Elementwise { Formula: var formula } ? formula.Text
                : node.Node.Layer.Description;
            yield return [$"layer {node.Node.Name}", $"{what} of {reads}: {node.Output}, {Count(node.Parameters.Sum(p => p.Count))}"];
        }
        yield return [$"parameters at {network.Input}", Count(network.ParameterCount)];
        yield return ["plot", "none: what a network makes of a number depends on the others of its sample"];
    }

    private static string Count(int parameters) => parameters == 1 ? "1 parameter"
        : string.Create(CultureInfo.InvariantCulture, $"{parameters:N0} parameters");
}
