namespace Sweep.Trainer.Activations;

/// <summary>The activations that a spec can name. Constants and initial values are those of the cited work or, for the AReLU paper's
/// comparison, those of its authors' code; where the two differ the entry says so.</summary>
public static partial class ActivationCatalogue
{
    private static readonly Dictionary<string, ActivationDefinition> ByName;

    static ActivationCatalogue()
    {
        All = [.. PaperComparison(), .. Controls(), .. Others()];
        ByName = All.ToDictionary(a => a.Name, StringComparer.Ordinal);
    }

    /// <summary>All activations: the paper's nineteen (fixed ones, then learnable ones, AReLU last), the controls, the others.</summary>
    public static IReadOnlyList<ActivationDefinition> All { get; }

    /// <summary>The activation of that exact name, or null.</summary>
    public static ActivationDefinition? Find(string name) => ByName.GetValueOrDefault(name);

    private static ActivationParameter Learnable(string name, double initial) => new(name, initial);

    private static ActivationParameter Fixed(string name, double value) => new(name, value, IsLearnable: false);

    private static ActivationDefinition PerLayer(string name, string formula, ActivationParameter[] parameters,
        string description, string citation) =>
        Entry(name, formula, parameters, ActivationScope.PerLayer, description, citation);

    private static ActivationDefinition PerChannel(string name, string formula, ActivationParameter[] parameters,
        string description, string citation) =>
        Entry(name, formula, parameters, ActivationScope.PerChannel, description, citation);

    private static ActivationDefinition Entry(string name, string formula, ActivationParameter[] parameters, ActivationScope scope,
        string description, string citation)
    {
        var (definition, errors) = ActivationDefinition.Create(name, formula, parameters, scope, description, citation);
        return definition ?? throw new InvalidOperationException($"The catalogue's '{name}' is wrong: {string.Join("; ", errors)}");
    }
}
