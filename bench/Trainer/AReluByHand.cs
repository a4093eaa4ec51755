using System.Numerics;
using Sweep.Trainer.Activations;

namespace Sweep.Trainer.Bench;

/// <summary>AReLU written by hand: what the formula compiler's kernel is measured against.</summary>
internal sealed class AReluByHand : CompiledActivation<float>
{
    public override int ParameterCount => 2;

    public override bool UsesNoise => false;

    public override void Forward(ReadOnlySpan<float> x, ReadOnlySpan<float> parameters, ReadOnlySpan<float> noise, Span<float> y)
    {
        var (below, above) = (new Vector<float>(Math.Clamp(parameters[0], 0.01f, 0.99f)), new Vector<float>(1 + Sigmoid(parameters[1])));
        for (int i = 0; i < x.Length; i += Vector<float>.Count)
        {
            var v = new Vector<float>(x[i..]);
            (Vector.Max(v, Vector<float>.Zero) * above + Vector.Min(v, Vector<float>.Zero) * below).CopyTo(y[i..]);
        }
    }

    public override void Backward(ReadOnlySpan<float> x, ReadOnlySpan<float> parameters, ReadOnlySpan<float> noise, ReadOnlySpan<float> dy,
        Span<float> dx, Span<float> parameterGradients)
    {
        float sigmoid = Sigmoid(parameters[1]);
        var (below, above) = (new Vector<float>(Math.Clamp(parameters[0], 0.01f, 0.99f)), new Vector<float>(1 + sigmoid));
        Vector<float> alpha = default, beta = default;
        for (int i = 0; i < x.Length; i += Vector<float>.Count)
        {
            var v = new Vector<float>(x[i..]);
            var g = new Vector<float>(dy[i..]);
            alpha += g * Vector.Min(v, Vector<float>.Zero);
            beta += g * Vector.Max(v, Vector<float>.Zero);
            var slope = Vector.ConditionalSelect(Vector.GreaterThan(v, Vector<float>.Zero), above,
                Vector.ConditionalSelect(Vector.LessThan(v, Vector<float>.Zero), below, Vector<float>.Zero));
            (g * slope).CopyTo(dx[i..]);
        }
        if (parameters[0] is >= 0.01f and <= 0.99f)
            parameterGradients[0] += Vector.Sum(alpha);
        parameterGradients[1] += Vector.Sum(beta) * sigmoid * (1 - sigmoid);
    }

    private static float Sigmoid(float z) => 1 / (1 + MathF.Exp(-z));
}
