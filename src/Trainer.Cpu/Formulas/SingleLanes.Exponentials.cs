using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Lanes = System.Runtime.Intrinsics.Vector256<float>;

namespace Sweep.Trainer.Cpu.Formulas;

/// <content>exp and what is made of it, to about 1e-7 relative error over the whole range; NaN stays NaN.</content>
/// <remarks>The coefficients are minimax fits (iteratively reweighted least squares on 4000 Chebyshev nodes in double precision,
/// bench/Activations/fit.py); the errors quoted are those of the exact polynomial.</remarks>
internal static partial class SingleLanes
{
    // 1.5 * 2^23: adding it rounds to an integer, which then lies in the low bits.
    private const float RoundingShift = 12582912f;
    private const float Log2E = 1.44269504f;

    // log 2 in two parts, the first with few bits, so that n times it is exact.
    private const float LogTwoHigh = 0.693359375f, LogTwoLow = -2.12194440e-4f;

    /// <summary>e^a. Results below 2^-125.5 are 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes Exp(Lanes a)
    {
        // Beyond these e^a is infinite or 0 in any case, and 2^(n-1) stays in the range of exponents.
        a = Vector256.MinNative(Vector256.Create(89f), Vector256.MaxNative(Vector256.Create(-87.6f), a));
        var shifted = ShiftedExponent(a);
        var r = Remainder(a, shifted);
        return HalfPowerOfTwo(shifted) * TwiceExpReduced(r);
    }

    /// <summary>e^a - 1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes Expm1(Lanes a)
    {
        a = Vector256.MinNative(Vector256.Create(89f), Vector256.MaxNative(Vector256.Create(-30f), a));
        var shifted = ShiftedExponent(a);
        var r = Remainder(a, shifted);
        var half = HalfPowerOfTwo(shifted);
        var halved = Vector256.MultiplyAddEstimate(half, Expm1Reduced(r), half - Vector256.Create(0.5f));
        return halved + halved;
    }

    /// <summary>1/(1 + e^-a).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes Sigmoid(Lanes a)
    {
        var e = ExpOfMinus(Vector256.Abs(a));
        var numerator = Vector256.ConditionalSelect(Vector256.LessThan(a, Lanes.Zero), e, Lanes.One);
        return numerator / (e + Lanes.One);
    }

    /// <summary>The hyperbolic tangent: (1 - e^-2|a|)/(1 + e^-2|a|) with the sign of a.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes Tanh(Lanes a)
    {
        var sign = a & Vector256.Create(-0f);
        var magnitude = Vector256.MinNative(Vector256.Create(15f), Vector256.Abs(a));
        var b = magnitude * Vector256.Create(-2f);
        var shifted = ShiftedExponent(b);
        var r = Remainder(b, shifted);
        var power = PowerOfTwo(shifted);
        var m = Vector256.MultiplyAddEstimate(power, Expm1Reduced(r), power - Lanes.One);
        return Vector256.Abs(m / (m + Vector256.Create(2f))) | sign;
    }

    /// <summary>log(1 + e^a) = max(a, 0) + log(1 + e^-|a|).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes Softplus(Lanes a)
    {
        // With s = e/(2 + e): log(1 + e) = 2 artanh s = 2s (1 + z P(z)), z = s^2 in [0, 1/9]; error of P's part 4.5e-9.
        var e = ExpOfMinus(Vector256.Abs(a));
        var s = e / (e + Vector256.Create(2f));
        var z = s * s;
        var p = Vector256.MultiplyAddEstimate(z, Vector256.Create(1.401223282e-01f), Vector256.Create(1.399956970e-01f));
        p = Vector256.MultiplyAddEstimate(p, z, Vector256.Create(2.001084959e-01f));
        p = Vector256.MultiplyAddEstimate(p, z, Vector256.Create(3.333320656e-01f));
        var twice = s + s;
        var log = Vector256.MultiplyAddEstimate(twice * z, p, twice);
        return Vector256.MaxNative(Lanes.Zero, a) + log;
    }

    /// <summary>log(1 + a) = log(u) + (a - (u - 1))/u with u = 1 + a rounded.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static Lanes Log1p(Lanes a)
    {
        var u = a + Lanes.One;
        var lost = (a - (u - Lanes.One)) / u;
        // Where a is huge nothing is lost, and infinity minus infinity would be NaN; a = -1 gives log(0).
        var matters = Vector256.LessThan(Vector256.Abs(a), Vector256.Create(1e6f)) & Vector256.GreaterThan(u, Lanes.Zero);
        return Vector256.Log(u) + (matters & lost);
    }

    /// <summary>The error function. Absolute error 2e-8 and relative error about 1e-7.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes Erf(Lanes a)
    {
        var magnitude = Vector256.Abs(a);

        // |a| <= 1: a + a P(a^2), error 1.2e-9.
        var z = a * a;
        var p = Vector256.MultiplyAddEstimate(z, Vector256.Create(7.853857710e-05f), Vector256.Create(-8.010192522e-04f));
        p = Vector256.MultiplyAddEstimate(p, z, Vector256.Create(5.188327560e-03f));
        p = Vector256.MultiplyAddEstimate(p, z, Vector256.Create(-2.685381187e-02f));
        p = Vector256.MultiplyAddEstimate(p, z, Vector256.Create(1.128358515e-01f));
        p = Vector256.MultiplyAddEstimate(p, z, Vector256.Create(-3.761262582e-01f));
        p = Vector256.MultiplyAddEstimate(p, z, Vector256.Create(1.283791657e-01f));
        var small = Vector256.MultiplyAddEstimate(a, p, a);

        // Beyond: 1 - e^-Q(|a|) up to 4, where it is 1 in single precision; error 1e-9.
        var t = Vector256.MinNative(Vector256.Create(4f), magnitude);
        var q = Vector256.MultiplyAddEstimate(t, Vector256.Create(-1.855748931e-04f), Vector256.Create(2.939615735e-03f));
        q = Vector256.MultiplyAddEstimate(q, t, Vector256.Create(-2.180535115e-02f));
        q = Vector256.MultiplyAddEstimate(q, t, Vector256.Create(1.030374355e-01f));
        q = Vector256.MultiplyAddEstimate(q, t, Vector256.Create(6.382256024e-01f));
        q = Vector256.MultiplyAddEstimate(q, t, Vector256.Create(1.127040080e+00f));
        q = Vector256.MultiplyAddEstimate(q, t, Vector256.Create(3.537089307e-04f));
        var large = (Lanes.One - ExpOfMinus(q)) | (a & Vector256.Create(-0f));

        return Vector256.ConditionalSelect(Vector256.GreaterThan(magnitude, Lanes.One), large, small);
    }

    // e^-b for b >= 0.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Lanes ExpOfMinus(Lanes b)
    {
        b = -Vector256.MinNative(Vector256.Create(87.6f), b);
        var shifted = ShiftedExponent(b);
        return HalfPowerOfTwo(shifted) * TwiceExpReduced(Remainder(b, shifted));
    }

    // a = n log 2 + r with |r| <= (log 2)/2; n stays in the low bits of what this returns.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Lanes ShiftedExponent(Lanes a) =>
        Vector256.MultiplyAddEstimate(a, Vector256.Create(Log2E), Vector256.Create(RoundingShift));

    // r of the above.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Lanes Remainder(Lanes a, Lanes shifted)
    {
        var n = shifted - Vector256.Create(RoundingShift);
        var r = Vector256.MultiplyAddEstimate(n, Vector256.Create(-LogTwoHigh), a);
        return Vector256.MultiplyAddEstimate(n, Vector256.Create(-LogTwoLow), r);
    }

    // 2^n and 2^(n-1): the exponent field is put together by a shift; the constant removes the bits of RoundingShift and adds the bias.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Lanes PowerOfTwo(Lanes shifted) => ((shifted.AsInt32() << 23) + Vector256.Create(127 << 23)).AsSingle();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Lanes HalfPowerOfTwo(Lanes shifted) => ((shifted.AsInt32() << 23) + Vector256.Create(126 << 23)).AsSingle();

    // 2 e^r = 2 (1 + r + r^2 P(r)), the doubling put into the coefficients; relative error 3.1e-9.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Lanes TwiceExpReduced(Lanes r)
    {
        var p = Vector256.MultiplyAddEstimate(r, Vector256.Create(2 * 1.381459638e-03f), Vector256.Create(2 * 8.368717091e-03f));
        p = Vector256.MultiplyAddEstimate(p, r, Vector256.Create(2 * 4.166838809e-02f));
        p = Vector256.MultiplyAddEstimate(p, r, Vector256.Create(2 * 1.666652063e-01f));
        p = Vector256.MultiplyAddEstimate(p, r, Vector256.Create(2 * 4.999999345e-01f));
        p = Vector256.MultiplyAddEstimate(p, r, Vector256.Create(2f));
        return Vector256.MultiplyAddEstimate(p, r, Vector256.Create(2f));
    }

    // e^r - 1 = r + r^2 P(r); relative error 1.3e-8.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Lanes Expm1Reduced(Lanes r)
    {
        var p = Vector256.MultiplyAddEstimate(r, Vector256.Create(1.388251896e-03f), Vector256.Create(8.366520719e-03f));
        p = Vector256.MultiplyAddEstimate(p, r, Vector256.Create(4.166719990e-02f));
        p = Vector256.MultiplyAddEstimate(p, r, Vector256.Create(1.666654362e-01f));
        p = Vector256.MultiplyAddEstimate(p, r, Vector256.Create(4.999999815e-01f));
        return Vector256.MultiplyAddEstimate(r * r, p, r);
    }
}
