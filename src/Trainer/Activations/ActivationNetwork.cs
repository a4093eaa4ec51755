using System.Collections.Immutable;
using System.Globalization;
using Sweep.Trainer.Formulas;
using Sweep.Trainer.Networks;

namespace Sweep.Trainer.Activations;

/// <summary>A network with one input x and one output of the same shape, described for any number of channels. Immutable,
/// thread-safe.</summary>
public sealed class ActivationNetwork
{
    // A mistake in a shape shows at either of these: an image, and a vector.
    private static readonly TensorShape[] Probes = [new(8, 5, 4), new(6, 1, 1)];

    private readonly IReadOnlyList<ActivationStep> steps;

    private ActivationNetwork(IReadOnlyList<ActivationStep> steps) => this.steps = steps;

    /// <summary>The network for a place.</summary>
    /// <param name="place">The shape that is activated.</param>
    public NetworkDescription At(TensorShape place)
    {
        var kinds = new Dictionary<string, int>(StringComparer.Ordinal);
        var shapes = new TensorShape[steps.Count];
        return new NetworkDescription("activation", [.. steps.Select((step, i) =>
        {
            ImmutableArray<TensorShape> inputs = [.. step.Inputs.Select(n => n == NetworkDescription.Input ? place : shapes[n])];
            var layer = step.Layer(place.Channels, inputs[0]);
            shapes[i] = layer.Problem(inputs) is null ? layer.OutputShape(inputs) : inputs[0]; // a problem is told by who infers shapes
            int number = kinds[layer.Kind] = kinds.GetValueOrDefault(layer.Kind) + 1;
            return new NetworkNode(layer.Kind + number.ToString(CultureInfo.InvariantCulture), layer, step.Inputs);
        })]);
    }

    /// <summary>Reads the text of a network (docs/activations.md).</summary>
    /// <param name="source">Statements separated by semicolons, the last without a name; parameters of valid and distinct names.</param>
    /// <param name="errors">All mistakes; empty exactly when a network is returned.</param>
    internal static ActivationNetwork? Read(ActivationSource source, out IReadOnlyList<FormulaError> errors)
    {
        var steps = ActivationNetworkParser.Parse(source, out errors);
        if (errors.Count > 0)
            return null;
        var network = new ActivationNetwork(steps);
        errors = [.. Probes.Select(network.ShapeError).OfType<FormulaError>().Take(1)];
        return errors.Count == 0 ? network : null;
    }

    private FormulaError? ShapeError(TensorShape place)
    {
        var network = At(place);
        try
        {
            var output = ShapedNetwork.Infer(network, place).Output;
            return output == place
                ? null
                : new FormulaError(steps[^1].Column, $"the network makes {output} of x, which is {place}; it must keep the shape");
        }
        catch (NetworkShapeException wrong)
        {
            int step = Enumerable.Range(0, steps.Count).First(i => network.Nodes[i].Name == wrong.Node.Split('.')[0]);
            return new FormulaError(steps[step].Column, $"where x is {place}, {wrong.Message}");
        }
    }
}

/// <summary>One layer of an <see cref="ActivationNetwork"/>.</summary>
/// <param name="Layer">Given the channels of the place and the shape of its first input, what is computed.</param>
/// <param name="Inputs">Numbers of earlier steps, or <see cref="NetworkDescription.Input"/>.</param>
/// <param name="Column">Where the text describes it, from 1.</param>
internal sealed record ActivationStep(Func<int, TensorShape, LayerDescription> Layer, ImmutableArray<int> Inputs, int Column);
