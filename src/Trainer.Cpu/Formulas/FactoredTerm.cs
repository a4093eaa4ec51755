using Sweep.Trainer.Formulas;

namespace Sweep.Trainer.Cpu.Formulas;

/// <summary>A term as a product of a factor equal for all elements and the rest. A sum over elements needs the factor only once.</summary>
/// <param name="Uniform">Made of literals and parameters; 1 if there is no such factor.</param>
/// <param name="Varying">The rest.</param>
internal readonly record struct FactoredTerm(Term Uniform, Term Varying)
{
    /// <summary>Splits a term.</summary>
    public static FactoredTerm Split(TermGraph graph, Term term)
    {
        var one = graph.Constant(1);
        if (term.IsUniform) return new FactoredTerm(term, one);
        if (term.Operation == Operation.Negate)
        {
            var inner = Split(graph, term.Operands[0]);
            return inner with { Uniform = graph.Negate(inner.Uniform) };
        }
        if (term.Operation != Operation.Multiply) return new FactoredTerm(one, term);
        var (a, b) = (term.Operands[0], term.Operands[1]);
        return a.IsUniform ? new FactoredTerm(a, b) : b.IsUniform ? new FactoredTerm(b, a) : new FactoredTerm(one, term);
    }
}
