namespace Sweep.Trainer.Formulas;

/// <summary>The derivatives of a formula with respect to each input and to each learnable parameter, as terms of the same graph.</summary>
/// <remarks>Reverse accumulation over the graph (Griewank and Walther, Evaluating Derivatives, 2nd ed., SIAM 2008, section 3.2): one pass
/// gives all derivatives, which share their terms with each other and with the formula.
/// <para>At kinks: max and min take the second operand at a tie (a literal always is the second), |a| has 0 at 0, if(...) takes the branch
/// that is taken, and so clamp passes its argument's derivative on the closed interval.</para></remarks>
/// <param name="Inputs">The derivative by each input, x first.</param>
/// <param name="Parameters">df/dp for each learnable parameter, in order.</param>
public sealed record TermGradient(IReadOnlyList<Term> Inputs, IReadOnlyList<Term> Parameters)
{
    /// <summary>df/dx.</summary>
    public Term Input => Inputs[0];

    /// <summary>Differentiates a formula of x.</summary>
    public static TermGradient Differentiate(TermGraph graph, Term root, IReadOnlyList<Term> parameters) =>
        Differentiate(graph, root, [graph.Input], parameters);

    /// <summary>Differentiates a formula of several inputs.</summary>
    public static TermGradient Differentiate(TermGraph graph, Term root, IReadOnlyList<Term> inputs, IReadOnlyList<Term> parameters)
    {
        var zero = graph.Constant(0);
        var adjoints = new Dictionary<Term, Term> { [root] = graph.Constant(1) };
        foreach (var term in TermOrder.Sort([root]).Reverse())
        {
            if (!adjoints.TryGetValue(term, out var adjoint) || adjoint == zero) continue;
            Propagate(graph, term, adjoint, (operand, contribution) =>
                adjoints[operand] = adjoints.TryGetValue(operand, out var sum) ? graph.Add(sum, contribution) : contribution);
        }
        return new TermGradient(
            [.. inputs.Select(i => adjoints.GetValueOrDefault(i, zero))],
            [.. parameters.Select(p => adjoints.GetValueOrDefault(p, zero))]);
    }

    // g is the derivative of the whole with respect to this term; each operand receives its share.
    private static void Propagate(TermGraph graph, Term term, Term g, Action<Term, Term> give)
    {
        var operands = term.Operands;
        var a = operands.Count > 0 ? operands[0] : term;
        var b = operands.Count > 1 ? operands[1] : term;
        var one = graph.Constant(1);
        switch (term.Operation)
        {
            case Operation.Negate:
                give(a, graph.Negate(g));
                break;
            case Operation.Absolute:
                give(a, graph.Multiply(graph.Sign(a), g));
                break;
            case Operation.Exp:
                give(a, graph.Multiply(g, term));
                break;
            case Operation.Expm1:
                give(a, graph.Multiply(g, graph.Exp(a)));
                break;
            case Operation.Log:
                give(a, graph.Divide(g, a));
                break;
            case Operation.Log1p:
                give(a, graph.Divide(g, graph.Add(one, a)));
                break;
            case Operation.Sqrt:
                give(a, graph.Multiply(g, graph.Divide(graph.Constant(0.5), term)));
                break;
            case Operation.Sigmoid:
                give(a, graph.Multiply(g, graph.Multiply(term, graph.Subtract(one, term))));
                break;
            case Operation.Tanh:
                give(a, graph.Multiply(g, graph.Subtract(one, graph.Multiply(term, term))));
                break;
            case Operation.Softplus:
                give(a, graph.Multiply(g, graph.Sigmoid(a)));
                break;
            case Operation.Erf:
                var bell = graph.Exp(graph.Negate(graph.Multiply(a, a)));
                give(a, graph.Multiply(g, graph.Multiply(graph.Constant(2 / Math.Sqrt(Math.PI)), bell)));
                break;
            case Operation.Sin:
                give(a, graph.Multiply(g, graph.Cos(a)));
                break;
            case Operation.Cos:
                give(a, graph.Negate(graph.Multiply(g, graph.Sin(a))));
                break;
            case Operation.Add:
                give(a, g);
                give(b, g);
                break;
            case Operation.Subtract:
                give(a, g);
                give(b, graph.Negate(g));
                break;
            case Operation.Multiply:
                give(a, graph.Multiply(g, b));
                give(b, graph.Multiply(g, a));
                break;
            case Operation.Divide:
                var share = graph.Multiply(g, graph.Reciprocal(b)); // one division serves numerator and denominator
                give(a, share);
                give(b, graph.Negate(graph.Multiply(share, term)));
                break;
            case Operation.Power:
                give(a, graph.Multiply(g, graph.Multiply(b, graph.Power(a, graph.Subtract(b, one)))));
                give(b, graph.Multiply(g, graph.Multiply(graph.Log(a), term)));
                break;
            case Operation.Max:
                Choose(graph, graph.Less(b, a), a, b, g, give);
                break;
            case Operation.Min:
                Choose(graph, graph.Less(a, b), a, b, g, give);
                break;
            case Operation.Select:
                Choose(graph, a, b, operands[2], g, give);
                break;
        }
    }

    private static void Choose(TermGraph graph, Term condition, Term a, Term b, Term g, Action<Term, Term> give)
    {
        var zero = graph.Constant(0);
        give(a, graph.Multiply(graph.Select(condition, graph.Constant(1), zero), g));
        give(b, graph.Multiply(graph.Select(condition, zero, graph.Constant(1)), g));
    }
}
