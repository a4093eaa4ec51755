using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Sweep.Trainer.Cpu.Memory;
using Sweep.Trainer.Optimizers;

namespace Sweep.Trainer.Cpu.Optimizers;

/// <summary>Stochastic gradient descent with momentum, as PyTorch defines it: v = m*v + g (v = g at first); w -= rate * v, or rate * (g + m*v) with Nesterov.</summary>
/// <remarks>Weight decay adds decay*w to g, for weights and not for parameters of activations. Dampening is not offered.</remarks>
internal sealed unsafe class Sgd : Optimizer
{
    private readonly SgdSettings settings;
    private readonly Arena arena = new();
    private readonly float* velocity;

    public Sgd(SgdSettings settings, int count)
    {
        this.settings = settings;
        velocity = arena.Floats((count + 15) / 16 * 16);
        States = [new NamedBlock("v", velocity, count)];
    }

    /// <inheritdoc/>
    public override IReadOnlyList<NamedBlock> States { get; }

    /// <inheritdoc/>
    public override void Step(ParameterBlock parameters, double rate)
    {
        StepCount++;
        int decayed = settings.WeightDecay == 0 ? 0 : parameters.DecayedCount;
        Move(parameters.Values, parameters.Gradients, 0, decayed, (float)settings.WeightDecay, (float)rate);
        Move(parameters.Values, parameters.Gradients, decayed, parameters.Count, decay: 0, (float)rate);
    }

    /// <inheritdoc/>
    public override void Dispose() => arena.Dispose();

    // Velocity starts at zero, so the first step needs no special case: m*0 + g = g.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Move(float* values, float* gradients, int from, int to, float decay, float rate)
    {
        float momentum = (float)settings.Momentum;
        bool nesterov = settings.Nesterov;
        int i = from;
        for (; i + 8 <= to; i += 8)
        {
            var w = Vector256.Load(values + i);
            var g = Vector256.Load(gradients + i) + w * decay;
            var v = Vector256.Load(velocity + i) * momentum + g;
            Vector256.Store(v, velocity + i);
            Vector256.Store(w - (nesterov ? g + v * momentum : v) * rate, values + i);
        }
        for (; i < to; i++)
        {
            float g = gradients[i] + values[i] * decay;
            float v = velocity[i] = velocity[i] * momentum + g;
            values[i] -= (nesterov ? g + v * momentum : v) * rate;
        }
    }
}
