namespace Sweep.Trainer.Formulas;

/// <summary>Evaluates terms at one point in double precision, operation by operation. The slow reference beside the compiled
/// kernels.</summary>
/// <remarks>Reuses its memory: not thread-safe.</remarks>
public sealed class TermEvaluator
{
    private readonly Step[] steps; // operands before their users
    private readonly double[] values; // of each term; constants stay
    private readonly int[] roots;

    /// <summary>Prepares the evaluation of some terms, which share what they have in common.</summary>
    /// <param name="roots">At least one.</param>
    public TermEvaluator(params Term[] roots)
    {
        var order = TermOrder.Sort(roots);
        var places = order.Select((term, place) => (term, place)).ToDictionary(t => t.term, t => t.place);
        values = [.. order.Select(t => t.Operation == Operation.Constant ? t.Value : 0)];
        steps = [.. order.Select((term, place) => (Term: term, Place: place)).Where(t => t.Term.Operation != Operation.Constant)
            .Select(t => new Step(t.Term.Operation, t.Place, t.Term.Index, Operand(t.Term, 0), Operand(t.Term, 1), Operand(t.Term, 2)))];
        this.roots = [.. roots.Select(r => places[r])];

        int Operand(Term term, int position) => position < term.Operands.Count ? places[term.Operands[position]] : 0;
    }

    /// <summary>The value of the first term at x.</summary>
    /// <param name="x">The input.</param>
    /// <param name="parameters">The learnable parameters, in order.</param>
    /// <param name="noise">The uniform number; 0.5 gives the value in evaluation.</param>
    public double At(double x, ReadOnlySpan<double> parameters, double noise = 0.5) => At([x], parameters, noise);

    /// <summary>The value of the first term at a point of several inputs.</summary>
    /// <param name="inputs">All inputs, x first.</param>
    /// <param name="parameters">The learnable parameters, in order.</param>
    /// <param name="noise">The uniform number; 0.5 gives the value in evaluation.</param>
    public double At(ReadOnlySpan<double> inputs, ReadOnlySpan<double> parameters, double noise = 0.5)
    {
        double[] own = values;
        foreach (ref readonly var step in steps.AsSpan())
        {
            own[step.Place] = step.Operation switch
            {
                Operation.Input => inputs[step.Index],
                Operation.Noise => noise,
                Operation.Parameter => parameters[step.Index],
                _ => TermArithmetic.Apply(step.Operation, own[step.A], own[step.B], own[step.C]),
            };
        }
        return own[roots[0]];
    }

    /// <summary>The value of a term at the point of the last call of <see cref="At(double, ReadOnlySpan{double}, double)"/>.</summary>
    /// <param name="root">Its number among the terms, from 0.</param>
    public double this[int root] => values[roots[root]];

    private readonly record struct Step(Operation Operation, int Place, int Index, int A, int B, int C);
}
