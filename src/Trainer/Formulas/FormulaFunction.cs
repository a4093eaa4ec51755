namespace Sweep.Trainer.Formulas;

/// <summary>A function of the formula language.</summary>
/// <param name="Name">As written.</param>
/// <param name="Signature">Name and arguments, for messages and documentation.</param>
/// <param name="Arity">The number of arguments.</param>
/// <param name="Meaning">One line, with the derivative's convention where it has a kink.</param>
/// <param name="Build">Makes its term from the arguments' terms.</param>
internal sealed record FormulaFunction(string Name, string Signature, int Arity, string Meaning, Func<TermGraph, Term[], Term> Build)
{
    /// <summary>The only formulas that may use it; null for all.</summary>
    public FormulaUse? OnlyIn { get; private init; }

    /// <summary>The functions, by name.</summary>
    public static IReadOnlyDictionary<string, FormulaFunction> All { get; } = new[]
    {
        One("abs", "the magnitude; derivative 0 at 0", (g, a) => g.Absolute(a)),
        new("clamp", "clamp(a, low, high)", 3, "a kept within [low, high]; passes the derivative of a on the closed interval", Clamp),
        One("cos", "the cosine", (g, a) => g.Cos(a)),
        One("erf", "the error function", (g, a) => g.Erf(a)),
        One("exp", "e to the power a", (g, a) => g.Exp(a)),
        One("expm1", "exp(a) - 1, accurate near 0", (g, a) => g.Expm1(a)),
        One("floor", "the largest whole number not above a", (g, a) => g.Floor(a)) with
        {
            OnlyIn = FormulaUse.Schedules,
        },
        One("globalNorm", "the Euclidean norm of a over all tensors of the trial", (g, a) => g.GlobalNorm(a)) with
        {
            OnlyIn = FormulaUse.Optimizers,
        },
        new("if", "if(condition, a, b)", 3, "a where the condition holds, else b; the derivative is that of the branch taken",
            (g, a) => g.Select(a[0], a[1], a[2])),
        One("log", "the natural logarithm", (g, a) => g.Log(a)),
        One("log1p", "log(1 + a), accurate near 0", (g, a) => g.Log1p(a)),
        new("max", "max(a, b)", 2, "the larger; at a tie the derivative of b, where a number counts as b", (g, a) => g.Max(a[0], a[1])),
        new("min", "min(a, b)", 2, "the smaller; at a tie the derivative of b, where a number counts as b", (g, a) => g.Min(a[0], a[1])),
        One("norm", "the Euclidean norm of a over the tensor", (g, a) => g.Norm(a)) with
        {
            OnlyIn = FormulaUse.Optimizers,
        },
        One("relu", "max(a, 0); derivative 0 at 0", (g, a) => g.Max(a, g.Constant(0))),
        One("sigmoid", "1/(1 + exp(-a)), without overflow", (g, a) => g.Sigmoid(a)),
        One("sign", "-1, 0 or 1; derivative 0", (g, a) => g.Sign(a)),
        One("sin", "the sine", (g, a) => g.Sin(a)),
        One("softplus", "log(1 + exp(a)), without overflow", (g, a) => g.Softplus(a)),
        One("sqrt", "the square root", (g, a) => g.Sqrt(a)),
        One("tanh", "the hyperbolic tangent", (g, a) => g.Tanh(a)),
        new("uniform", "uniform(low, high)", 2,
            "one uniform random number per element while training, (low + high)/2 in evaluation; at most once in a formula",
            (g, a) => g.Add(a[0], g.Multiply(g.Subtract(a[1], a[0]), g.Noise))) { OnlyIn = FormulaUse.Activations },
    }.ToDictionary(f => f.Name, StringComparer.Ordinal);

    /// <summary>Whether formulas of a use have it.</summary>
    public bool IsKnownIn(FormulaUse use) => OnlyIn is null || OnlyIn == use;

    private static FormulaFunction One(string name, string meaning, Func<TermGraph, Term, Term> build) =>
        new(name, name + "(a)", 1, meaning, (graph, arguments) => build(graph, arguments[0]));

    // NaN fails both comparisons and stays NaN.
    private static Term Clamp(TermGraph graph, Term[] a) =>
        graph.Select(graph.Less(a[0], a[1]), a[1], graph.Select(graph.Less(a[2], a[0]), a[2], a[0]));
}
