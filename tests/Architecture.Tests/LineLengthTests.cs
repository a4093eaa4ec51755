using System.Diagnostics;
using System.Text.RegularExpressions;

namespace Sweep.Architecture.Tests;

/// <summary>Lines that can be read side by side, as .editorconfig says.</summary>
public sealed partial class LineLengthTests
{
    private const int MaxLength = 140;
    private static readonly string[] Kinds = ["*.cs", "*.md", "*.sql", "*.sh", "*.csproj", "*.props", "*.yaml"];

    public static TheoryData<string> Folders => new(TrackedFiles().Select(Folder).Distinct().Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(Folders))]
    public void No_line_is_longer_than_140_columns(string folder)
    {
        var longer = TrackedFiles().Where(file => Folder(file) == folder && !IsPinnedData(file)).SelectMany(file => File
            .ReadLines(Path.Combine(Repository.Root, file))
            .Select((line, index) => (Line: line, Place: $"{file}:{index + 1}: {line.Length} columns"))
            .Where(line => line.Line.Length > MaxLength && !CannotBeWrapped(file, line.Line))
            .Select(line => line.Place)).ToArray();
        Assert.True(longer.Length == 0, string.Join('\n', longer));
    }

    [Theory]
    [InlineData("a.md", "| a table's row | cannot be wrapped |", true)]
    [InlineData("a.md", "[definition]: https://example.org/a", true)]
    [InlineData("a.cs", "/// <see href=\"https://example.org/a\"/>", true)]
    [InlineData("a.cs", "| no table here |", false)]
    [InlineData("a.md", "Text with a link: https://example.org/a", false)]
    public void Only_table_rows_and_single_addresses_may_be_longer(string file, string line, bool mayBeLonger) =>
        Assert.Equal(mayBeLonger, CannotBeWrapped(file, line));

    private static bool CannotBeWrapped(string file, string line) => SingleAddress().IsMatch(line)
        || (file.EndsWith(".md", StringComparison.Ordinal) && (line.TrimStart().StartsWith('|') || LinkDefinition().IsMatch(line)));

    /// <summary>Recorded outputs and numbers, which are compared as they are.</summary>
    private static bool IsPinnedData(string file) =>
        file.StartsWith("tests/", StringComparison.Ordinal) && file.Split('/').Any(part => part is "Pins" or "Expected");

    private static string Folder(string file) => file.Split('/') switch
    {
        [var top, var next, _, ..] => $"{top}/{next}",
        [var top, _] => top,
        _ => ".",
    };

    /// <summary>What git has or would add, relative to the checkout.</summary>
    private static IReadOnlyList<string> TrackedFiles()
    {
        var start = new ProcessStartInfo("git", ["ls-files", "--cached", "--others", "--exclude-standard", "--", .. Kinds])
        {
            WorkingDirectory = Repository.Root,
            RedirectStandardOutput = true,
        };
        using var git = Process.Start(start)!;
        string[] files = git.StandardOutput.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        git.WaitForExit();
        Assert.Equal(0, git.ExitCode);
        return [.. files.Where(file => File.Exists(Path.Combine(Repository.Root, file)))];
    }

    [GeneratedRegex(@"^\s*\[[^\]]+\]:\s")]
    private static partial Regex LinkDefinition();

    [GeneratedRegex(@"^[\s/#*-]*(?:<see href=""|<)?https?://\S+$")]
    private static partial Regex SingleAddress();
}
