using Sweep.Trainer.Cpu.Layers;
using Sweep.Trainer.Cpu.Memory;

namespace Sweep.Trainer.Cpu.Tangents;

/// <summary>How maxima move: as the numbers at their places do.</summary>
/// <param name="input">Tangents.</param>
/// <param name="output">Tangents of the maxima.</param>
/// <param name="maxima">Knows the places; goes forward before.</param>
internal sealed unsafe class MaximaTangentLayer(Tensor input, Tensor output, IKeptMaxima maxima) : Layer
{
    /// <inheritdoc/>
    public override void Forward(in Pass pass) => maxima.Gather(pass, input.Values(pass.MicroBatch), output.Values(pass.MicroBatch));

    /// <inheritdoc/>
    public override void Backward(in Pass pass)
    {
        if (input.NeedsGradient)
            maxima.Spread(pass, output.Gradients(pass.MicroBatch), input.Gradients(pass.MicroBatch));
    }
}
