using System.Text.RegularExpressions;

namespace Sweep.Planning.Tests.Specs;

/// <summary>The examples of docs/spec.md are specs that work.</summary>
public sealed partial class DocumentationTests
{
    public static TheoryData<string> Examples => new(YamlBlock().Matches(File.ReadAllText(FindDocument())).Select(m => m.Groups[1].Value));

    [Theory]
    [MemberData(nameof(Examples))]
    public void An_example_is_a_valid_spec(string yaml) => Assert.NotEqual(0, Reading.Spec(yaml).ToPlan().TrialCount);

    [Fact]
    public void The_document_has_an_example_of_every_block()
    {
        string all = string.Concat(Examples.Select(e => e.Data));
        Assert.All(["description:", "protocol:", "grid:", "zip:", "exclude:", "seeds:", "compare:", "retry:", "stop:", "with:", "when:", "from:", "formula:", "<<:"],
            construct => Assert.Contains(construct, all, StringComparison.Ordinal));
    }

    private static string FindDocument()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            string candidate = Path.Combine(folder.FullName, "docs", "spec.md");
            if (File.Exists(candidate))
                return candidate;
        }
        throw new FileNotFoundException("docs/spec.md was not found above the test's folder.");
    }

    [GeneratedRegex("```yaml\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex YamlBlock();
}
