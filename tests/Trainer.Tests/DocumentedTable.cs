namespace Sweep.Trainer.Tests;

/// <summary>Tables of docs/ that follow from catalogues. With SWEEP_WRITE_DOCS=1 the tests write them instead of comparing them.</summary>
internal static class DocumentedTable
{
    private static readonly Lock Files = new();

    /// <summary>Asserts that a document has the table in the section of this name.</summary>
    public static void AssertIs(string document, string section, string expected)
    {
        lock (Files)
        {
            string path = RepositoryRoot.Find("docs", document), text = File.ReadAllText(path).ReplaceLineEndings("\n");
            int marker = text.IndexOf($"<!-- {section}: ", StringComparison.Ordinal);
            Assert.True(marker >= 0, $"docs/{document} has no section {section}.");
            int start = text.IndexOf('\n', marker) + 1, end = text.IndexOf("<!-- end -->", start, StringComparison.Ordinal);
            if (Environment.GetEnvironmentVariable("SWEEP_WRITE_DOCS") == "1")
                File.WriteAllText(path, text[..start] + expected + text[end..]);
            else
                Assert.Equal(expected, text[start..end]);
        }
    }
}
