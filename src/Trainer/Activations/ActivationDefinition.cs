using Sweep.Planning;
using Sweep.Trainer.Formulas;

namespace Sweep.Trainer.Activations;

/// <summary>An element-wise activation function: a formula with its parameters. Immutable, thread-safe; equal when all properties
/// are.</summary>
public sealed class ActivationDefinition : IEquatable<ActivationDefinition>
{
    private const int MostParameters = 32;

    private static readonly double[] Probes = [-8, -2, -0.7, 0.7, 2, 8];

    private readonly ActivationFormula parsed;

    private ActivationDefinition(string name, string formula, IReadOnlyList<ActivationParameter> parameters, ActivationScope scope,
        string description, string citation, ActivationFormula parsed)
    {
        Name = name;
        Formula = formula;
        Parameters = parameters;
        Scope = scope;
        Description = description;
        Citation = citation;
        this.parsed = parsed;
        LearnableParameters = [.. parameters.Where(p => p.IsLearnable)];
    }

    /// <summary>What specs and tables call it: "leaky-relu".</summary>
    public string Name { get; }

    /// <summary>f(x) in the formula language (docs/activations.md).</summary>
    public string Formula { get; }

    /// <summary>All parameters, learnable and fixed.</summary>
    public IReadOnlyList<ActivationParameter> Parameters { get; }

    /// <summary>Those that the optimizer moves, in the order that kernels take them.</summary>
    public IReadOnlyList<ActivationParameter> LearnableParameters { get; }

    /// <summary>Where the learnable parameters live.</summary>
    public ActivationScope Scope { get; }

    /// <summary>One sentence for lists.</summary>
    public string Description { get; }

    /// <summary>The publication that introduced it; empty for a user's own.</summary>
    public string Citation { get; }

    /// <summary>Whether it draws one random number per element while training (randomised ReLU).</summary>
    public bool UsesNoise => parsed.UsesNoise;

    /// <summary>The formula's terms and derivatives.</summary>
    public ActivationFormula Parsed => parsed;

    /// <summary>Makes a definition from a user's spec.</summary>
    /// <param name="name">Not empty.</param>
    /// <param name="formula">The formula.</param>
    /// <param name="parameters">Its parameters with initial values.</param>
    /// <param name="scope">Where the learnable ones live.</param>
    /// <returns>The definition, or all mistakes.</returns>
    public static ActivationResult FromUser(string name, string formula, IReadOnlyList<ActivationParameter> parameters,
        ActivationScope scope = ActivationScope.PerLayer) =>
        Create(name, formula, parameters, scope, "defined by the user", "");

    /// <summary>Checks a formula without making anything of it.</summary>
    /// <param name="formula">The formula.</param>
    /// <param name="parameterNames">The names it may use beside x.</param>
    /// <returns>All mistakes in one text, or null if there is none.</returns>
    public static string? Check(string formula, IReadOnlyList<string> parameterNames)
    {
        ArgumentNullException.ThrowIfNull(formula);
        ArgumentNullException.ThrowIfNull(parameterNames);
        ActivationParameter[] parameters = [.. parameterNames.Select(name => new ActivationParameter(name, 1))];
        var errors = ParameterErrors(parameters);
        if (errors.Count == 0) ActivationFormula.Read(formula, parameters, out errors);
        return errors.Count == 0 ? null : string.Join("; ", errors);
    }

    /// <summary>sqrt(E[f(z)^2]) for z standard normal: how much the activation scales a signal of unit variance.</summary>
    /// <param name="parameters">The learnable parameters' values, in order; null takes the initial ones.</param>
    /// <remarks>The weight gain that keeps the signal's variance through a layer is its reciprocal (He et al., arXiv 1502.01852, section
    /// 2.2).</remarks>
    /// <exception cref="ArgumentException">The number of values is not that of the learnable parameters.</exception>
    public double RmsGain(IReadOnlyList<double>? parameters = null)
    {
        double[] values = [.. parameters ?? [.. LearnableParameters.Select(p => p.Initial)]];
        return values.Length == LearnableParameters.Count
            ? GaussianGain.Compute(parsed, values)
            : throw new ArgumentException($"'{Name}' has {LearnableParameters.Count} learnable parameters, not {values.Length}.", nameof(parameters));
    }

    /// <summary>The same activation with other initial (or fixed) values.</summary>
    /// <param name="values">By parameter name.</param>
    /// <returns>The definition, or all mistakes.</returns>
    public ActivationResult With(IReadOnlyDictionary<string, double> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        string[] known = [.. Parameters.Select(p => p.Name)];
        FormulaError[] errors = [.. values.Keys.Except(known).Order(StringComparer.Ordinal).Select(unknown =>
            new FormulaError(1, $"'{Name}' has no parameter '{unknown}'", known, NearestName.Of(unknown, known)))];
        if (errors.Length > 0) return new ActivationResult(null, errors);
        ActivationParameter[] changed = [.. Parameters.Select(p => p with { Initial = values.GetValueOrDefault(p.Name, p.Initial) })];
        return Create(Name, Formula, changed, Scope, Description, Citation);
    }

    /// <inheritdoc/>
    public bool Equals(ActivationDefinition? other) => other is not null && Name == other.Name && Formula == other.Formula
        && Scope == other.Scope && Description == other.Description && Citation == other.Citation && Parameters.SequenceEqual(other.Parameters);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as ActivationDefinition);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Name, Formula, Scope);

    /// <inheritdoc/>
    public override string ToString() => $"{Name}: {Formula}";

    internal static ActivationResult Create(string name, string formula, IReadOnlyList<ActivationParameter> parameters,
        ActivationScope scope, string description, string citation)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentNullException.ThrowIfNull(formula);
        ArgumentNullException.ThrowIfNull(parameters);

        var errors = ParameterErrors(parameters);
        if (errors.Count > 0) return new ActivationResult(null, errors);
        var parsed = ActivationFormula.Read(formula, parameters, out errors);
        if (parsed is null) return new ActivationResult(null, errors);
        errors = FinitenessErrors(parsed, [.. parameters.Where(p => p.IsLearnable).Select(p => p.Initial)]);
        return errors.Count > 0
            ? new ActivationResult(null, errors)
            : new ActivationResult(new ActivationDefinition(name, formula, [.. parameters], scope, description, citation, parsed), []);
    }

    private static IReadOnlyList<FormulaError> ParameterErrors(IReadOnlyList<ActivationParameter> parameters)
    {
        var errors = new List<FormulaError>();
        if (parameters.Count > MostParameters)
            errors.Add(new FormulaError(1, $"a formula has at most {MostParameters} parameters, this one {parameters.Count}"));
        foreach (var group in parameters.GroupBy(p => p.Name, StringComparer.Ordinal))
        {
            if (group.Count() > 1)
                errors.Add(new FormulaError(1, $"the parameter '{group.Key}' is given twice"));
            if (FormulaScope.NameProblem(FormulaUse.Activations, group.Key, "parameter", "x") is { } problem)
                errors.Add(new FormulaError(1, problem));
            if (group.Any(p => !double.IsFinite(p.Initial)))
                errors.Add(new FormulaError(1, $"the initial value of '{group.Key}' is not a finite number"));
        }
        return errors;
    }

    // A formula that is NaN or infinite at ordinary inputs could only diverge; better to say so before training.
    private static IReadOnlyList<FormulaError> FinitenessErrors(ActivationFormula formula, double[] parameters)
    {
        var evaluator = new TermEvaluator(formula.Root);
        foreach (double x in Probes)
        {
            double y = evaluator.At(x, parameters);
            if (double.IsFinite(y)) continue;
            string found = FormattableString.Invariant($"the formula is {y} at x = {x} with the initial parameters");
            return [new FormulaError(1, found + "; it must be finite for all ordinary x")];
        }
        return [];
    }
}
