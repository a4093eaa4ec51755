using Sweep.Trainer.Formulas;
using Sweep.Trainer.Optimizers;
using Sweep.Trainer.TorchSharp.Formulas;
using Sweep.Trainer.TorchSharp.Runtime;

namespace Sweep.Trainer.TorchSharp.Optimizers;

/// <summary>One step of a program on one part of the parameters, as tensor operations; each term is computed once.</summary>
/// <remarks>Sums of products become one operation, and what has a single use is overwritten, so that a step takes about as many operations
/// as one written by hand.</remarks>
internal sealed class ProgramStep
{
    private readonly ProgramUses uses;
    private readonly IReadOnlyList<Tensor> blocks; // weights, gradients, states
    private readonly IReadOnlyDictionary<Term, TrialNumber> uniforms;
    private readonly Func<Tensor, Tensor> norm;
    private readonly Dictionary<Term, Tensor> values = [];
    private readonly HashSet<Tensor> owned = new(ReferenceEqualityComparer.Instance); // made here, and for one use

    /// <param name="uses">What to do, and how often each term of it is used.</param>
    /// <param name="blocks">(elements) each: weights, gradients, then the states.</param>
    /// <param name="uniforms">The terms that are equal for all elements of a trial and have no norm.</param>
    /// <param name="norm">The norm of a tensor laid out like the blocks: one number, or as many as there are elements.</param>
    public ProgramStep(ProgramUses uses, IReadOnlyList<Tensor> blocks, IReadOnlyDictionary<Term, TrialNumber> uniforms,
        Func<Tensor, Tensor> norm)
    {
        (this.uses, this.blocks, this.uniforms, this.norm) = (uses, blocks, uniforms, norm);
    }

    /// <summary>Before the step: what a norm over all tensors is taken of, here.</summary>
    public Tensor OperandOf(Term norm) => Evaluate(norm.Operands[0]);

    /// <summary>Before the step: the value of a norm over all tensors, one number or as many as there are elements.</summary>
    public void Know(Term norm, Tensor value) => values[norm] = value;

    /// <summary>Makes the step. Called within a dispose scope and without autograd.</summary>
    public void Run()
    {
        List<(Tensor Block, Tensor Value)> later = []; // what may be written only when nothing reads the old values any more
        foreach (var state in uses.Needed.Skip(1).Where(r => r.Value != r.Input))
        {
            var block = blocks[state.Input.Index];
            if (!values.ContainsKey(state.Value) && Grows(state) is { } growth && uses.CountOf(state.Input) == 1)
                values[state.Value] = Grown(block, growth);
            else
                later.Add((block, Apart(state.Value)));
        }
        var weights = uses.Needed[0];
        if (!values.ContainsKey(weights.Value) && Grows(weights) is { } step && (step.Factor is null || uses.CountOf(weights.Input) == 1))
            Grown(blocks[0], step);
        else
            later.Add((blocks[0], Apart(weights.Value)));
        foreach (var (block, value) in later)
            _ = block.copy_(value);
    }

    // The value of a term in memory that no block shares.
    private Tensor Apart(Term term)
    {
        var value = Evaluate(term);
        return blocks.Contains(value, ReferenceEqualityComparer.Instance) ? value.clone() : value;
    }

    // old + a, old - a, u*old + a or u*old - a, where a does without the old value.
    private Growth? Grows(ProgramResult result)
    {
        if (result.Value.Operation is not (Operation.Add or Operation.Subtract))
            return null;
        var (left, right) = (result.Value.Operands[0], result.Value.Operands[1]);
        bool subtracts = result.Value.Operation == Operation.Subtract;
        if (Scaled(left) is { } first)
            return first with { Added = right, IsNegative = subtracts };
        return !subtracts && Scaled(right) is { } second ? second with { Added = left } : null;

        Growth? Scaled(Term term)
        {
            if (term == result.Input)
                return new Growth(null, term, false);
            if (term.Operation != Operation.Multiply || uses.CountOf(term) > 1)
                return null;
            var (u, v) = UniformFirst(term);
            return v == result.Input && u.IsUniform ? new Growth(u, term, false) : null;
        }
    }

    private Tensor Grown(Tensor block, Growth growth)
    {
        if (growth.Factor is { } factor)
            _ = Number(factor) is { Spread: null } number ? block.mul_(number.AsScalar(negative: false)) : block.mul_(Evaluate(factor));
        Add(block, growth.Added, growth.IsNegative);
        return block;
    }

    // target += added, or target -= added.
    private void Add(Tensor target, Term added, bool negative)
    {
        if (Number(added) is { Spread: null } number)
        {
            _ = target.add_(number.AsScalar(negative), Scalars.One);
        }
        else if (added.Operation == Operation.Negate && uses.CountOf(added) == 1)
        {
            Add(target, added.Operands[0], !negative);
        }
        else if (Product(added) is var (factor, product) && uses.CountOf(added) == 1)
        {
            if (uses.CountOf(product) == 1 && product.Operation == Operation.Multiply)
                _ = target.addcmul_(Evaluate(product.Operands[0]), Evaluate(product.Operands[1]), factor.AsScalar(negative));
            else if (uses.CountOf(product) == 1 && product.Operation == Operation.Divide && Number(product.Operands[0]) is null)
                _ = target.addcdiv_(Evaluate(product.Operands[0]), Evaluate(product.Operands[1]), factor.AsScalar(negative));
            else
                _ = target.add_(Evaluate(product), factor.AsScalar(negative));
        }
        else if (added.Operation == Operation.Multiply && uses.CountOf(added) == 1)
        {
            _ = target.addcmul_(Evaluate(added.Operands[0]), Evaluate(added.Operands[1]), Sign(negative));
        }
        else if (added.Operation == Operation.Divide && uses.CountOf(added) == 1 && Number(added.Operands[0]) is null)
        {
            var (dividend, divisor) = (added.Operands[0], added.Operands[1]);
            if (uses.CountOf(dividend) == 1 && Product(dividend) is var (scale, rest))
                _ = target.addcdiv_(Evaluate(rest), Evaluate(divisor), scale.AsScalar(negative));
            else
                _ = target.addcdiv_(Evaluate(dividend), Evaluate(divisor), Sign(negative));
        }
        else
        {
            _ = target.add_(Evaluate(added), Sign(negative));
        }
    }

    // A product with a number on which all trials agree.
    private (TrialNumber Factor, Term Other)? Product(Term term)
    {
        if (term.Operation != Operation.Multiply)
            return null;
        var (u, rest) = UniformFirst(term);
        return Number(u) is { Spread: null } factor && !rest.IsUniform ? (factor, rest) : null;
    }

    private static (Term, Term) UniformFirst(Term product) =>
        product.Operands[0].IsUniform ? (product.Operands[0], product.Operands[1]) : (product.Operands[1], product.Operands[0]);

    private static Scalar Sign(bool negative) => Scalars.Create(negative ? -1 : 1);

    private TrialNumber? Number(Term term) =>
        term.Operation == Operation.Constant ? TrialNumber.Constant(term.Value) : uniforms.GetValueOrDefault(term);

    private Tensor Evaluate(Term term)
    {
        if (values.TryGetValue(term, out var known))
            return known;
        if (term.Operation == Operation.Input)
            return blocks[term.Index];
        if (Number(term) is { } number)
            return values[term] = number.Spread ?? WithoutDimensions(number);
        if (Taken(term) is { } branch)
        {
            var taken = Evaluate(branch);
            if (uses.CountOf(term) > 1)
                owned.Remove(taken);
            return values[term] = taken;
        }
        var value = Compute(term);
        if (uses.CountOf(term) > 1)
            owned.Remove(value); // it may be an operand's, overwritten
        else if (value.dim() == 1)
            owned.Add(value);
        return values[term] = value;
    }

    private Tensor Compute(Term term)
    {
        switch (term.Operation)
        {
            case Operation.Norm:
                return norm(Evaluate(term.Operands[0]));
            case Operation.Select:
                return Select(term);
            case Operation.Add or Operation.Subtract when !term.IsUniform && Number(term.Operands[0]) is null:
                return Sum(term);
        }
        var a = Evaluate(term.Operands[0]);
        if (term.Operands.Count == 1)
            return (Overwritten(a) is { } mine ? InPlace(term.Operation, mine) : null) ?? TensorEvaluation.Unary(term.Operation, a);
        if (Number(term.Operands[1]) is { Spread: null } second)
            return WithNumber(term.Operation, a, second);
        if (Number(term.Operands[0]) is { Spread: null } first && term.Operation == Operation.Multiply)
            return WithNumber(term.Operation, Evaluate(term.Operands[1]), first);
        return TensorEvaluation.Binary(term.Operation, a, Evaluate(term.Operands[1]));
    }

    private Tensor Sum(Term sum)
    {
        var (left, right, negative) = (sum.Operands[0], sum.Operands[1], sum.Operation == Operation.Subtract);
        var a = Evaluate(left);
        if (Overwritten(a) is not { } target)
        {
            if (a.dim() == 1 && !right.IsUniform)
            {
                if (uses.CountOf(right) == 1 && Product(right) is var (factor, product))
                    return a.add(Evaluate(product), factor.AsScalar(negative));
                if (uses.CountOf(right) == 1 && right.Operation == Operation.Multiply)
                    return a.addcmul(Evaluate(right.Operands[0]), Evaluate(right.Operands[1]), Sign(negative));
            }
            return Number(right) is { Spread: null } number
                ? a.add(number.AsScalar(negative), Scalars.One)
                : a.add(Evaluate(right), Sign(negative));
        }
        Add(target, right, negative);
        return target;
    }

    private Tensor WithNumber(Operation operation, Tensor a, TrialNumber number)
    {
        var b = number.AsScalar(negative: false);
        var mine = Overwritten(a);
        return operation switch
        {
            Operation.Multiply => mine is null ? a.mul(b) : mine.mul_(b),
            Operation.Divide => mine is null ? a.div(b) : mine.div_(b),
            Operation.Power => a.pow(b),
            Operation.Max => a.clamp_min(b),
            Operation.Min => a.clamp_max(b),
            Operation.Add => a.add(b, Scalars.One),
            Operation.Subtract => a.sub(b),
            Operation.Less => a.lt(b),
            Operation.LessOrEqual => a.le(b),
            Operation.Equal => a.eq(b),
            _ => throw new NotSupportedException($"The TorchSharp engine has no tensor operation for {operation} with a number."),
        };
    }

    private Tensor Select(Term select)
    {
        var condition = Evaluate(select.Operands[0]);
        var holds = condition.dtype == ScalarType.Bool ? condition : condition.ne(Scalars.Create(0));
        return torch.where(holds, Evaluate(select.Operands[1]), Evaluate(select.Operands[2]));
    }

    // The branch that all elements take, where that is known.
    private Term? Taken(Term term) => term.Operation == Operation.Select && Number(term.Operands[0]) is { Spread: null } condition
        ? term.Operands[condition.Value != 0 ? 1 : 2]
        : null;

    // It leaves the precision to what it is combined with.
    private Tensor WithoutDimensions(TrialNumber number) =>
        torch.full(ReadOnlySpan<long>.Empty, number.AsScalar(negative: false), blocks[0].dtype, blocks[0].device);

    // A tensor that this use may overwrite, being its last.
    private Tensor? Overwritten(Tensor a) => owned.Contains(a) ? a : null;

    private static Tensor? InPlace(Operation operation, Tensor a) => operation switch
    {
        Operation.Sqrt => a.sqrt_(),
        Operation.Absolute => a.abs_(),
        Operation.Negate => a.neg_(),
        _ => null,
    };

    private sealed record Growth(Term? Factor, Term Added, bool IsNegative);
}
