using System.Globalization;
using System.Text;
using Sweep.Trainer.Initializations;

namespace Sweep.Trainer.Tests.Initializations;

/// <summary>docs/initializations.md says what the program does.</summary>
public sealed class InitializationDocumentationTests
{
    [Fact]
    public void Documentation_lists_the_initializations()
    {
        var table = new StringBuilder("| name | law | settings | what | source |\n|---|---|---|---|---|\n");
        foreach (var i in InitializationCatalogue.All)
        {
            string settings = string.Join(", ", i.Settings.Select(s => $"{s.Name} ({s.Description}) = {s.Default!.Label}"));
            string law = i.Law.Replace("|", "\\|", StringComparison.Ordinal);
            table.Append(CultureInfo.InvariantCulture, $"| {i.Name} | `{law}` | {settings} | {i.Description} | {i.Citation} |\n");
        }
        DocumentSection.Check("docs/initializations.md", "initializations", table.ToString());
    }
}
