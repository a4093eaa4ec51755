namespace Sweep.Trainer.Formulas;

/// <summary>A mistake in a formula: where, what, and what would have been right.</summary>
/// <param name="Column">The first character at fault, counted from 1.</param>
/// <param name="Message">What is wrong and how to correct it.</param>
/// <param name="Allowed">The names that would be right here; empty when it is not about a name.</param>
/// <param name="Nearest">The allowed name most like the one written, if one is near.</param>
public sealed record FormulaError(int Column, string Message, IReadOnlyList<string> Allowed, string? Nearest)
{
    internal FormulaError(int column, string message)
        : this(column, message, [], null)
    {
    }

    /// <summary>"column 5: there is no function 'sigmod'; did you mean 'sigmoid'? Known: abs, clamp, ..."</summary>
    public override string ToString()
    {
        string hint = Nearest is null ? "" : $"; did you mean '{Nearest}'?";
        string known = Allowed.Count == 0 ? "" : (Nearest is null ? "." : "") + " Known: " + string.Join(", ", Allowed);
        return $"column {Column}: {Message}{hint}{known}";
    }
}
