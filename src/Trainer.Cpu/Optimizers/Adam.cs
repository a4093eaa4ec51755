using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Sweep.Trainer.Cpu.Memory;
using Sweep.Trainer.Optimizers;

namespace Sweep.Trainer.Cpu.Optimizers;

/// <summary>Adam with bias correction (Kingma and Ba, ICLR 2015, arXiv 1412.6980), arranged as in PyTorch: w -= rate/(1-b1^t) * m / (sqrt(v)/sqrt(1-b2^t) + eps).</summary>
/// <remarks>Weight decay is the L2 kind, decay*w added to the gradient, for weights and not for parameters of activations.</remarks>
internal sealed unsafe class Adam : Optimizer
{
    private readonly AdamSettings settings;
    private readonly Arena arena = new();
    private readonly float* mean, square;

    public Adam(AdamSettings settings, int count)
    {
        this.settings = settings;
        int padded = (count + 15) / 16 * 16;
        mean = arena.Floats(padded);
        square = arena.Floats(padded);
        States = [new NamedBlock("m", mean, count), new NamedBlock("v", square, count)];
    }

    /// <inheritdoc/>
    public override IReadOnlyList<NamedBlock> States { get; }

    /// <inheritdoc/>
    public override void Step(ParameterBlock parameters, double learningRate)
    {
        StepCount++;
        int decayed = settings.WeightDecay == 0 ? 0 : parameters.DecayedCount;
        Move(parameters.Values, parameters.Gradients, 0, decayed, (float)settings.WeightDecay, learningRate);
        Move(parameters.Values, parameters.Gradients, decayed, parameters.Count, decay: 0, learningRate);
    }

    /// <inheritdoc/>
    public override void Dispose() => arena.Dispose();

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Move(float* values, float* gradients, int from, int to, float decay, double learningRate)
    {
        float beta1 = (float)settings.Beta1, beta2 = (float)settings.Beta2, epsilon = (float)settings.Epsilon;
        float rest1 = (float)(1 - settings.Beta1), rest2 = (float)(1 - settings.Beta2);
        float rate = (float)(learningRate / (1 - Math.Pow(settings.Beta1, StepCount)));
        float root = (float)(1 / Math.Sqrt(1 - Math.Pow(settings.Beta2, StepCount)));
        var epsilons = Vector256.Create(epsilon);
        int i = from;
        for (; i + 8 <= to; i += 8)
        {
            var w = Vector256.Load(values + i);
            var g = Vector256.Load(gradients + i) + w * decay;
            var m = Vector256.Load(mean + i) * beta1 + g * rest1;
            var v = Vector256.Load(square + i) * beta2 + g * g * rest2;
            Vector256.Store(m, mean + i);
            Vector256.Store(v, square + i);
            Vector256.Store(w - m * rate / (Vector256.Sqrt(v) * root + epsilons), values + i);
        }
        for (; i < to; i++)
        {
            float g = gradients[i] + values[i] * decay;
            float m = mean[i] = mean[i] * beta1 + g * rest1;
            float v = square[i] = square[i] * beta2 + g * g * rest2;
            values[i] -= m * rate / (MathF.Sqrt(v) * root + epsilon);
        }
    }
}
