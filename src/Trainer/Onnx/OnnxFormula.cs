using Sweep.Trainer.Formulas;
using Sweep.Trainer.Networks;

namespace Sweep.Trainer.Onnx;

/// <summary>Formulas as operators, term by term; in evaluation, so that a uniform number is 0.5. What is expm1 and log1p in a formula is
/// exp(a) - 1 and log(1 + a) here: the standard has neither, which costs about 1e-7 near 0.</summary>
internal static class OnnxFormula
{
    /// <summary>Why a formula cannot be written, as the end of a sentence; null when it can.</summary>
    public static string? Problem(ElementwiseFormula formula) =>
        TermOrder.Sort([formula.Root]).FirstOrDefault(t => Operator(t.Operation) is null && !IsSpecial(t.Operation)) is { } term
            ? $"computes '{formula}', and '{term}' has no operator in ONNX."
            : null;

    /// <summary>Adds the operators of a formula.</summary>
    /// <param name="graph">Where to.</param>
    /// <param name="node">The layer: its learnable parameters become values named after it, "act1.alpha".</param>
    /// <param name="formula">What it computes.</param>
    /// <param name="inputs">Names of what the formula reads, each (batch, channels or 1, height or 1, width or 1).</param>
    /// <param name="fullInput">The input of the output's shape.</param>
    /// <returns>The name of its value.</returns>
    public static string Add(OnnxGraph graph, ShapedNode node, ElementwiseFormula formula, IReadOnlyList<string> inputs, string fullInput)
    {
        string layer = node.Node.Name;
        var values = new Dictionary<Term, string>();
        string root = Value(formula.Root);
        return formula.Root.IsUniform || formula.Root.Operation == Operation.Noise
            ? graph.Add(layer, "Expand", [root, graph.Add(layer, "Shape", [fullInput])]) : root;

        string Value(Term term) => values.TryGetValue(term, out string? known) ? known : values[term] = Compute(term);

        string Compute(Term term)
        {
            if (term.Operation == Operation.Max && term.Operands[1].Is(0))
                return graph.Add(layer, "Relu", [Value(term.Operands[0])]);
            string[] operands = [.. term.Operands.Select(Value)];
            return term.Operation switch
            {
                Operation.Constant => graph.Scalar(term.Value),
                Operation.Noise => graph.Scalar(0.5),
                Operation.Input => inputs[term.Index],
                Operation.Parameter => Parameter(term),
                Operation.Expm1 => graph.Add(layer, "Sub", [graph.Add(layer, "Exp", operands), graph.Scalar(1)]),
                Operation.Log1p => graph.Add(layer, "Log", [graph.Add(layer, "Add", [graph.Scalar(1), operands[0]])]),
                var operation => graph.Add(layer, Operator(operation)!, operands),
            };
        }

        string Parameter(Term term)
        {
            int columns = formula.LearnableParameters.Count;
            bool perChannel = formula.Scope == ParameterScope.PerChannel;
            int rows = perChannel ? node.Output.Channels : 1;
            long[] shape = perChannel ? [rows, 1, 1] : [];
            return graph.LearnedColumn(node.Parameters[0].Name, term.Index, $"{layer}.{term.Name}", rows, columns, shape);
        }
    }

    private static bool IsSpecial(Operation operation) => operation is Operation.Constant or Operation.Noise or Operation.Input
        or Operation.Parameter or Operation.Expm1 or Operation.Log1p;

    // The operator of the same operands; null without one.
    private static string? Operator(Operation operation) => operation switch
    {
        Operation.Negate => "Neg",
        Operation.Absolute => "Abs",
        Operation.Exp => "Exp",
        Operation.Log => "Log",
        Operation.Sqrt => "Sqrt",
        Operation.Sigmoid => "Sigmoid",
        Operation.Tanh => "Tanh",
        Operation.Softplus => "Softplus",
        Operation.Erf => "Erf",
        Operation.Floor => "Floor",
        Operation.Sin => "Sin",
        Operation.Cos => "Cos",
        Operation.Add => "Add",
        Operation.Subtract => "Sub",
        Operation.Multiply => "Mul",
        Operation.Divide => "Div",
        Operation.Power => "Pow",
        Operation.Max => "Max",
        Operation.Min => "Min",
        Operation.Less => "Less",
        Operation.LessOrEqual => "LessOrEqual",
        Operation.Equal => "Equal",
        Operation.Select => "Where",
        _ => null,
    };
}
