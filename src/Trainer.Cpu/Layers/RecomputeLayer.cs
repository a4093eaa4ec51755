using Sweep.Trainer.Cpu.Memory;

namespace Sweep.Trainer.Cpu.Layers;

/// <summary>Stands behind the only reader of a normalised tensor that is not kept: going backward it computes it again for that
/// reader.</summary>
internal sealed class RecomputeLayer(NormalizeLayer source) : Layer
{
    /// <inheritdoc/>
    public override bool ReadsInputsBackward => true;

    /// <inheritdoc/>
    public override void Forward(in Pass pass)
    {
    }

    /// <inheritdoc/>
    public override void Backward(in Pass pass) => source.ComputeBackward(pass.MicroBatch);
}
