using Sweep.Trainer.Formulas;

namespace Sweep.Trainer.Activations;

/// <summary>A formula read and differentiated. Immutable after construction.</summary>
/// <param name="Graph">Holds the terms.</param>
/// <param name="Root">f(x).</param>
/// <param name="Gradient">Its derivatives.</param>
public sealed record ActivationFormula(TermGraph Graph, Term Root, TermGradient Gradient)
{
    /// <summary>Whether f reads a random number per element.</summary>
    public bool UsesNoise { get; } = TermOrder.Of([Root]).Any(t => t.Operation == Operation.Noise);

    /// <summary>Reads a formula. Learnable parameters stay symbols, in order; fixed ones become their numbers.</summary>
    /// <param name="text">The formula.</param>
    /// <param name="parameters">Valid, distinct names.</param>
    /// <param name="errors">All mistakes; empty exactly when a formula is returned.</param>
    public static ActivationFormula? Read(string text, IReadOnlyList<ActivationParameter> parameters, out IReadOnlyList<FormulaError> errors)
    {
        var graph = new TermGraph();
        var names = new Dictionary<string, Term>(StringComparer.Ordinal);
        var learnable = new List<Term>();
        foreach (var parameter in parameters)
        {
            var term = parameter.IsLearnable ? graph.Parameter(learnable.Count, parameter.Name) : graph.Constant(parameter.Initial);
            names[parameter.Name] = term;
            if (parameter.IsLearnable) learnable.Add(term);
        }
        var root = FormulaParser.Parse(text, graph, names, out errors);
        return root is null ? null : new ActivationFormula(graph, root, TermGradient.Of(graph, root, learnable));
    }
}
