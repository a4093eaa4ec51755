using Sweep.Trainer.Formulas;

namespace Sweep.Trainer.Activations;

/// <summary>The activations that a spec can name. Constants and initial values are those of the cited work or, for the AReLU paper's
/// comparison, those of its authors' code; where the two differ the entry says so.</summary>
public static partial class ActivationCatalogue
{
    private static readonly Dictionary<string, ActivationDefinition> ByName;

    static ActivationCatalogue()
    {
        ActivationDefinition[] formulas = [.. PaperComparison(), .. Controls(), .. Others(), .. Pieces()], networks = Networks();
        All = [.. formulas, .. Surrounding([.. formulas, .. networks]), .. networks];
        ByName = All.ToDictionary(a => a.Name, StringComparer.Ordinal);
    }

    /// <summary>All activations: the paper's nineteen (fixed ones, then learnable ones, AReLU last), the controls, the others, those that
    /// stand around another, the networks.</summary>
    public static IReadOnlyList<ActivationDefinition> All { get; }

    /// <summary>Those that are a formula of x.</summary>
    public static IEnumerable<ActivationDefinition> Formulas => All.Where(a => a.Network is null);

    /// <summary>The activation of that exact name, or null.</summary>
    public static ActivationDefinition? Find(string name) => ByName.GetValueOrDefault(name);

    private static FormulaParameter Learnable(string name, double initial) => new(name, initial);

    private static FormulaParameter Fixed(string name, double value) => new(name, value, IsLearnable: false);

    private static ActivationDefinition PerLayer(string name, string formula, FormulaParameter[] parameters,
        string description, string citation, params ActivationVariant[] variants) =>
        Entry(new(name, formula, parameters, ParameterScope.PerLayer, description, citation) { Variants = variants });

    private static ActivationDefinition PerChannel(string name, string formula, FormulaParameter[] parameters,
        string description, string citation) =>
        Entry(new(name, formula, parameters, ParameterScope.PerChannel, description, citation));

    private static ActivationDefinition Network(string name, string text, FormulaParameter[] parameters,
        string description, string citation, ParameterScope scope = ParameterScope.PerLayer) =>
        Entry(new(name, text, parameters, scope, description, citation) { IsNetwork = true });

    // What has learned parameters may have them per layer or per channel.
    private static ActivationDefinition Entry(ActivationSource source)
    {
        var result = ActivationDefinition.Create(source.Parameters.Any(p => p.IsLearnable)
            ? source with { Variants = [.. source.Variants, ActivationVariant.Per(source.Scope)] } : source);
        return result.Definition
            ?? throw new InvalidOperationException($"The catalogue's '{source.Name}' is wrong: {string.Join("; ", result.Errors)}");
    }
}
