using System.Text;
using System.Text.RegularExpressions;
using Sweep.Testing;

namespace Sweep.Client.Tests;

/// <summary>The commands of docs/from-elsewhere.md on the tables that the page shows.</summary>
public sealed partial class DocumentedImportTests : IDisposable
{
    private static readonly string Page = File.ReadAllText(RepositoryRoot.Find("docs", "from-elsewhere.md"))
        .ReplaceLineEndings("\n");

    private readonly TemporaryFolder folder = new();

    public static TheoryData<string> Imports => new(Command().Matches(Page).Select(match => match.Groups["line"].Value)
        .Where(line => Table().Matches(Page).Any(table => line.Contains($" {table.Groups["file"].Value} ", StringComparison.Ordinal))));

    public void Dispose() => folder.Dispose();

    [Theory]
    [MemberData(nameof(Imports))]
    public async Task A_table_of_the_page_is_imported_as_the_page_says_and_has_verdicts(string command)
    {
        foreach (Match table in Table().Matches(Page))
            folder.Write(table.Groups["file"].Value, Encoding.UTF8.GetBytes(table.Groups["text"].Value));
        string[] words = [.. Word().Matches(command).Select(match => match.Value.Trim('"'))];

        var import = await SweepProcess.RunAsync(folder.FullName, words[1..]);
        Assert.True(import.Code == 0, import.Error);
        var compare = await SweepProcess.RunAsync(folder.FullName, "compare", words[Array.IndexOf(words, "--name") + 1]);
        Assert.True(compare.Code == 0, compare.Error);
        Assert.Contains(" is better ", compare.Output.ReplaceLineEndings(" "), StringComparison.Ordinal);
    }

    [GeneratedRegex(@"^```csv (?<file>\S+)\n(?<text>.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Table();

    [GeneratedRegex(@"^\$ (?<line>sweep import (?:[^\n]*\\\n)*[^\n]*)$", RegexOptions.Multiline)]
    private static partial Regex Command();

    [GeneratedRegex("\"[^\"]*\"|[^\\s\"\\\\]+")]
    private static partial Regex Word();
}
