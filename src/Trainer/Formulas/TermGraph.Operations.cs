namespace Sweep.Trainer.Formulas;

/// <content>The operations, each with its simplifications.</content>
public sealed partial class TermGraph
{
    // Beyond this an integer power is left to the general power function.
    private const int MaxUnrolledPower = 64;

    /// <summary>a + b.</summary>
    public Term Add(Term a, Term b)
    {
        if (a.Is(0)) return b;
        if (b.Is(0)) return a;
        if (b.Operation == Operation.Negate) return Subtract(a, b.Operands[0]);
        if (a.Operation == Operation.Negate) return Subtract(b, a.Operands[0]);
        if (MergeSelects(a, b) is { } merged) return merged;
        return a == b ? Multiply(Constant(2), a) : FoldCommutative(Operation.Add, a, b);
    }

    /// <summary>a - b.</summary>
    public Term Subtract(Term a, Term b)
    {
        if (b.Is(0)) return a;
        if (a.Is(0)) return Negate(b);
        if (b.Operation == Operation.Negate) return Add(a, b.Operands[0]);
        if (b.Operation == Operation.Constant && a.Operation != Operation.Constant) return Add(a, Constant(-b.Value));
        return Fold(Operation.Subtract, a, b);
    }

    /// <summary>-a.</summary>
    public Term Negate(Term a) => a.Operation switch
    {
        Operation.Negate => a.Operands[0],
        Operation.Subtract => Subtract(a.Operands[1], a.Operands[0]),
        Operation.Multiply when a.Operands[1].Operation == Operation.Constant => Multiply(a.Operands[0], Constant(-a.Operands[1].Value)),
        _ => Fold(Operation.Negate, a),
    };

    /// <summary>a * b.</summary>
    public Term Multiply(Term a, Term b)
    {
        if (a.Is(0) || b.Is(0)) return Constant(0);
        if (a.Is(1)) return b;
        if (b.Is(1)) return a;
        if (a.Is(-1)) return Negate(b);
        if (b.Is(-1)) return Negate(a);
        if (a.Operation == Operation.Negate) return Negate(Multiply(a.Operands[0], b));
        if (b.Operation == Operation.Negate) return Negate(Multiply(a, b.Operands[0]));
        if ((IntoSelect(a, b, Multiply) ?? IntoSelect(b, a, Multiply)) is { } select) return select;
        if ((OverMasks(a, b) ?? OverMasks(b, a)) is { } masked) return masked;
        if ((CollectUniform(a, b) ?? CollectUniform(b, a)) is { } collected) return collected;
        return FoldCommutative(Operation.Multiply, a, b);
    }

    /// <summary>a / b. A divisor that is equal for all elements is inverted once.</summary>
    public Term Divide(Term a, Term b)
    {
        if (a.Is(0) && !b.Is(0)) return a;
        if (b.Is(1)) return a;
        if (a.Operation == Operation.Negate) return Negate(Divide(a.Operands[0], b));
        if (b.IsUniform && !a.IsUniform) return Multiply(a, Fold(Operation.Divide, Constant(1), b));
        return IntoSelect(a, b, Divide) ?? Fold(Operation.Divide, a, b);
    }

    /// <summary>1 / a.</summary>
    public Term Reciprocal(Term a) => Divide(Constant(1), a);

    /// <summary>a^b. Integer exponents become products, one half a square root.</summary>
    public Term Power(Term a, Term b)
    {
        if (b.Operation != Operation.Constant || a.Operation == Operation.Constant) return Fold(Operation.Power, a, b);
        double exponent = b.Value;
        if (exponent == 0.5) return Sqrt(a);
        if (exponent != Math.Truncate(exponent) || Math.Abs(exponent) > MaxUnrolledPower) return Intern(Operation.Power, a, b);
        return exponent < 0 ? Reciprocal(Power(a, Constant(-exponent))) : IntegerPower(a, (int)exponent);
    }

    /// <summary>The larger of two. A literal becomes the second, so that max(0,x) and max(x,0) are one term with one derivative.</summary>
    public Term Max(Term a, Term b) => Extreme(Operation.Max, a, b);

    /// <summary>The smaller of two; the order is that of <see cref="Max"/>.</summary>
    public Term Min(Term a, Term b) => Extreme(Operation.Min, a, b);

    /// <summary>|a|.</summary>
    public Term Absolute(Term a) => a.Operation is Operation.Absolute ? a : Fold(Operation.Absolute, a);

    /// <summary>e^a.</summary>
    public Term Exp(Term a) => Fold(Operation.Exp, a);

    /// <summary>e^a - 1.</summary>
    public Term Expm1(Term a) => Fold(Operation.Expm1, a);

    /// <summary>log a.</summary>
    public Term Log(Term a) => Fold(Operation.Log, a);

    /// <summary>log(1 + a).</summary>
    public Term Log1p(Term a) => Fold(Operation.Log1p, a);

    /// <summary>The square root.</summary>
    public Term Sqrt(Term a) => Fold(Operation.Sqrt, a);

    /// <summary>The logistic function.</summary>
    public Term Sigmoid(Term a) => Fold(Operation.Sigmoid, a);

    /// <summary>The hyperbolic tangent.</summary>
    public Term Tanh(Term a) => Fold(Operation.Tanh, a);

    /// <summary>log(1 + e^a).</summary>
    public Term Softplus(Term a) => Fold(Operation.Softplus, a);

    /// <summary>The error function.</summary>
    public Term Erf(Term a) => Fold(Operation.Erf, a);

    /// <summary>The largest whole number not above a.</summary>
    public Term Floor(Term a) => Fold(Operation.Floor, a);

    /// <summary>The Euclidean norm of a over the elements of a tensor.</summary>
    public Term Norm(Term a) => Intern(Operation.Norm, a);

    /// <summary>The Euclidean norm of a over all tensors of a trial.</summary>
    public Term GlobalNorm(Term a) => Intern(Operation.GlobalNorm, a);

    /// <summary>The sine.</summary>
    public Term Sin(Term a) => Fold(Operation.Sin, a);

    /// <summary>The cosine.</summary>
    public Term Cos(Term a) => Fold(Operation.Cos, a);

    /// <summary>Whether a &lt; b.</summary>
    public Term Less(Term a, Term b) => Fold(Operation.Less, a, b);

    /// <summary>Whether a &lt;= b.</summary>
    public Term LessOrEqual(Term a, Term b) => Fold(Operation.LessOrEqual, a, b);

    /// <summary>Whether a = b.</summary>
    public Term Equal(Term a, Term b) => Fold(Operation.Equal, a, b);

    /// <summary>a where the condition holds, else b.</summary>
    public Term Select(Term condition, Term a, Term b)
    {
        if (condition.Operation == Operation.Constant) return condition.Value != 0 ? a : b;
        if (a.Operation == Operation.Select && a.Operands[0] == condition) a = a.Operands[1];
        if (b.Operation == Operation.Select && b.Operands[0] == condition) b = b.Operands[2];
        return a == b ? a : Intern(Operation.Select, condition, a, b);
    }

    /// <summary>-1, 0 or 1.</summary>
    public Term Sign(Term a)
    {
        var zero = Constant(0);
        return Select(Less(zero, a), Constant(1), Select(Less(a, zero), Constant(-1), zero));
    }

    // The operand made first comes first; constants come last.
    private Term FoldCommutative(Operation operation, Term a, Term b)
    {
        bool swap = a.Operation == Operation.Constant || (b.Operation != Operation.Constant && a.Id > b.Id);
        return swap ? Fold(operation, b, a) : Fold(operation, a, b);
    }

    private Term Extreme(Operation operation, Term a, Term b)
    {
        if (a == b) return a;
        return a.Operation == Operation.Constant ? Fold(operation, b, a) : Fold(operation, a, b);
    }

    private Term IntegerPower(Term a, int exponent)
    {
        if (exponent == 0) return Constant(1);
        if (exponent == 1) return a;
        var half = IntegerPower(a, exponent / 2);
        var square = Multiply(half, half);
        return exponent % 2 == 0 ? square : Multiply(square, a);
    }

    // if(c, u, 0)*b = if(c, u*b, 0), and the same for a quotient: the derivative of a branch not taken is exactly zero, even where
    // that branch has a pole, and a mask replaces a product.
    // A condition equal for all elements stays outside: it belongs to the factor computed once per call.
    private Term? IntoSelect(Term select, Term b, Func<Term, Term, Term> combine)
    {
        if (select.Operation != Operation.Select || (select.IsUniform && !b.IsUniform)) return null;
        var (condition, left, right) = (select.Operands[0], select.Operands[1], select.Operands[2]);
        return left.Is(0) || right.Is(0) ? Select(condition, left.Is(0) ? left : combine(left, b), right.Is(0) ? right : combine(right, b))
            : null;
    }

    // (if(c, u, 0) + if(d, v, 0))*b = if(c, u*b, 0) + if(d, v*b, 0), and likewise for a difference: where no branch is taken the product is
    // zero, even where b is infinite.
    private Term? OverMasks(Term masks, Term b)
    {
        if (masks.Operation is not (Operation.Add or Operation.Subtract) || masks.IsUniform || !IsMask(masks)) return null;
        var (left, right) = (Multiply(masks.Operands[0], b), Multiply(masks.Operands[1], b));
        return masks.Operation == Operation.Add ? Add(left, right) : Subtract(left, right);
    }

    private static bool IsMask(Term term) => term.Operation switch
    {
        Operation.Select => term.Operands[1].Is(0) || term.Operands[2].Is(0),
        Operation.Add or Operation.Subtract => IsMask(term.Operands[0]) && IsMask(term.Operands[1]),
        _ => false,
    };

    // u*(v*x) = (u*v)*x and x*(v*y) = v*(x*y) for u, v equal for all elements: one factor, computed once per call.
    private Term? CollectUniform(Term a, Term b)
    {
        if (b.Operation != Operation.Multiply || b.IsUniform) return null;
        var (first, second) = (b.Operands[0], b.Operands[1]);
        var (uniform, varying) = first.IsUniform ? (first, second) : second.IsUniform ? (second, first) : (null, b);
        if (uniform is null) return null;
        return a.IsUniform ? Multiply(Multiply(uniform, a), varying) : Multiply(uniform, Multiply(varying, a));
    }

    // if(c, a, 0) + if(c, 0, b) = if(c, a, b), if(c, 0, a) + if(c, 0, b) = if(c, 0, a + b), and the like: whatever costs no addition, and
    // masks stay masks.
    private Term? MergeSelects(Term a, Term b)
    {
        if (a.Operation != Operation.Select || b.Operation != Operation.Select || a.Operands[0] != b.Operands[0]) return null;
        bool left = a.Operands[1].Is(0) || b.Operands[1].Is(0), right = a.Operands[2].Is(0) || b.Operands[2].Is(0);
        bool isMask = (a.Operands[1].Is(0) && b.Operands[1].Is(0)) || (a.Operands[2].Is(0) && b.Operands[2].Is(0));
        return (left && right) || isMask
            ? Select(a.Operands[0], Add(a.Operands[1], b.Operands[1]), Add(a.Operands[2], b.Operands[2]))
            : null;
    }
}
