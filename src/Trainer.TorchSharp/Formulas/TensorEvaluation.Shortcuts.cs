using Sweep.Trainer.Formulas;
using Sweep.Trainer.TorchSharp.Runtime;

namespace Sweep.Trainer.TorchSharp.Formulas;

/// <content>Terms that libtorch computes in one pass. On the processor where() goes element by element: it takes about eight times as long
/// as these, and so does its gradient.</content>
/// <remarks>Only operations whose value for NaN and whose slope at the tie are the formula language's: relu, threshold and leaky_relu have
/// the second operand's, elu the one of the branch not above zero. clamp, clamp_min and clamp_max have not.</remarks>
internal sealed partial class TensorEvaluation
{
    // max(a, b).
    private static Tensor AtLeast(Tensor a, double b) => b == 0 ? a.relu() : a.threshold(Scalars.Create(b), Scalars.Create(b));

    // min(a, number) times a number or parameter: the sign goes to the factor, where it costs nothing.
    private Tensor? ScaledMin(Term product)
    {
        var (minimum, factor) = product.Operands[0].IsUniform ? (product.Operands[1], product.Operands[0])
            : (product.Operands[0], product.Operands[1]);
        if (!factor.IsUniform || minimum.IsUniform || minimum.Operation != Operation.Min
            || minimum.Operands[1].Operation != Operation.Constant)
            return null;
        return AtLeast(Evaluate(minimum.Operands[0]).neg(), -minimum.Operands[1].Value).mul(Evaluate(factor).neg());
    }

    // if(a > 0, a, number*a) and if(a > 0, number*a, number*expm1(a)).
    private Tensor? Rectifier(Term select)
    {
        var condition = select.Operands[0];
        if (condition.Operation != Operation.Less || !condition.Operands[0].Is(0))
            return null;
        var a = condition.Operands[1];
        var (above, scale) = Scaled(select.Operands[1]);
        var (below, factor) = Scaled(select.Operands[2]);
        if (above != a || a.IsUniform)
            return null;
        if (below == a && scale == 1)
            return Evaluate(a).leaky_relu(Scalars.Create(factor));
        return below.Operation == Operation.Expm1 && below.Operands[0] == a && scale > 0
            ? Evaluate(a).elu(Scalars.Create(factor / scale), Scalars.Create(scale), Scalars.One)
            : null;
    }

    private static (Term Term, double Factor) Scaled(Term term) =>
        term.Operation == Operation.Multiply && term.Operands[1].Operation == Operation.Constant
        ? (term.Operands[0], term.Operands[1].Value)
        : (term, 1);
}
