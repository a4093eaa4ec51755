using Sweep.Trainer.Formulas;

namespace Sweep.Trainer.Activations;

/// <summary>The activations that a spec can name. Constants and initial values are those of the cited work or, for the AReLU paper's
/// comparison, those of its authors' code; where the two differ the entry says so.</summary>
public static partial class ActivationCatalogue
{
    private static readonly Dictionary<string, ActivationDefinition> ByName;

    static ActivationCatalogue()
    {
        All = [.. PaperComparison(), .. Controls(), .. Others(), .. Networks()];
        ByName = All.ToDictionary(a => a.Name, StringComparer.Ordinal);
    }

    /// <summary>All activations: the paper's nineteen (fixed ones, then learnable ones, AReLU last), the controls, the others, the
    /// networks.</summary>
    public static IReadOnlyList<ActivationDefinition> All { get; }

    /// <summary>Those that are a formula of x.</summary>
    public static IEnumerable<ActivationDefinition> Formulas => All.Where(a => a.Network is null);

    /// <summary>The activation of that exact name, or null.</summary>
    public static ActivationDefinition? Find(string name) => ByName.GetValueOrDefault(name);

    private static FormulaParameter Learnable(string name, double initial) => new(name, initial);

    private static FormulaParameter Fixed(string name, double value) => new(name, value, IsLearnable: false);

    private static ActivationDefinition PerLayer(string name, string formula, FormulaParameter[] parameters,
        string description, string citation) =>
        Entry(name, formula, parameters, ParameterScope.PerLayer, description, citation);

    private static ActivationDefinition PerChannel(string name, string formula, FormulaParameter[] parameters,
        string description, string citation) =>
        Entry(name, formula, parameters, ParameterScope.PerChannel, description, citation);

    private static ActivationDefinition Entry(string name, string formula, FormulaParameter[] parameters, ParameterScope scope,
        string description, string citation) =>
        Right(name, ActivationDefinition.Create(name, formula, parameters, scope, description, citation));

    private static ActivationDefinition Network(string name, string text, FormulaParameter[] settings,
        string description, string citation) =>
        Right(name, ActivationDefinition.CreateNetwork(name, text, settings, description, citation));

    private static ActivationDefinition Right(string name, ActivationResult result) => result.Definition
        ?? throw new InvalidOperationException($"The catalogue's '{name}' is wrong: {string.Join("; ", result.Errors)}");
}
