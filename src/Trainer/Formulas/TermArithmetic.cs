namespace Sweep.Trainer.Formulas;

/// <summary>The meaning of each operation, in double precision: the reference that compiled kernels are tested against.</summary>
public static class TermArithmetic
{
    /// <summary>Applies an operation to one, two or three numbers. Conditions are 1 or 0.</summary>
    public static double Apply(Operation operation, double a, double b, double c) => operation switch
    {
        Operation.Negate => -a,
        Operation.Absolute => Math.Abs(a),
        Operation.Exp => Math.Exp(a),
        Operation.Expm1 => Expm1(a),
        Operation.Log => Math.Log(a),
        Operation.Log1p => Log1p(a),
        Operation.Sqrt => Math.Sqrt(a),
        Operation.Sigmoid => Sigmoid(a),
        Operation.Tanh => Math.Tanh(a),
        Operation.Softplus => Softplus(a),
        Operation.Erf => Erf(a),
        Operation.Floor => Math.Floor(a),
        Operation.Sin => Math.Sin(a),
        Operation.Cos => Math.Cos(a),
        Operation.Add => a + b,
        Operation.Subtract => a - b,
        Operation.Multiply => a * b,
        Operation.Divide => a / b,
        Operation.Power => Math.Pow(a, b),
        Operation.Max => Math.Max(a, b),
        Operation.Min => Math.Min(a, b),
        Operation.Less => a < b ? 1 : 0,
        Operation.LessOrEqual => a <= b ? 1 : 0,
        Operation.Equal => a == b ? 1 : 0,
        Operation.Select => a != 0 ? b : c,
        _ => throw new ArgumentOutOfRangeException(nameof(operation), operation, "This term is a leaf, not an operation."),
    };

    /// <summary>e^a - 1, by the hyperbolic sine where the difference would cancel.</summary>
    public static double Expm1(double a) => Math.Abs(a) < 1 ? 2 * Math.Exp(a / 2) * Math.Sinh(a / 2) : Math.Exp(a) - 1;

    /// <summary>log(1 + a), by the inverse hyperbolic tangent where the sum would lose digits.</summary>
    public static double Log1p(double a) => Math.Abs(a) < 0.5 ? 2 * Math.Atanh(a / (2 + a)) : Math.Log(1 + a);

    /// <summary>1/(1 + e^-a), without overflow.</summary>
    public static double Sigmoid(double a)
    {
        double e = Math.Exp(-Math.Abs(a));
        return (a >= 0 ? 1 : e) / (1 + e);
    }

    /// <summary>log(1 + e^a), without overflow.</summary>
    public static double Softplus(double a) => Math.Max(a, 0) + Log1p(Math.Exp(-Math.Abs(a)));

    /// <summary>The error function, to about 1e-15.</summary>
    /// <remarks>Abramowitz and Stegun, Handbook of Mathematical Functions, 7.1.6 (a series of positive terms) below 3, the continued
    /// fraction 7.1.14 above.</remarks>
    public static double Erf(double a)
    {
        double magnitude = Math.Abs(a);
        if (!(magnitude > 0)) return a;
        if (magnitude > 6) return Math.Sign(a);
        return Math.CopySign(magnitude < 3 ? ErfBySeries(magnitude) : 1 - ErfcByFraction(magnitude), a);
    }

    private static double ErfBySeries(double a)
    {
        double term = a, sum = a;
        for (int n = 1; term > sum * 1e-17; n++)
        {
            term *= 2 * a * a / (2 * n + 1);
            sum += term;
        }
        return 2 / Math.Sqrt(Math.PI) * Math.Exp(-a * a) * sum;
    }

    private static double ErfcByFraction(double a)
    {
        double tail = a;
        for (int n = 60; n > 0; n--)
            tail = a + n / 2.0 / tail;
        return Math.Exp(-a * a) / (Math.Sqrt(Math.PI) * tail);
    }
}
