using Sweep.Trainer.Cpu.Layers;
using Sweep.Trainer.Cpu.Memory;

namespace Sweep.Trainer.Cpu.Tangents;

/// <summary>Puts the parameters of a formula and their directions side by side, where the formula's tangent reads them, and gives the
/// gradients back.</summary>
/// <param name="parameters">Where the parameters are.</param>
/// <param name="directions">Where their directions are.</param>
/// <param name="view">The tensor in both.</param>
/// <param name="count">Parameters of a layer, or of a channel.</param>
/// <param name="pairs">(scopes, 2 count), alone in its block.</param>
internal sealed class ParameterPairsLayer(ParameterBlock parameters, ParameterBlock directions, ParameterView view, int count,
    ParameterBlock pairs) : Layer
{
    /// <inheritdoc/>
    public override void BeginBatch(bool training)
    {
        pairs.AllGradients.Clear();
        Take(parameters.ValuesOf(view), first: 0);
        Take(directions.ValuesOf(view), first: count);
    }

    /// <inheritdoc/>
    public override void Forward(in Pass pass)
    {
    }

    /// <inheritdoc/>
    public override void Backward(in Pass pass)
    {
    }

    /// <inheritdoc/>
    public override void FinishBackward()
    {
        Give(parameters.GradientsOf(view), first: 0);
        Give(directions.GradientsOf(view), first: count);
    }

    private void Take(Span<float> values, int first)
    {
        for (int i = 0; i < values.Length; i++)
            pairs.AllValues[Place(i, first)] = values[i];
    }

    private void Give(Span<float> gradients, int first)
    {
        for (int i = 0; i < gradients.Length; i++)
            gradients[i] += pairs.AllGradients[Place(i, first)];
    }

    private int Place(int number, int first) => number / count * 2 * count + first + number % count;
}
