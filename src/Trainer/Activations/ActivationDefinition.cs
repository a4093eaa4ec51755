using Sweep.Planning.Errors;
using Sweep.Trainer.Engines;
using Sweep.Trainer.Formulas;
using Sweep.Trainer.Networks;

namespace Sweep.Trainer.Activations;

/// <summary>An activation: a formula of x with its parameters, or a small network that stands in the activation's place. Immutable,
/// thread-safe; equal when all properties are.</summary>
public sealed class ActivationDefinition : IEquatable<ActivationDefinition>
{
    private const int MaxParameters = 32;

    private static readonly double[] Probes = [-8, -2, -0.7, 0.7, 2, 8];

    private readonly ElementwiseFormula? parsed;

    private ActivationDefinition(string name, string formula, IReadOnlyList<FormulaParameter> parameters, ParameterScope scope,
        string description, string citation, ElementwiseFormula? parsed, ActivationNetwork? network)
    {
        Name = name;
        Formula = formula;
        Parameters = parameters;
        Scope = scope;
        Description = description;
        Citation = citation;
        this.parsed = parsed;
        Network = network;
        LearnableParameters = [.. parameters.Where(p => p.IsLearnable)];
    }

    /// <summary>What specs and tables call it: "leaky-relu".</summary>
    public string Name { get; }

    /// <summary>f(x) in the formula language, or the text of the network (docs/activations.md).</summary>
    public string Formula { get; }

    /// <summary>The network, or null where a formula is all.</summary>
    public ActivationNetwork? Network { get; }

    /// <summary>All parameters, learnable and fixed; the settings of a network are fixed ones.</summary>
    public IReadOnlyList<FormulaParameter> Parameters { get; }

    /// <summary>Those of the formula that the optimizer moves, in the order that kernels take them; none of a network, whose layers have
    /// their own.</summary>
    public IReadOnlyList<FormulaParameter> LearnableParameters { get; }

    /// <summary>Where the learnable parameters live.</summary>
    public ParameterScope Scope { get; }

    /// <summary>One sentence for lists.</summary>
    public string Description { get; }

    /// <summary>The publication that introduced it; empty for a user's own.</summary>
    public string Citation { get; }

    /// <summary>What kind it is, for lists: by what training gives it.</summary>
    public string Group => Network is not null ? "networks" : UsesNoise ? "random" : LearnableParameters.Count == 0 ? "fixed"
        : Scope == ParameterScope.PerChannel ? "learned per channel" : "learned per layer";

    /// <summary>Whether it draws one random number per element while training (randomised ReLU).</summary>
    public bool UsesNoise => parsed?.UsesNoise ?? false;

    /// <summary>The formula's terms and derivatives.</summary>
    /// <exception cref="InvalidOperationException">It is a network.</exception>
    public ElementwiseFormula Parsed => parsed ?? throw new InvalidOperationException($"'{Name}' is a network, not a formula of x.");

    /// <summary>Activations of equal keys make networks of equal layers, which can train as one program: formulas of one scope (a formula
    /// with fewer parameters leaves the rest unused), and equal networks.</summary>
    public object FusionKey => Network is null ? Scope : this;

    /// <summary>What stands at a place of an architecture: for <see cref="ShapedNetwork.WithActivation"/>.</summary>
    /// <param name="place">The shape that is activated.</param>
    public LayerDescription At(TensorShape place) =>
        Network is null ? new LayerDescription.Elementwise(Parsed) : new LayerDescription.Nested(Network.At(place));

    /// <summary>Makes a definition from a user's spec.</summary>
    /// <param name="name">Not empty.</param>
    /// <param name="formula">The formula.</param>
    /// <param name="parameters">Its parameters with initial values.</param>
    /// <param name="scope">Where the learnable ones live.</param>
    /// <returns>The definition, or all mistakes.</returns>
    public static ActivationResult FromUser(string name, string formula, IReadOnlyList<FormulaParameter> parameters,
        ParameterScope scope = ParameterScope.PerLayer) =>
        Create(name, formula, parameters, scope, "defined by the user", "");

    /// <summary>Makes a network activation from a user's spec.</summary>
    /// <param name="name">Not empty.</param>
    /// <param name="network">The network's text (docs/activations.md).</param>
    /// <returns>The definition, or all mistakes.</returns>
    public static ActivationResult FromUserNetwork(string name, string network) =>
        CreateNetwork(name, network, [], "defined by the user", "");

    /// <summary>Checks a formula without making anything of it.</summary>
    /// <param name="formula">The formula.</param>
    /// <param name="parameterNames">The names it may use beside x.</param>
    /// <returns>All mistakes in one text, or null if there is none.</returns>
    public static string? Check(string formula, IReadOnlyList<string> parameterNames)
    {
        ArgumentNullException.ThrowIfNull(formula);
        ArgumentNullException.ThrowIfNull(parameterNames);
        FormulaParameter[] parameters = [.. parameterNames.Select(name => new FormulaParameter(name, 1))];
        var errors = ParameterErrors(parameters);
        if (errors.Count == 0) ElementwiseFormula.Read(formula, parameters, ParameterScope.PerLayer, out errors);
        return errors.Count == 0 ? null : string.Join("; ", errors);
    }

    /// <summary>sqrt(E[f(z)^2]) for z standard normal: how much the activation scales a signal of unit variance.</summary>
    /// <param name="parameters">The learnable parameters' values, in order; null takes the initial ones.</param>
    /// <remarks>The weight gain that keeps the signal's variance through a layer is its reciprocal (He et al., arXiv 1502.01852, section
    /// 2.2).</remarks>
    /// <exception cref="ArgumentException">The number of values is not that of the learnable parameters.</exception>
    /// <exception cref="InvalidOperationException">It is a network: its scale depends on weights that are drawn.</exception>
    public double RmsGain(IReadOnlyList<double>? parameters = null)
    {
        double[] values = [.. parameters ?? [.. LearnableParameters.Select(p => p.Initial)]];
        return values.Length == LearnableParameters.Count
            ? GaussianGain.Compute(Parsed, values)
            : throw new ArgumentException($"'{Name}' has {LearnableParameters.Count} learnable parameters, not {values.Length}.",
                nameof(parameters));
    }

    /// <summary>The same activation with other initial (or fixed) values.</summary>
    /// <param name="values">By parameter name.</param>
    /// <returns>The definition, or all mistakes.</returns>
    public ActivationResult With(IReadOnlyDictionary<string, double> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        string[] known = [.. Parameters.Select(p => p.Name)];
        FormulaError[] errors = [.. values.Keys.Except(known).Order(StringComparer.Ordinal).Select(unknown =>
            new FormulaError(1, $"'{Name}' has no parameter '{unknown}'", known, NearestName.Find(unknown, known)))];
        if (errors.Length > 0) return new ActivationResult(null, errors);
        FormulaParameter[] changed = [.. Parameters.Select(p => p with { Initial = values.GetValueOrDefault(p.Name, p.Initial) })];
        return Network is null
            ? Create(Name, Formula, changed, Scope, Description, Citation)
            : CreateNetwork(Name, Formula, changed, Description, Citation);
    }

    /// <inheritdoc/>
    public bool Equals(ActivationDefinition? other) => other is not null && Name == other.Name && Formula == other.Formula
        && (Network is null) == (other.Network is null) && Scope == other.Scope && Description == other.Description
        && Citation == other.Citation && Parameters.SequenceEqual(other.Parameters);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as ActivationDefinition);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Name, Formula, Scope);

    /// <inheritdoc/>
    public override string ToString() => $"{Name}: {Formula}";

    internal static ActivationResult Create(string name, string formula, IReadOnlyList<FormulaParameter> parameters,
        ParameterScope scope, string description, string citation)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentNullException.ThrowIfNull(formula);
        ArgumentNullException.ThrowIfNull(parameters);

        var errors = ParameterErrors(parameters);
        if (errors.Count > 0) return new ActivationResult(null, errors);
        var parsed = ElementwiseFormula.Read(formula, parameters, scope, out errors);
        if (parsed is null) return new ActivationResult(null, errors);
        errors = FinitenessErrors(parsed, [.. parameters.Where(p => p.IsLearnable).Select(p => p.Initial)]);
        return errors.Count > 0
            ? new ActivationResult(null, errors)
            : new ActivationResult(
                new ActivationDefinition(name, formula, [.. parameters], scope, description, citation, parsed, network: null),
                []);
    }

    /// <param name="name">Not empty.</param>
    /// <param name="text">The network's text.</param>
    /// <param name="settings">Its constants: fixed parameters.</param>
    /// <param name="description">One sentence.</param>
    /// <param name="citation">The publication.</param>
    internal static ActivationResult CreateNetwork(string name, string text, IReadOnlyList<FormulaParameter> settings,
        string description, string citation)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentNullException.ThrowIfNull(text);
        var errors = ParameterErrors(settings);
        if (errors.Count > 0) return new ActivationResult(null, errors);
        return ActivationNetwork.Read(text, settings, out errors) is { } network
            ? new ActivationResult(
                new ActivationDefinition(name, text, [.. settings], ParameterScope.PerLayer, description, citation, parsed: null, network),
                [])
            : new ActivationResult(null, errors);
    }

    private static IReadOnlyList<FormulaError> ParameterErrors(IReadOnlyList<FormulaParameter> parameters)
    {
        var errors = new List<FormulaError>();
        if (parameters.Count > MaxParameters)
            errors.Add(new FormulaError(1, $"a formula has at most {MaxParameters} parameters, this one {parameters.Count}"));
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
    private static IReadOnlyList<FormulaError> FinitenessErrors(ElementwiseFormula formula, double[] parameters)
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
