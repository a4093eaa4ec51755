using System.Numerics;
using System.Runtime.InteropServices;
using Sweep.Trainer.Formulas;

namespace Sweep.Trainer.Cpu.Formulas;

/// <summary>An activation executed by compiled loops.</summary>
/// <remarks>The loops take whole vectors. The rest of a call is copied into one more vector, so every element is computed by the same
/// instructions: its result does not depend on its position or on the length of the call. Unused lanes repeat the last element with a
/// gradient of zero; they add nothing to a parameter's gradient, unless the last element makes it infinite or NaN in any case.
/// <para>Sums run in an order fixed by the length: equal calls give equal bits.</para></remarks>
internal sealed unsafe class KernelFormula<T> : CompiledFormula<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private const int WidestLanes = 8;

    private readonly int lanes;
    private readonly ForwardKernel forward;
    private readonly BackwardKernel backward;

    public KernelFormula(LaneType lanes, ElementwiseFormula formula, IReadOnlyList<bool> repeats)
    {
        this.lanes = lanes.Count;
        ParameterCount = formula.LearnableParameters.Count;
        InputCount = formula.Inputs.Count;
        UsesNoise = formula.UsesNoise;
        lock (formula.Graph) // compiling adds terms; two precisions may be compiled at once
        {
            forward = KernelCompiler.Forward(lanes, formula, repeats);
            backward = KernelCompiler.Backward(lanes, formula, repeats);
        }
    }

    /// <inheritdoc/>
    public override int ParameterCount { get; }

    /// <inheritdoc/>
    public override int InputCount { get; }

    /// <inheritdoc/>
    public override bool UsesNoise { get; }

    /// <inheritdoc/>
    public override void Forward(ReadOnlySpan<T> x, ReadOnlySpan<T> parameters, ReadOnlySpan<T> noise, Span<T> y)
    {
        CheckLengths(x, parameters, noise);
        Require(y.Length == x.Length, nameof(y), y.Length, x.Length);
        int whole = x.Length - x.Length % lanes, rest = x.Length - whole;
        fixed (T* px = x, pp = parameters, pn = noise, py = y)
        {
            if (whole > 0) forward(px, pn, pp, py, whole, null, 1);
            if (rest == 0) return;
            T* lastX = stackalloc T[WidestLanes], lastNoise = stackalloc T[WidestLanes], lastY = stackalloc T[WidestLanes];
            FillRepeatingLast(x[whole..], lastX);
            if (UsesNoise) FillRepeatingLast(noise[whole..], lastNoise);
            forward(lastX, lastNoise, pp, lastY, lanes, null, 1);
            new ReadOnlySpan<T>(lastY, rest).CopyTo(y[whole..]);
        }
    }

    /// <inheritdoc/>
    public override void Backward(ReadOnlySpan<T> x, ReadOnlySpan<T> parameters, ReadOnlySpan<T> noise, ReadOnlySpan<T> dy,
        Span<T> dx, Span<T> parameterGradients)
    {
        CheckLengths(x, parameters, noise);
        Require(dy.Length == x.Length, nameof(dy), dy.Length, x.Length);
        Require(dx.Length == x.Length, nameof(dx), dx.Length, x.Length);
        Require(parameterGradients.Length == ParameterCount, nameof(parameterGradients), parameterGradients.Length, ParameterCount);

        Span<T> sums = stackalloc T[ParameterCount * lanes]; // (parameters, lanes)
        sums.Clear();
        int whole = x.Length - x.Length % lanes, rest = x.Length - whole;
        fixed (T* px = x, pp = parameters, pn = noise, pdy = dy, pdx = dx, ps = sums)
        {
            if (whole > 0) backward(px, pn, pp, pdy, pdx, ps, whole, null, 1, null);
            if (rest > 0)
            {
                T* lastX = stackalloc T[WidestLanes], lastNoise = stackalloc T[WidestLanes];
                T* lastDy = stackalloc T[WidestLanes], lastDx = stackalloc T[WidestLanes];
                FillRepeatingLast(x[whole..], lastX);
                if (UsesNoise) FillRepeatingLast(noise[whole..], lastNoise);
                new Span<T>(lastDy, WidestLanes).Clear();
                dy[whole..].CopyTo(new Span<T>(lastDy, WidestLanes));
                backward(lastX, lastNoise, pp, lastDy, lastDx, ps, lanes, null, 1, null);
                new ReadOnlySpan<T>(lastDx, rest).CopyTo(dx[whole..]);
            }
        }
        AddSums(sums, parameterGradients);
    }

    /// <inheritdoc/>
    public override void ForwardRows(T** inputs, T* parameters, T* noise, T* y, int rows, int count) =>
        forward(null, noise, parameters, y, count, (void**)inputs, rows);

    /// <inheritdoc/>
    public override void BackwardRows(T** inputs, T* parameters, T* noise, T* dy, T** gradients, Span<T> parameterGradients,
        int rows, int count)
    {
        Span<T> sums = stackalloc T[ParameterCount * lanes]; // (parameters, lanes)
        sums.Clear();
        fixed (T* ps = sums)
            backward(null, noise, parameters, dy, null, ps, count, (void**)inputs, rows, (void**)gradients);
        AddSums(sums, parameterGradients);
    }

    private void AddSums(ReadOnlySpan<T> sums, Span<T> parameterGradients)
    {
        for (int p = 0; p < ParameterCount; p++)
        {
            double sum = 0;
            foreach (T lane in sums.Slice(p * lanes, lanes))
                sum += double.CreateTruncating(lane);
            parameterGradients[p] += T.CreateTruncating(sum);
        }
    }

    private static void FillRepeatingLast(ReadOnlySpan<T> values, T* vector)
    {
        for (int lane = 0; lane < WidestLanes; lane++)
            vector[lane] = values[Math.Min(lane, values.Length - 1)];
    }

    private void CheckLengths(ReadOnlySpan<T> x, ReadOnlySpan<T> parameters, ReadOnlySpan<T> noise)
    {
        Require(parameters.Length == ParameterCount, nameof(parameters), parameters.Length, ParameterCount);
        if (UsesNoise) Require(noise.Length == x.Length, nameof(noise), noise.Length, x.Length);
    }

    private static void Require(bool holds, string name, int found, int expected)
    {
        if (!holds) throw new ArgumentException($"'{name}' has {found} elements, expected {expected}.", name);
    }
}
