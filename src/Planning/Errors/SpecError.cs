namespace Sweep.Planning.Errors;

/// <summary>One mistake in a spec. A reading reports all of them at once.</summary>
/// <param name="Path">Where in the structure: "grid.activation[3].name"; empty for the whole document.</param>
/// <param name="Line">From 1.</param>
/// <param name="Column">From 1.</param>
/// <param name="Message">What is wrong and what to do, a sentence for people.</param>
/// <param name="Allowed">The values possible there; empty when they cannot be listed.</param>
/// <param name="Suggestion">The possible value nearest to what was written; null when none is near.</param>
public sealed record SpecError(string Path, int Line, int Column, string Message, IReadOnlyList<string> Allowed, string? Suggestion)
{
    /// <summary>One line for people: place, path, message, suggestion, alternatives.</summary>
    public override string ToString() =>
        $"line {Line}, column {Column}: {(Path.Length == 0 ? "" : Path + ": ")}{Message}"
        + (Suggestion is null ? "" : $" Did you mean '{Suggestion}'?")
        + (Allowed.Count == 0 ? "" : $" Possible: {string.Join(", ", Allowed)}.");
}
