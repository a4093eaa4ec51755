using System.Runtime.CompilerServices;
using Sweep.Trainer.Formulas;

namespace Sweep.Trainer.Cpu.Formulas;

/// <summary>Each operation of the formula language on one double: for gradient checks, and for what is computed once per call of a
/// single-precision kernel. <see cref="KernelEmitter"/> finds the methods by name. A condition is 1 or 0.</summary>
internal static class DoubleLanes
{
    /// <summary>The number itself.</summary>
    public static double Broadcast(double a) => a;

    /// <summary>The number itself.</summary>
    public static double FromDouble(double a) => a;

    /// <summary>The condition itself.</summary>
    public static double Mask(double condition) => condition;

    /// <summary>-a.</summary>
    public static double Negate(double a) => -a;

    /// <summary>|a|.</summary>
    public static double Absolute(double a) => Math.Abs(a);

    /// <summary>a + b.</summary>
    public static double Add(double a, double b) => a + b;

    /// <summary>a + b.</summary>
    public static double AddExclusive(double a, double b) => a + b;

    /// <summary>a - b.</summary>
    public static double Subtract(double a, double b) => a - b;

    /// <summary>a * b.</summary>
    public static double Multiply(double a, double b) => a * b;

    /// <summary>a * b + c, rounded twice.</summary>
    public static double MultiplyAdd(double a, double b, double c) => a * b + c;

    /// <summary>a * b - c, rounded twice.</summary>
    public static double MultiplySubtract(double a, double b, double c) => a * b - c;

    /// <summary>c - a * b, rounded twice.</summary>
    public static double SubtractProduct(double a, double b, double c) => c - a * b;

    /// <summary>a / b.</summary>
    public static double Divide(double a, double b) => a / b;

    /// <summary>The larger; NaN if one is NaN.</summary>
    public static double Max(double a, double b) => Math.Max(a, b);

    /// <summary>The smaller; NaN if one is NaN.</summary>
    public static double Min(double a, double b) => Math.Min(a, b);

    /// <summary>The larger.</summary>
    public static double MaxOfLiteral(double a, double b) => Math.Max(a, b);

    /// <summary>The smaller.</summary>
    public static double MinOfLiteral(double a, double b) => Math.Min(a, b);

    /// <summary>a &lt; b.</summary>
    public static double Less(double a, double b) => a < b ? 1 : 0;

    /// <summary>a &lt;= b.</summary>
    public static double LessOrEqual(double a, double b) => a <= b ? 1 : 0;

    /// <summary>a = b.</summary>
    public static double Equal(double a, double b) => a == b ? 1 : 0;

    /// <summary>a where the condition holds, else b.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Select(double condition, double a, double b) => condition != 0 ? a : b;

    /// <summary>a where the condition holds, else 0.</summary>
    public static double SelectOrZero(double condition, double a) => condition != 0 ? a : 0;

    /// <summary>0 where the condition holds, else a.</summary>
    public static double ZeroOrSelect(double condition, double a) => condition != 0 ? 0 : a;

    /// <summary>The square root.</summary>
    public static double Sqrt(double a) => Math.Sqrt(a);

    /// <summary>e^a.</summary>
    public static double Exp(double a) => Math.Exp(a);

    /// <summary>e^a - 1.</summary>
    public static double Expm1(double a) => TermArithmetic.Expm1(a);

    /// <summary>The natural logarithm.</summary>
    public static double Log(double a) => Math.Log(a);

    /// <summary>log(1 + a).</summary>
    public static double Log1p(double a) => TermArithmetic.Log1p(a);

    /// <summary>1/(1 + e^-a).</summary>
    public static double Sigmoid(double a) => TermArithmetic.Sigmoid(a);

    /// <summary>The hyperbolic tangent.</summary>
    public static double Tanh(double a) => Math.Tanh(a);

    /// <summary>log(1 + e^a).</summary>
    public static double Softplus(double a) => TermArithmetic.Softplus(a);

    /// <summary>The error function.</summary>
    public static double Erf(double a) => TermArithmetic.Erf(a);

    /// <summary>The sine.</summary>
    public static double Sin(double a) => Math.Sin(a);

    /// <summary>The cosine.</summary>
    public static double Cos(double a) => Math.Cos(a);

    /// <summary>a^b.</summary>
    public static double Power(double a, double b) => Math.Pow(a, b);
}
