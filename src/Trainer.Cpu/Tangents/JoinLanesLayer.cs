using System.Runtime.Intrinsics;
using Sweep.Trainer.Cpu.Layers;
using Sweep.Trainer.Cpu.Memory;

namespace Sweep.Trainer.Cpu.Tangents;

/// <summary>Values and tangents of at most eight samples in one tensor of sixteen: those in the first lanes, these behind, so that a layer
/// that is linear in its input goes over both at once.</summary>
/// <param name="input">Values and tangents, sixteen lanes each.</param>
/// <param name="joint">Both.</param>
internal sealed unsafe class JoinLanesLayer(TensorPair input, Tensor joint) : Layer
{
    /// <summary>The most samples.</summary>
    public const int Samples = 8;

    /// <inheritdoc/>
    public override void Forward(in Pass pass) =>
        Join(input.Value.Values(pass.MicroBatch), input.Tangent.Values(pass.MicroBatch), joint.Values(pass.MicroBatch), joint.Length);

    /// <inheritdoc/>
    public override void Backward(in Pass pass)
    {
        float* from = joint.Gradients(pass.MicroBatch);
        if (input.Value.NeedsGradient)
            Part(from, input.Value.Gradients(pass.MicroBatch));
        if (input.Tangent.NeedsGradient)
            Part(from + Samples, input.Tangent.Gradients(pass.MicroBatch));
    }

    /// <summary>The first lanes of two runs of memory, side by side.</summary>
    public static void Join(float* first, float* second, float* to, nint length)
    {
        for (nint i = 0; i < length; i += 2 * Samples)
        {
            Vector256.Store(Vector256.Load(first + i), to + i);
            Vector256.Store(Vector256.Load(second + i), to + i + Samples);
        }
    }

    // Lanes without a sample have no gradient.
    private void Part(float* from, float* to)
    {
        for (nint i = 0; i < joint.Length; i += 2 * Samples)
        {
            Vector256.Store(Vector256.Load(from + i), to + i);
            Vector256.Store(Vector256<float>.Zero, to + i + Samples);
        }
    }
}
