using Sweep.Trainer.Formulas;

namespace Sweep.Trainer.Activations;

/// <summary>What an activation is read from.</summary>
/// <param name="Name">Not empty.</param>
/// <param name="Text">A formula of x, or a network; with act(...) where it stands around another activation.</param>
/// <param name="Parameters">Learnable and fixed.</param>
/// <param name="Scope">Where the learnable ones live.</param>
/// <param name="Description">One sentence.</param>
/// <param name="Citation">The publication; empty for a user's own.</param>
internal sealed record ActivationSource(string Name, string Text, IReadOnlyList<FormulaParameter> Parameters, ParameterScope Scope,
    string Description, string Citation)
{
    /// <summary>Whether the text is a network.</summary>
    public bool IsNetwork { get; init; }

    /// <summary>What act(...) in the text stands for; null if nothing.</summary>
    public ActivationDefinition? Around { get; init; }

    /// <summary>What may be chosen beside the numbers.</summary>
    public IReadOnlyList<ActivationVariant> Variants { get; init; } = [];
}
