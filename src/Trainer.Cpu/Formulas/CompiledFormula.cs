using System.Numerics;

namespace Sweep.Trainer.Cpu.Formulas;

/// <summary>A formula y = f(x; parameters, noise), or of several inputs, compiled to kernels over contiguous elements. Immutable,
/// thread-safe.</summary>
/// <typeparam name="T">float for training, double for gradient checks.</typeparam>
internal abstract unsafe class CompiledFormula<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>Learnable scalars per scope instance (per layer or per channel).</summary>
    public abstract int ParameterCount { get; }

    /// <summary>1 for f(x), which <see cref="Forward"/> and <see cref="Backward"/> compute; more for what goes by rows.</summary>
    public abstract int InputCount { get; }

    /// <summary>Whether f reads one uniform number in [0,1) per element while training (randomised ReLU); in evaluation the caller passes
    /// 0.5.</summary>
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

    /// <summary>y[r,i] = f(inputs[r,i]) for a formula of several inputs. An input that it was compiled to repeat has one row, which serves
    /// all.</summary>
    /// <param name="inputs">(<see cref="InputCount"/>) each (rows, count) or (count).</param>
    /// <param name="parameters">(<see cref="ParameterCount"/>).</param>
    /// <param name="noise">(rows, count) when <see cref="UsesNoise"/>.</param>
    /// <param name="y">(rows, count) outputs.</param>
    /// <param name="rows">At least 1.</param>
    /// <param name="count">A multiple of 8.</param>
    public abstract void ForwardRows(T** inputs, T* parameters, T* noise, T* y, int rows, int count);

    /// <summary>The gradients of <see cref="ForwardRows"/>.</summary>
    /// <param name="inputs">As forward.</param>
    /// <param name="parameters">As forward.</param>
    /// <param name="noise">As forward.</param>
    /// <param name="dy">(rows, count) gradient of the loss with respect to y.</param>
    /// <param name="gradients">(<see cref="InputCount"/>) each as its input: overwritten, but added to where one row serves all. One that
    /// is overwritten may be the memory of <paramref name="dy"/>.</param>
    /// <param name="parameterGradients">(<see cref="ParameterCount"/>) accumulated into.</param>
    /// <param name="rows">As forward.</param>
    /// <param name="count">As forward.</param>
    public abstract void BackwardRows(T** inputs, T* parameters, T* noise, T* dy, T** gradients, Span<T> parameterGradients,
        int rows, int count);
}
