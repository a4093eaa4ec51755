using System.Text;
using System.Text.RegularExpressions;

namespace Sweep.Client.Page.Queries;

/// <summary>What docs/database.md says of the views and asks as examples; it is a part of this program.</summary>
internal sealed partial class QueryHandbook
{
    private QueryHandbook(IReadOnlyList<(string Name, string RowPer)> views, IReadOnlyList<(string Question, string Sql)> examples) =>
        (Views, Examples) = (views, examples);

    /// <summary>The one that this program has.</summary>
    public static QueryHandbook Embedded { get; } = Parse(Read());

    /// <summary>The views, each with what it has a row for.</summary>
    public IReadOnlyList<(string Name, string RowPer)> Views { get; }

    /// <summary>Questions with the statements that answer them.</summary>
    public IReadOnlyList<(string Question, string Sql)> Examples { get; }

    /// <summary>Reads the table below "## Views" and the statements below "## Queries".</summary>
    public static QueryHandbook Parse(string markdown) => new(
        [.. ViewRow().Matches(Section(markdown, "Views")).Select(m => (m.Groups[1].Value, Plain(m.Groups[2].Value)))],
        [.. Example().Matches(Section(markdown, "Queries")).Select(m => (Plain(m.Groups[1].Value), m.Groups[2].Value.Trim()))]);

    private static string Section(string markdown, string heading)
    {
        string begin = $"\n## {heading}\n";
        int start = markdown.IndexOf(begin, StringComparison.Ordinal);
        if (start < 0)
            return "";
        int end = markdown.IndexOf("\n## ", start + begin.Length, StringComparison.Ordinal);
        return markdown[(start + begin.Length)..(end < 0 ? markdown.Length : end)];
    }

    private static string Plain(string markdown) =>
        Space().Replace(Link().Replace(markdown, "$1").Replace("`", "", StringComparison.Ordinal), " ").Trim();

    private static string Read()
    {
        using var stream = typeof(QueryHandbook).Assembly.GetManifestResourceStream("Docs/database.md")
            ?? throw new InvalidOperationException("The program lacks its part database.md.");
        return new StreamReader(stream, Encoding.UTF8).ReadToEnd().ReplaceLineEndings("\n");
    }

    [GeneratedRegex(@"^\| `(v_\w+)` \| ([^|]*) \|", RegexOptions.Multiline | RegexOptions.CultureInvariant)]
    private static partial Regex ViewRow();

    // The sentences before a statement.
    [GeneratedRegex(@"((?:^(?!```).+\n)+)\n*^```sql\n([^`]*)^```$", RegexOptions.Multiline | RegexOptions.CultureInvariant)]
    private static partial Regex Example();

    [GeneratedRegex(@"\[([^\]]*)\]\([^)]*\)", RegexOptions.CultureInvariant)]
    private static partial Regex Link();

    [GeneratedRegex(@"\s+", RegexOptions.CultureInvariant)]
    private static partial Regex Space();
}
