using System.Runtime.Intrinsics;
using Sweep.Trainer.Cpu.Kernels;
using Sweep.Trainer.Cpu.Layers;
using Sweep.Trainer.Cpu.Memory;

namespace Sweep.Trainer.Cpu.Tangents;

/// <summary>Ends what <see cref="JoinLanesLayer"/> begins, for a product x w + b: the values are those of the first lanes and the bias, the
/// tangents those behind and what the direction of the weights adds.</summary>
/// <remarks>The lanes without a sample repeat the others, so that no number appears that no sample has.</remarks>
internal sealed unsafe class SplitLanesLayer : Layer
{
    private readonly Tensor joint, byWeights;
    private readonly TensorPair output;
    private readonly float* bias, biasMoved; // (channels) or null; moved: how its gradient moves

    /// <param name="joint">x w and x' w.</param>
    /// <param name="byWeights">x w' + b'; its gradients are those of the output's tangents.</param>
    /// <param name="output">Values and tangents, sixteen lanes each.</param>
    /// <param name="hasBias">Whether there is b.</param>
    /// <param name="values">Where it is.</param>
    public SplitLanesLayer(Tensor joint, Tensor byWeights, TensorPair output, bool hasBias, LayerMemory values)
    {
        (this.joint, this.byWeights, this.output) = (joint, byWeights, output);
        if (hasBias)
            values.Parameter("bias", out bias, out biasMoved);
    }

    /// <inheritdoc/>
    public override void Forward(in Pass pass)
    {
        for (int c = 0; c < joint.Shape.Channels; c++)
        {
            nint first = (nint)c * joint.Plane;
            float* from = joint.Values(pass.MicroBatch) + first, added = byWeights.Values(pass.MicroBatch) + first;
            float* y = output.Value.Values(pass.MicroBatch) + first, dy = output.Tangent.Values(pass.MicroBatch) + first;
            var constant = Vector256.Create(bias == null ? 0 : bias[c]);
            for (nint i = 0; i < joint.Plane; i += 2 * JoinLanesLayer.Samples)
            {
                nint behind = i + JoinLanesLayer.Samples;
                var value = Vector256.Load(from + i) + constant;
                var tangent = Vector256.Load(from + behind) + Vector256.Load(added + i);
                Vector256.Store(value, y + i);
                Vector256.Store(value, y + behind);
                Vector256.Store(tangent, dy + i);
                Vector256.Store(tangent, dy + behind);
            }
        }
    }

    /// <inheritdoc/>
    public override void Backward(in Pass pass)
    {
        float* moved = output.Value.Gradients(pass.MicroBatch);
        if (bias != null)
        {
            for (int c = 0; c < joint.Shape.Channels; c++)
                biasMoved[c] += LaneSums.Sum(moved + (nint)c * joint.Plane, joint.Plane);
        }
        JoinLanesLayer.Join(moved, output.Tangent.Gradients(pass.MicroBatch), joint.Gradients(pass.MicroBatch), joint.Length);
    }
}
