namespace Sweep.Trainer.Formulas;

/// <summary>A formula of one or more inputs, read and differentiated: what an element-wise layer computes. Immutable after construction,
/// thread-safe but for <see cref="Graph"/>; equal when text, inputs, parameters and scope are.</summary>
public sealed class ElementwiseFormula : IEquatable<ElementwiseFormula>
{
    private ElementwiseFormula(string text, IReadOnlyList<string> inputs, IReadOnlyList<FormulaParameter> parameters, ParameterScope scope,
        TermGraph graph, Term root, TermGradient gradient)
    {
        (Text, Inputs, Parameters, Scope, Graph, Root, Gradient) = (text, inputs, parameters, scope, graph, root, gradient);
        LearnableParameters = [.. parameters.Where(p => p.IsLearnable)];
        UsesNoise = TermOrder.Sort([root]).Any(t => t.Operation == Operation.Noise);
    }

    /// <summary>The formula as written (docs/activations.md).</summary>
    public string Text { get; }

    /// <summary>The names of its inputs, in order; the first is x.</summary>
    public IReadOnlyList<string> Inputs { get; }

    /// <summary>All parameters, learnable and fixed.</summary>
    public IReadOnlyList<FormulaParameter> Parameters { get; }

    /// <summary>Those that the optimizer moves, in the order that kernels take them.</summary>
    public IReadOnlyList<FormulaParameter> LearnableParameters { get; }

    /// <summary>Where the learnable parameters live.</summary>
    public ParameterScope Scope { get; }

    /// <summary>Holds the terms. Compiling adds to it: lock it meanwhile.</summary>
    public TermGraph Graph { get; }

    /// <summary>The value.</summary>
    public Term Root { get; }

    /// <summary>Its derivatives.</summary>
    public TermGradient Gradient { get; }

    /// <summary>Whether it draws one uniform number per element while training.</summary>
    public bool UsesNoise { get; }

    /// <summary>Reads a formula of x.</summary>
    /// <param name="text">The formula.</param>
    /// <param name="parameters">Valid, distinct names. Learnable ones stay symbols, in order; fixed ones become their numbers.</param>
    /// <param name="scope">Where the learnable ones live.</param>
    /// <param name="errors">All mistakes; empty exactly when a formula is returned.</param>
    public static ElementwiseFormula? Read(string text, IReadOnlyList<FormulaParameter> parameters, ParameterScope scope,
        out IReadOnlyList<FormulaError> errors) => Read(text, ["x"], parameters, scope, out errors);

    /// <summary>Reads a formula of several inputs.</summary>
    /// <param name="text">The formula; it uses all its inputs.</param>
    /// <param name="inputs">Their names: x first, the others valid and distinct from the parameters'.</param>
    /// <param name="parameters">Valid, distinct names. Learnable ones stay symbols, in order; fixed ones become their numbers.</param>
    /// <param name="scope">Where the learnable ones live.</param>
    /// <param name="errors">All mistakes; empty exactly when a formula is returned.</param>
    /// <exception cref="ArgumentException">The first input is not x.</exception>
    public static ElementwiseFormula? Read(string text, IReadOnlyList<string> inputs, IReadOnlyList<FormulaParameter> parameters,
        ParameterScope scope, out IReadOnlyList<FormulaError> errors)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(inputs);
        ArgumentNullException.ThrowIfNull(parameters);
        if (inputs is not ["x", ..])
            throw new ArgumentException("The first input of a formula is x.", nameof(inputs));
        var graph = new TermGraph();
        Term[] entering = [graph.Input, .. inputs.Skip(1).Select((name, i) => graph.Variable(i + 1, name))];
        var names = inputs.Zip(entering).Skip(1).ToDictionary(i => i.First, i => i.Second, StringComparer.Ordinal);
        var learnable = new List<Term>();
        foreach (var parameter in parameters)
        {
            var term = parameter.IsLearnable ? graph.Parameter(learnable.Count, parameter.Name) : graph.Constant(parameter.Initial);
            names[parameter.Name] = term;
            if (parameter.IsLearnable) learnable.Add(term);
        }
        var root = FormulaParser.Parse(text, graph, names, out errors);
        if (root is null)
            return null;
        var gradient = TermGradient.Differentiate(graph, root, entering, learnable);
        return new ElementwiseFormula(text, [.. inputs], [.. parameters], scope, graph, root, gradient);
    }

    /// <summary>The derivative along a direction: a formula of the inputs and of how they move, with the learnable parameters and how these
    /// move. What moves has the name of its number with a prime: the tangent of x*u is x'*u + x*u', of inputs x, u, x', u'.</summary>
    /// <remarks>Its gradient has the second derivatives. It has terms of its own: compiling it adds nothing to this formula's.</remarks>
    public ElementwiseFormula Tangent()
    {
        var own = Read(Text, Inputs, Parameters, Scope, out _)!;
        var graph = own.Graph;
        Term[] inputs = [.. Inputs.Select((name, i) => graph.Variable(i, name))];
        Term[] learnable = [.. LearnableParameters.Select((p, i) => graph.Parameter(i, p.Name))];
        Term[] movedInputs = [.. Inputs.Select((name, i) => graph.Variable(inputs.Length + i, Prime(name)))];
        Term[] movedParameters = [.. LearnableParameters.Select((p, i) => graph.Parameter(learnable.Length + i, Prime(p.Name)))];
        var root = own.Gradient.Inputs.Concat(own.Gradient.Parameters).Zip(movedInputs.Concat(movedParameters), graph.Multiply)
            .Aggregate(graph.Add);
        return new ElementwiseFormula(Prime(Text), [.. Inputs, .. Inputs.Select(Prime)],
            [.. Parameters, .. LearnableParameters.Select(p => p with { Name = Prime(p.Name) })], Scope, graph, root,
            TermGradient.Differentiate(graph, root, [.. inputs, .. movedInputs], [.. learnable, .. movedParameters]));

        static string Prime(string name) => name + "'";
    }

    /// <summary>Whether another formula computes the same but for the initial values of what is learnt.</summary>
    public bool ComputesLike(ElementwiseFormula other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return Text == other.Text && Scope == other.Scope && Inputs.SequenceEqual(other.Inputs)
            && Parameters.Select(Fixed).SequenceEqual(other.Parameters.Select(Fixed));

        static FormulaParameter Fixed(FormulaParameter parameter) => parameter.IsLearnable ? parameter with { Initial = 0 } : parameter;
    }

    /// <inheritdoc/>
    public bool Equals(ElementwiseFormula? other) => other is not null && ComputesLike(other) && Parameters.SequenceEqual(other.Parameters);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as ElementwiseFormula);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Text, Scope);

    /// <inheritdoc/>
    public override string ToString() => Text;
}
