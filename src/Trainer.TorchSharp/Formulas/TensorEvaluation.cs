using Sweep.Trainer.Formulas;
using Sweep.Trainer.TorchSharp.Runtime;

namespace Sweep.Trainer.TorchSharp.Formulas;

/// <summary>One evaluation of a formula: each term computed once. Not thread-safe.</summary>
internal sealed partial class TensorEvaluation(TensorFormula formula, IReadOnlyList<Tensor> inputs, IReadOnlyList<Tensor> parameters,
    Tensor? noise, TensorEvaluation? outer = null)
{
    private readonly Dictionary<Term, Tensor> values = [];

    /// <summary>The value of a term.</summary>
    public Tensor Evaluate(Term term)
    {
        if (outer is not null && term.IsUniform)
            return outer.Evaluate(term);
        if (values.TryGetValue(term, out var known))
            return known;
        return values[term] = term.Operation switch
        {
            Operation.Input => inputs[term.Index],
            Operation.Noise => noise ?? Number(0.5),
            Operation.Parameter => parameters[term.Index],
            Operation.Constant => Number(term.Value),
            Operation.Select => Rectifier(term) ?? Select(term),
            Operation.Multiply when ScaledMin(term) is { } product => product,
            _ when term.Operands.Count == 1 => Unary(term.Operation, Evaluate(term.Operands[0])),
            _ when term.Operands[1].Operation == Operation.Constant =>
                WithNumber(term.Operation, Evaluate(term.Operands[0]), term.Operands[1].Value),
            Operation.Subtract when term.Operands[0].Operation == Operation.Constant =>
                Evaluate(term.Operands[1]).neg().add(Scalars.Create(term.Operands[0].Value), Scalars.One),
            _ => Binary(term.Operation, Evaluate(term.Operands[0]), Evaluate(term.Operands[1])),
        };
    }

    /// <summary>An operation on one tensor.</summary>
    public static Tensor Unary(Operation operation, Tensor a) => operation switch
    {
        Operation.Negate => a.neg(),
        Operation.Absolute => a.abs(),
        Operation.Exp => a.exp(),
        Operation.Expm1 => a.expm1(),
        Operation.Log => a.log(),
        Operation.Log1p => a.log1p(),
        Operation.Sqrt => a.sqrt(),
        Operation.Sigmoid => a.sigmoid(),
        Operation.Tanh => a.tanh(),
        Operation.Softplus => a.neg().log_sigmoid().neg(), // torch's softplus is linear above a threshold
        Operation.Erf => a.erf(),
        Operation.Sin => a.sin(),
        Operation.Cos => a.cos(),
        _ => throw new NotSupportedException($"The TorchSharp engine has no tensor operation for {operation} of one operand."),
    };

    // Comparisons are turned so that NaN is not taken for a number: it stays in the result.
    private static Tensor WithNumber(Operation operation, Tensor a, double b) => operation switch
    {
        Operation.Add => a.add(Scalars.Create(b), Scalars.One),
        Operation.Subtract => a.sub(Scalars.Create(b)),
        Operation.Multiply => a.mul(Scalars.Create(b)),
        Operation.Divide => a.div(Scalars.Create(b)),
        Operation.Power => a.pow(Scalars.Create(b)),
        Operation.Max => AtLeast(a, b),
        Operation.Min => AtLeast(a.neg(), -b).neg(),
        Operation.Less => a.lt(Scalars.Create(b)),
        Operation.LessOrEqual => a.le(Scalars.Create(b)),
        Operation.Equal => a.eq(Scalars.Create(b)),
        _ => throw new NotSupportedException($"The TorchSharp engine has no tensor operation for {operation} with a number."),
    };

    /// <summary>An operation on two tensors.</summary>
    public static Tensor Binary(Operation operation, Tensor a, Tensor b) => operation switch
    {
        Operation.Add => a.add(b, Scalars.One),
        Operation.Subtract => a.sub(b),
        Operation.Multiply => a.mul(b),
        Operation.Divide => a.div(b),
        Operation.Power => a.pow(b),
        Operation.Max => torch.where(a.le(b), b, a),
        Operation.Min => torch.where(a.ge(b), b, a),
        Operation.Less => a.lt(b),
        Operation.LessOrEqual => a.le(b),
        Operation.Equal => a.eq(b),
        _ => throw new NotSupportedException($"The TorchSharp engine has no tensor operation for {operation} of two operands."),
    };

    private Tensor Select(Term select)
    {
        var condition = Evaluate(select.Operands[0]);
        return torch.where(condition, Branch(select, 1, condition), Branch(select, 2, condition));
    }

    private Tensor Branch(Term select, int branch, Tensor condition)
    {
        var term = select.Operands[branch];
        if (formula.HarmlessInputOf(select, branch) is not { } input)
            return Evaluate(term);
        var elsewhere = Number(input);
        Tensor[] seen = [.. inputs.Select(x => branch == 1 ? torch.where(condition, x, elsewhere) : torch.where(condition, elsewhere, x))];
        return new TensorEvaluation(formula, seen, parameters, noise, this).Evaluate(term);
    }

    // A number where a tensor is needed: without dimensions, so that it broadcasts and leaves the precision to the other operand.
    private Tensor Number(double value) => torch.full(ReadOnlySpan<long>.Empty, Scalars.Create(value), inputs[0].dtype, inputs[0].device);
}
