using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Lanes = System.Runtime.Intrinsics.Vector256<float>;

namespace Sweep.Trainer.Cpu.Formulas;

/// <summary>Each operation of the formula language on eight floats at once. <see cref="KernelEmitter"/> finds the methods by
/// name.</summary>
/// <remarks>256 bits because AVX2 is what nearly every server has and AVX-512 processors of the first generations slow their clock for
/// wider vectors (the runtime itself prefers 256 there); elsewhere the runtime splits them. A true condition is all bits set. Long
/// functions that are called, not inlined, skip the unoptimized tier: a kernel's first calls are the training's first batches.</remarks>
internal static partial class SingleLanes
{
    /// <summary>A number in every lane.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes Broadcast(float a) => Vector256.Create(a);

    /// <summary>A value computed in double precision in every lane.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes FromDouble(double a) => Vector256.Create((float)a);

    /// <summary>A condition computed once, 1 or 0, as a mask.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes Mask(double condition) => Vector256.Create(condition != 0 ? -1 : 0).AsSingle();

    /// <summary>-a.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes Negate(Lanes a) => -a;

    /// <summary>|a|.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes Absolute(Lanes a) => Vector256.Abs(a);

    /// <summary>a + b.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes Add(Lanes a, Lanes b) => a + b;

    /// <summary>a + b where one of them is zero: cheaper than an addition, and the processor may merge it with what made the
    /// zeros.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes AddExclusive(Lanes a, Lanes b) => a | b;

    /// <summary>a - b.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes Subtract(Lanes a, Lanes b) => a - b;

    /// <summary>a * b.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes Multiply(Lanes a, Lanes b) => a * b;

    /// <summary>a * b + c, in one rounding where the processor can.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes MultiplyAdd(Lanes a, Lanes b, Lanes c) => Vector256.MultiplyAddEstimate(a, b, c);

    /// <summary>a * b - c, in one rounding where the processor can.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes MultiplySubtract(Lanes a, Lanes b, Lanes c) => Vector256.MultiplyAddEstimate(a, b, -c);

    /// <summary>c - a * b, in one rounding where the processor can.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes SubtractProduct(Lanes a, Lanes b, Lanes c) => Vector256.MultiplyAddEstimate(-a, b, c);

    /// <summary>a / b.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes Divide(Lanes a, Lanes b) => a / b;

    /// <summary>The larger; NaN if one is NaN.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes Max(Lanes a, Lanes b) => Vector256.Max(a, b);

    /// <summary>The smaller; NaN if one is NaN.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes Min(Lanes a, Lanes b) => Vector256.Min(a, b);

    /// <summary>The larger, where b is a literal: one instruction. A NaN in a is kept, because the native operation returns its
    /// second operand (x86) or any NaN (Arm).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes MaxOfLiteral(Lanes a, Lanes b) => Vector256.MaxNative(b, a);

    /// <summary>The smaller, where b is a literal; NaN as in <see cref="MaxOfLiteral"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes MinOfLiteral(Lanes a, Lanes b) => Vector256.MinNative(b, a);

    /// <summary>a &lt; b.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes Less(Lanes a, Lanes b) => Vector256.LessThan(a, b);

    /// <summary>a &lt;= b.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes LessOrEqual(Lanes a, Lanes b) => Vector256.LessThanOrEqual(a, b);

    /// <summary>a = b.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes Equal(Lanes a, Lanes b) => Vector256.Equals(a, b);

    /// <summary>a where the condition holds, else b.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes Select(Lanes condition, Lanes a, Lanes b) => Vector256.ConditionalSelect(condition, a, b);

    /// <summary>a where the condition holds, else 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes SelectOrZero(Lanes condition, Lanes a) => condition & a;

    /// <summary>0 where the condition holds, else a.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes ZeroOrSelect(Lanes condition, Lanes a) => Vector256.AndNot(a, condition);

    /// <summary>The square root.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes Sqrt(Lanes a) => Vector256.Sqrt(a);

    /// <summary>The natural logarithm.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static Lanes Log(Lanes a) => Vector256.Log(a);

    /// <summary>The sine.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static Lanes Sin(Lanes a) => Vector256.Sin(a);

    /// <summary>The cosine.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static Lanes Cos(Lanes a) => Vector256.Cos(a);

    /// <summary>a^b, lane by lane: rare, and its special cases are many.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static Lanes Power(Lanes a, Lanes b)
    {
        var power = Lanes.Zero;
        for (int lane = 0; lane < Lanes.Count; lane++)
            power = power.WithElement(lane, (float)Math.Pow(a.GetElement(lane), b.GetElement(lane)));
        return power;
    }
}
