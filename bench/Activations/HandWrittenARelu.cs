using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Sweep.Activations.Bench;

/// <summary>AReLU written by hand with 256-bit vectors, two per turn: what the compiled formula is measured against.
/// The same function: its slope at 0 is 0, as in the AReLU authors' code.</summary>
internal static class HandWrittenARelu
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Forward(ReadOnlySpan<float> x, float alpha, float beta, Span<float> y)
    {
        var above = Vector256.Create(1 + 1 / (1 + MathF.Exp(-beta)));
        var below = Vector256.Create(Math.Clamp(alpha, 0.01f, 0.99f));
        ref float px = ref MemoryMarshal.GetReference(x), py = ref MemoryMarshal.GetReference(y);
        nuint i = 0, end = (nuint)x.Length;
        for (; i + 16 <= end; i += 16)
        {
            var a = Vector256.LoadUnsafe(ref px, i);
            var b = Vector256.LoadUnsafe(ref px, i + 8);
            (a * Vector256.ConditionalSelect(Vector256.GreaterThan(a, Vector256<float>.Zero), above, below)).StoreUnsafe(ref py, i);
            (b * Vector256.ConditionalSelect(Vector256.GreaterThan(b, Vector256<float>.Zero), above, below)).StoreUnsafe(ref py, i + 8);
        }
        if (i != end) throw new ArgumentException("The length is a multiple of 16 here.", nameof(x));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Backward(ReadOnlySpan<float> x, float alpha, float beta, ReadOnlySpan<float> dy, Span<float> dx,
        Span<float> gradients)
    {
        float sigmoid = 1 / (1 + MathF.Exp(-beta));
        var above = Vector256.Create(1 + sigmoid);
        var below = Vector256.Create(Math.Clamp(alpha, 0.01f, 0.99f));
        var zero = Vector256<float>.Zero;
        Vector256<float> alphaA = zero, alphaB = zero, betaA = zero, betaB = zero;
        ref float px = ref MemoryMarshal.GetReference(x), pg = ref MemoryMarshal.GetReference(dy), pd = ref MemoryMarshal.GetReference(dx);
        nuint i = 0, end = (nuint)x.Length;
        for (; i + 16 <= end; i += 16)
        {
            var a = Vector256.LoadUnsafe(ref px, i);
            var g = Vector256.LoadUnsafe(ref pg, i);
            alphaA = Vector256.MultiplyAddEstimate(g, Vector256.MinNative(a, zero), alphaA);
            betaA = Vector256.MultiplyAddEstimate(g, Vector256.MaxNative(a, zero), betaA);
            (g * ((Vector256.GreaterThan(a, zero) & above) | (Vector256.LessThan(a, zero) & below))).StoreUnsafe(ref pd, i);

            a = Vector256.LoadUnsafe(ref px, i + 8);
            g = Vector256.LoadUnsafe(ref pg, i + 8);
            alphaB = Vector256.MultiplyAddEstimate(g, Vector256.MinNative(a, zero), alphaB);
            betaB = Vector256.MultiplyAddEstimate(g, Vector256.MaxNative(a, zero), betaB);
            (g * ((Vector256.GreaterThan(a, zero) & above) | (Vector256.LessThan(a, zero) & below))).StoreUnsafe(ref pd, i + 8);
        }
        if (i != end) throw new ArgumentException("The length is a multiple of 16 here.", nameof(x));
        gradients[0] += Vector256.Sum(alphaA + alphaB);
        gradients[1] += Vector256.Sum(betaA + betaB) * sigmoid * (1 - sigmoid);
    }
}
