namespace Sweep.Trainer.Formulas;

/// <summary>What formulas are for.</summary>
internal enum FormulaUse
{
    /// <summary>Functions of x.</summary>
    Activations,

    /// <summary>Assignments over whole tensors.</summary>
    Optimizers,

    /// <summary>Functions of a training's progress.</summary>
    Schedules,

    /// <summary>Scales of start values.</summary>
    Initializations,
}

/// <summary>What a formula may name, and what it has named.</summary>
/// <param name="use">What the formula is for.</param>
/// <param name="noun">What a name stands for, in messages: "parameter".</param>
internal sealed class FormulaScope(FormulaUse use, string noun)
{
    /// <summary>What the formula is for.</summary>
    public FormulaUse Use { get; } = use;

    /// <summary>What a name stands for, in messages.</summary>
    public string Noun { get; } = noun;

    /// <summary>What each name stands for; more may be added between formulas.</summary>
    public Dictionary<string, Term> Names { get; } = new(StringComparer.Ordinal);

    /// <summary>The names that formulas have used.</summary>
    public HashSet<string> Used { get; } = new(StringComparer.Ordinal);

    /// <summary>What is wrong with a name that is not known, if more can be said than that.</summary>
    public Func<string, string?> Explain { get; init; } = _ => null;

    /// <summary>Why a name cannot be given to something of the user's own; null if it can.</summary>
    /// <param name="use">What the formula is for.</param>
    /// <param name="name">The name.</param>
    /// <param name="what">What it is to name: "parameter".</param>
    /// <param name="taken">Names that have a meaning already.</param>
    public static string? NameProblem(FormulaUse use, string name, string what, params ReadOnlySpan<string> taken) =>
        !FormulaToken.IsName(name) ? $"'{name}' cannot name a {what}: a name is a letter or underscore, then letters, digits, underscores"
        : name == "pi" || taken.Contains(name) || FormulaFunction.All.GetValueOrDefault(name)?.IsKnownIn(use) == true
            ? $"'{name}' already has a meaning in formulas; give the {what} another name"
        : null;
}
