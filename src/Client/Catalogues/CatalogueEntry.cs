using Sweep.Client.Output;

namespace Sweep.Client.Catalogues;

/// <summary>Something that a spec may name.</summary>
/// <param name="Name">As written in a spec.</param>
/// <param name="Description">One line for people.</param>
/// <param name="Values">The cells of its row behind the name.</param>
internal sealed record CatalogueEntry(string Name, string Description, IReadOnlyList<object?> Values)
{
    /// <summary>What it is listed with; empty where a kind has no groups.</summary>
    public string Group { get; init; } = "";

    /// <summary>What its page has beside its row: its settings, its well-known members. What and value.</summary>
    public IReadOnlyList<(string What, string Value)> Details { get; init; } = [];

    /// <summary>Whether each of some words occurs in its name, group, row, description or details.</summary>
    /// <param name="words">Separated by blanks; upper and lower case are alike.</param>
    public bool Matches(string words) => words.Split(' ', StringSplitOptions.RemoveEmptyEntries).All(word =>
        Texts.Any(text => text.Contains(word, StringComparison.OrdinalIgnoreCase)));

    private IEnumerable<string> Texts =>
    [
        Name, Group, Description, .. Values.Select(TabularColumn.Text), .. Details.SelectMany(d => (string[])[d.What, d.Value]),
    ];
}
