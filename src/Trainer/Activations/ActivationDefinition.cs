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

    private readonly ActivationSource source;
    private readonly ElementwiseFormula? parsed;

    private ActivationDefinition(ActivationSource source, ElementwiseFormula? parsed, ActivationNetwork? network)
    {
        (this.source, this.parsed, Network) = (source, parsed, network);
        LearnableParameters = parsed?.LearnableParameters ?? [];
    }

    /// <summary>What specs and tables call it: "leaky-relu".</summary>
    public string Name => source.Name;

    /// <summary>f(x) in the formula language, or the text of the network (docs/activations.md); act(...) in it is
    /// <see cref="Around"/>.</summary>
    public string Formula => source.Text;

    /// <summary>The network, or null where a formula is all.</summary>
    public ActivationNetwork? Network { get; }

    /// <summary>The activation that it stands around; null for most.</summary>
    public ActivationDefinition? Around => source.Around;

    /// <summary>All parameters of its own, learnable and fixed.</summary>
    public IReadOnlyList<FormulaParameter> Parameters => source.Parameters;

    /// <summary>What may be chosen beside the numbers.</summary>
    public IReadOnlyList<ActivationVariant> Variants => source.Variants;

    /// <summary>Those of the formula that the optimizer moves, in the order that kernels take them; none of a network, whose layers have
    /// their own.</summary>
    public IReadOnlyList<FormulaParameter> LearnableParameters { get; }

    /// <summary>Where the learnable parameters live.</summary>
    public ParameterScope Scope => parsed?.Scope ?? source.Scope;

    /// <summary>One sentence for lists.</summary>
    public string Description => source.Description;

    /// <summary>The publication that introduced it; empty for a user's own.</summary>
    public string Citation => source.Citation;

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
        Create(new ActivationSource(name, formula, parameters, scope, "defined by the user", ""));

    /// <summary>Makes a network activation from a user's spec.</summary>
    /// <param name="name">Not empty.</param>
    /// <param name="network">The network's text (docs/activations.md).</param>
    /// <param name="parameters">What its formulas learn, with initial values; null for nothing.</param>
    /// <param name="scope">Where that lives.</param>
    /// <param name="around">What act(...) stands for; null if nothing.</param>
    /// <returns>The definition, or all mistakes.</returns>
    public static ActivationResult FromUserNetwork(string name, string network, IReadOnlyList<FormulaParameter>? parameters = null,
        ParameterScope scope = ParameterScope.PerLayer, ActivationDefinition? around = null) =>
        Create(new ActivationSource(name, network, parameters ?? [], scope, "defined by the user", "")
        {
            IsNetwork = true, Around = around,
        });

    /// <summary>Checks a formula without making anything of it.</summary>
    /// <param name="formula">The formula.</param>
    /// <param name="parameterNames">The names it may use beside x.</param>
    /// <returns>All mistakes in one text, or null if there is none. A network in its place is told.</returns>
    public static string? Check(string formula, IReadOnlyList<string> parameterNames)
    {
        ArgumentNullException.ThrowIfNull(formula);
        ArgumentNullException.ThrowIfNull(parameterNames);
        FormulaParameter[] parameters = [.. parameterNames.Select(name => new FormulaParameter(name, 1))];
        var errors = ParameterErrors(parameters, "x");
        if (errors.Count == 0) ElementwiseFormula.Read(formula, parameters, ParameterScope.PerLayer, out errors);
        if (errors.Count == 0)
            return null;
        bool isNetwork = ActivationLayerWord.All.Keys.Any(word => formula.Contains(word + "(", StringComparison.Ordinal))
            && FromUserNetwork("mine", formula, parameters).Errors.Count == 0;
        return isNetwork ? $"{errors[0]}. It is a network: write network in the place of formula" : string.Join("; ", errors);
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
        return Change(s => s with { Parameters = changed });
    }

    /// <inheritdoc/>
    public bool Equals(ActivationDefinition? other) => other is not null && Name == other.Name && Formula == other.Formula
        && (Network is null) == (other.Network is null) && Scope == other.Scope && Description == other.Description
        && Citation == other.Citation && Parameters.SequenceEqual(other.Parameters) && Equals(Around, other.Around);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as ActivationDefinition);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Name, Formula, Scope);

    /// <inheritdoc/>
    public override string ToString() => $"{Name}: {Formula}";

    /// <summary>The same activation from something else.</summary>
    internal ActivationResult Change(Func<ActivationSource, ActivationSource> change) => Create(change(source));

    /// <summary>Reads an activation.</summary>
    internal static ActivationResult Create(ActivationSource source)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(source.Name);
        ArgumentNullException.ThrowIfNull(source.Text);
        ArgumentNullException.ThrowIfNull(source.Parameters);
        var errors = ParameterErrors(source.Parameters, source.IsNetwork ? ["x", "C"] : ["x"]);
        if (errors.Count > 0) return new ActivationResult(null, errors);
        var parsed = source.IsNetwork ? null : source.Around is not null ? ActivationPlaceholder.Inline(source)
            : ElementwiseFormula.Read(source.Text, source.Parameters, source.Scope, out errors);
        var network = parsed is null && (source.IsNetwork || source.Around is not null) ? ActivationNetwork.Read(source, out errors) : null;
        if (parsed is not null)
            errors = FinitenessErrors(parsed, [.. parsed.LearnableParameters.Select(p => p.Initial)]);
        return errors.Count > 0
            ? new ActivationResult(null, errors)
            : new ActivationResult(new ActivationDefinition(source, parsed, network), []);
    }

    private static IReadOnlyList<FormulaError> ParameterErrors(IReadOnlyList<FormulaParameter> parameters,
        params ReadOnlySpan<string> taken)
    {
        var errors = new List<FormulaError>();
        if (parameters.Count > MaxParameters)
            errors.Add(new FormulaError(1, $"a formula has at most {MaxParameters} parameters, this one {parameters.Count}"));
        foreach (var group in parameters.GroupBy(p => p.Name, StringComparer.Ordinal))
        {
            if (group.Count() > 1)
                errors.Add(new FormulaError(1, $"the parameter '{group.Key}' is given twice"));
            if (FormulaScope.NameProblem(FormulaUse.Activations, group.Key, "parameter", taken) is { } problem)
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
