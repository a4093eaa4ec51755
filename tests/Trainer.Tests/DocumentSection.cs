namespace Sweep.Trainer.Tests;

/// <summary>A part of a document that is made from a catalogue. With SWEEP_WRITE_DOCS=1 tests write such parts instead of comparing
/// them.</summary>
internal static class DocumentSection
{
    private static readonly Lock Writing = new();

    /// <summary>Asserts that a part is what the program would write.</summary>
    /// <param name="document">Path from the root of the repository.</param>
    /// <param name="section">The name in its marker: "&lt;!-- name: ... -->"; the part ends at "&lt;!-- end -->".</param>
    /// <param name="expected">The lines between the markers.</param>
    public static void Check(string document, string section, string expected)
    {
        lock (Writing)
        {
            string path = RepositoryRoot.Find(document), text = File.ReadAllText(path).ReplaceLineEndings("\n");
            int marker = text.IndexOf($"<!-- {section}: ", StringComparison.Ordinal);
            Assert.True(marker >= 0, $"{document} has no section {section}.");
            int start = text.IndexOf('\n', marker) + 1, end = text.IndexOf("<!-- end -->", start, StringComparison.Ordinal);
            if (Environment.GetEnvironmentVariable("SWEEP_WRITE_DOCS") == "1")
                File.WriteAllText(path, text[..start] + expected + text[end..]);
            else
                Assert.Equal(expected, text[start..end]);
        }
    }
}
