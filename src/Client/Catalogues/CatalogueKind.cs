using Spectre.Console;
using Sweep.Analysis.Names;
using Sweep.Client.CommandLine;
using Sweep.Client.Output;

namespace Sweep.Client.Catalogues;

/// <summary>A kind of things that a spec may name.</summary>
/// <param name="Name">Of many: "activations".</param>
/// <param name="Noun">Of one, for messages: "activation".</param>
/// <param name="Description">One line for help.</param>
/// <param name="Columns">Of its table, behind the name.</param>
/// <param name="Read">Gives all entries, in the order in which people should read them.</param>
internal sealed record CatalogueKind(string Name, string Noun, string Description, IReadOnlyList<TabularColumn> Columns,
    Func<CommandContext, IReadOnlyList<CatalogueEntry>> Read)
{
    /// <summary>The entries with the words of a search.</summary>
    /// <exception cref="UserErrorException">There are none.</exception>
    public IReadOnlyList<CatalogueEntry> Search(IReadOnlyList<CatalogueEntry> entries, string? words)
    {
        if (words is null)
            return entries;
        CatalogueEntry[] found = [.. entries.Where(e => e.Matches(words))];
        return found.Length > 0 ? found
            : throw new UserErrorException($"--search {words}: no {Noun} has that in its name, description or source. "
                + PossibleNames.Suggest(words, [.. entries.Select(e => e.Name)]));
    }

    /// <summary>The entry of a name.</summary>
    /// <exception cref="UserErrorException">There is none.</exception>
    public CatalogueEntry Find(IReadOnlyList<CatalogueEntry> entries, string name) => entries.FirstOrDefault(e => e.Name == name)
        ?? throw new UserErrorException($"--name {name}: no such {Noun}. {PossibleNames.Suggest(name, [.. entries.Select(e => e.Name)])}");

    /// <summary>All about one entry: what and value.</summary>
    public IEnumerable<IReadOnlyList<object?>> Page(CatalogueEntry entry)
    {
        yield return [Noun, entry.Name];
        if (entry.Group.Length > 0)
            yield return ["group", entry.Group];
        if (Columns.All(c => c.Name != "description"))
            yield return ["description", entry.Description];
        for (int i = 0; i < Columns.Count; i++)
        {
            if (TabularColumn.Text(entry.Values[i]) is { Length: > 0 } text)
                yield return [Columns[i].Heading, text];
        }
        foreach (var (what, value) in entry.Details)
            yield return [what, value];
    }

    /// <summary>Writes entries: for people under the headings of their groups, else with a last column for them.</summary>
    public async Task WriteAsync(IReadOnlyList<CatalogueEntry> entries, CommandContext context)
    {
        bool hasGroups = entries.Any(e => e.Group.Length > 0);
        if (context.Format != OutputFormat.Table || !hasGroups)
        {
            await TabularWriter.WriteAsync(Table(entries, hasGroups), context.Format, context.Screen, context.Stop);
            return;
        }
        foreach (var group in entries.GroupBy(e => e.Group))
        {
            context.Screen.Console.WriteLine($"{char.ToUpperInvariant(group.Key[0])}{group.Key[1..]}");
            context.Screen.Console.WriteLine();
            await TabularWriter.WriteAsync(Table([.. group], withGroups: false), context.Format, context.Screen, context.Stop);
            context.Screen.Console.WriteLine();
        }
    }

    private Tabular Table(IReadOnlyList<CatalogueEntry> entries, bool withGroups)
    {
        TabularColumn[] group = withGroups ? [new("group")] : [];
        return Tabular.Create([new("name"), .. Columns, .. group], entries.Select(e => (IReadOnlyList<object?>)
            [e.Name, .. e.Values, .. group.Select(_ => e.Group)]));
    }
}
