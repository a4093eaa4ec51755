using Sweep.Trainer.Formulas;

namespace Sweep.Trainer.TorchSharp.Formulas;

/// <summary>A formula as tensor operations; autograd differentiates it. Immutable, thread-safe.</summary>
/// <remarks>The derivative at kinks is the formula's own: at a tie max and min follow their second operand. Autograd multiplies the zero
/// gradient of a branch not taken by that branch's slope, which is NaN where the slope overflows; such branches therefore see a harmless
/// input wherever they are not taken.</remarks>
internal sealed class TensorFormula
{
    private static readonly double[] HarmlessInputs = [0, 1, -1, 0.5, -0.5, 2, -2, 4, -4];

    private readonly Term root;
    private readonly Dictionary<(Term Select, int Branch), double> harmless = [];

    public TensorFormula(ElementwiseFormula formula)
    {
        Formula = formula;
        root = formula.Root;
        IsRelu = root.Operation == Operation.Max && root.Operands[0].Operation == Operation.Input && root.Operands[1].Is(0);
        double[] initial = [.. formula.LearnableParameters.Select(p => p.Initial)];
        foreach (var select in TermOrder.Sort([root]).Where(t => t.Operation == Operation.Select))
        {
            for (int branch = 1; branch <= 2; branch++)
            {
                if (IsRisky(select.Operands[branch]) && HarmlessInput(select.Operands[branch], formula.Inputs.Count, initial) is { } input)
                    harmless[(select, branch)] = input;
            }
        }
    }

    /// <summary>What is computed.</summary>
    public ElementwiseFormula Formula { get; }

    /// <summary>Whether it is max(x,0), which can overwrite its input: its gradient is known by its value.</summary>
    public bool IsRelu { get; }

    /// <summary>f(x), in a new tensor.</summary>
    /// <param name="x">Any shape.</param>
    /// <param name="parameters">The learnable parameters, in order; each broadcasts to x.</param>
    /// <param name="noise">Uniform numbers of the shape of x if the formula reads any; null takes 0.5, as in evaluation.</param>
    public Tensor Apply(Tensor x, IReadOnlyList<Tensor> parameters, Tensor? noise) => Apply([x], parameters, noise);

    /// <summary>The formula of all its inputs, in a new tensor.</summary>
    /// <param name="inputs">In order; they broadcast to the largest.</param>
    /// <param name="parameters">The learnable parameters, in order; each broadcasts to the largest input.</param>
    /// <param name="noise">Uniform numbers of the shape of the largest input if the formula reads any; null takes 0.5, as in
    /// evaluation.</param>
    public Tensor Apply(IReadOnlyList<Tensor> inputs, IReadOnlyList<Tensor> parameters, Tensor? noise)
    {
        using var intermediate = torch.NewDisposeScope(); // given back at once; autograd keeps what it needs
        var y = new TensorEvaluation(this, inputs, parameters, noise).Evaluate(root);
        var largest = inputs.MaxBy(i => i.NumberOfElements)!;
        if (root.IsUniform || y.NumberOfElements < largest.NumberOfElements)
            y = torch.zeros_like(largest).add(y, Runtime.Scalars.One);
        else if (inputs.Any(i => ReferenceEquals(y, i)))
            y = y.alias(); // the caller disposes inputs and y on their own
        return y.MoveToOuterDisposeScope();
    }

    /// <summary>The input that a branch may see where it is not taken, or null if it may see any.</summary>
    public double? HarmlessInputOf(Term select, int branch) => harmless.TryGetValue((select, branch), out double input) ? input : null;

    // Operations whose slope can overflow or is undefined somewhere.
    private static bool IsRisky(Term branch) => TermOrder.Sort([branch]).Any(t => !t.IsUniform
        && t.Operation is Operation.Exp or Operation.Expm1 or Operation.Log or Operation.Log1p or Operation.Sqrt
            or Operation.Divide or Operation.Power);

    private static double? HarmlessInput(Term branch, int inputs, double[] parameters)
    {
        var evaluator = new TermEvaluator(branch);
        foreach (double input in HarmlessInputs)
        {
            // Finite at the point and around it: neither a pole nor a branch point.
            double[] around = [input - 1e-3, input, input + 1e-3];
            if (around.All(x => Math.Abs(evaluator.At([.. Enumerable.Repeat(x, inputs)], parameters)) < 1e6))
                return input;
        }
        return null;
    }
}
