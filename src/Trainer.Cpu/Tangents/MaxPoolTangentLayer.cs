using Sweep.Trainer.Cpu.Layers;
using Sweep.Trainer.Cpu.Memory;

namespace Sweep.Trainer.Cpu.Tangents;

/// <summary>How maxima move: as the numbers at their places do.</summary>
/// <param name="input">Tangents.</param>
/// <param name="output">Tangents of the maxima.</param>
/// <param name="pooling">Knows the places; goes forward before.</param>
internal sealed unsafe class MaxPoolTangentLayer(Tensor input, Tensor output, MaxPoolLayer pooling) : Layer
{
    /// <inheritdoc/>
    public override void Forward(in Pass pass) => pooling.Gather(pass, input.Values(pass.MicroBatch), output.Values(pass.MicroBatch));

    /// <inheritdoc/>
    public override void Backward(in Pass pass)
    {
        if (input.NeedsGradient)
            pooling.Spread(pass, output.Gradients(pass.MicroBatch), input.Gradients(pass.MicroBatch));
    }
}
