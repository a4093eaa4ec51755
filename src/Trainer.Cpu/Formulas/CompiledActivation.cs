using System.Numerics;

namespace Sweep.Trainer.Cpu.Formulas;

/// <summary>An element-wise activation y = f(x; parameters, noise) compiled to kernels over contiguous elements. Immutable, thread-safe.</summary>
/// <typeparam name="T">float for training, double for gradient checks.</typeparam>
internal abstract class CompiledActivation<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>Learnable scalars per scope instance (per layer or per channel).</summary>
    public abstract int ParameterCount { get; }

    /// <summary>Whether f reads one uniform number in [0,1) per element while training (randomised ReLU); in evaluation the caller passes 0.5.</summary>
    public abstract bool UsesNoise { get; }

    /// <summary>y[i] = f(x[i]).</summary>
    /// <param name="x">(n) inputs; any n, aligned or not.</param>
    /// <param name="parameters">(<see cref="ParameterCount"/>) of this scope instance.</param>
    /// <param name="noise">(n) when <see cref="UsesNoise"/>, else empty.</param>
    /// <param name="y">(n) outputs; may be the same memory as <paramref name="x"/>.</param>
    public abstract void Forward(ReadOnlySpan<T> x, ReadOnlySpan<T> parameters, ReadOnlySpan<T> noise, Span<T> y);

    /// <summary>dx[i] = dy[i] f'(x[i]); parameterGradients[j] += sum over i of dy[i] df/dp_j (x[i]).</summary>
    /// <param name="x">(n) the inputs of the forward call.</param>
    /// <param name="parameters">(<see cref="ParameterCount"/>).</param>
    /// <param name="noise">(n) the same noise as in the forward call, or empty.</param>
    /// <param name="dy">(n) gradient of the loss with respect to y.</param>
    /// <param name="dx">(n) overwritten; may be the same memory as <paramref name="dy"/>.</param>
    /// <param name="parameterGradients">(<see cref="ParameterCount"/>) accumulated into.</param>
    public abstract void Backward(ReadOnlySpan<T> x, ReadOnlySpan<T> parameters, ReadOnlySpan<T> noise, ReadOnlySpan<T> dy,
        Span<T> dx, Span<T> parameterGradients);
}
