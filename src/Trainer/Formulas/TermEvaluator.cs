namespace Sweep.Trainer.Formulas;

/// <summary>Evaluates a term at one point in double precision, operation by operation. The slow reference beside the compiled
/// kernels.</summary>
/// <remarks>Reuses its memory: not thread-safe.</remarks>
public sealed class TermEvaluator
{
    private readonly Term[] order; // ascending ids: operands before their users
    private readonly double[] values; // by term id
    private readonly Term root;

    /// <summary>Prepares the evaluation of a term.</summary>
    public TermEvaluator(Term root)
    {
        this.root = root;
        order = TermOrder.Sort([root]);
        values = new double[root.Id + 1];
    }

    /// <summary>The value at x.</summary>
    /// <param name="x">The input.</param>
    /// <param name="parameters">The learnable parameters, in order.</param>
    /// <param name="noise">The uniform number; 0.5 gives the value in evaluation.</param>
    public double At(double x, ReadOnlySpan<double> parameters, double noise = 0.5) => At([x], parameters, noise);

    /// <summary>The value at a point of several inputs.</summary>
    /// <param name="inputs">All inputs, x first.</param>
    /// <param name="parameters">The learnable parameters, in order.</param>
    /// <param name="noise">The uniform number; 0.5 gives the value in evaluation.</param>
    public double At(ReadOnlySpan<double> inputs, ReadOnlySpan<double> parameters, double noise = 0.5)
    {
        foreach (var term in order)
        {
            values[term.Id] = term.Operation switch
            {
                Operation.Constant => term.Value,
                Operation.Input => inputs[term.Index],
                Operation.Noise => noise,
                Operation.Parameter => parameters[term.Index],
                _ => TermArithmetic.Apply(term.Operation, Operand(term, 0), Operand(term, 1), Operand(term, 2)),
            };
        }
        return values[root.Id];
    }

    private double Operand(Term term, int position) => position < term.Operands.Count ? values[term.Operands[position].Id] : 0;
}
