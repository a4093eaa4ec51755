using Sweep.Planning.Specs.Reading;

namespace Sweep.Trainer.Formulas;

/// <summary>Evaluates terms that are equal for all elements, in double precision. Reuses its memory: not thread-safe.</summary>
public sealed class UniformEvaluator
{
    private readonly Term[] order; // operands before their users
    private readonly (int A, int B, int C)[] operands; // places in the order; 0 for none
    private readonly int[] results;                    // likewise
    private readonly double[] values;

    /// <summary>Prepares the evaluation of some terms.</summary>
    /// <param name="results">Made of literals, parameters and norms.</param>
    public UniformEvaluator(IReadOnlyList<Term> results)
    {
        ArgumentNullException.ThrowIfNull(results);
        var reached = new HashSet<Term>();
        foreach (var result in results)
            Reach(result, reached);
        order = [.. reached.OrderBy(t => t.Id)];
        var places = order.Select((t, i) => (t, i)).ToDictionary(p => p.t, p => p.i);
        operands = [.. order.Select(t => (Place(t, 0), Place(t, 1), Place(t, 2)))];
        this.results = [.. results.Select(r => places[r])];
        values = new double[order.Length];

        int Place(Term term, int operand) => operand < term.Operands.Count ? places.GetValueOrDefault(term.Operands[operand]) : 0;
    }

    /// <summary>Computes all values.</summary>
    /// <param name="parameters">By <see cref="Term.Index"/>.</param>
    /// <param name="norms">The values of norms; one that is missing counts as 0.</param>
    /// <param name="into">(results) the values; conditions are 1 or 0.</param>
    public void Evaluate(ReadOnlySpan<double> parameters, IReadOnlyDictionary<Term, double>? norms, Span<double> into)
    {
        for (int i = 0; i < order.Length; i++)
        {
            var term = order[i];
            values[i] = term.Operation switch
            {
                Operation.Constant => term.Value,
                Operation.Parameter => parameters[term.Index],
                Operation.Norm or Operation.GlobalNorm => norms?.GetValueOrDefault(term) ?? 0,
                _ => TermArithmetic.Apply(term.Operation, values[operands[i].A], values[operands[i].B], values[operands[i].C]),
            };
        }
        for (int i = 0; i < results.Length; i++)
            into[i] = values[results[i]];
    }

    private static void Reach(Term term, HashSet<Term> reached)
    {
        if (!term.IsUniform)
            throw new ArgumentException($"'{term}' differs from element to element.", nameof(term));
        if (!reached.Add(term) || term.IsNorm)
            return;
        foreach (var operand in term.Operands)
            Reach(operand, reached);
    }
}
