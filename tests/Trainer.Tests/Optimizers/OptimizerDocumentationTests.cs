using System.Globalization;
using System.Text;
using Sweep.Planning.Vocabulary;
using Sweep.Trainer.Optimizers;
using Sweep.Trainer.Schedules;

namespace Sweep.Trainer.Tests.Optimizers;

/// <summary>docs/optimizers.md says what the program does.</summary>
public sealed class OptimizerDocumentationTests
{
    [Fact]
    public void Documentation_lists_the_optimizers()
    {
        var table = new StringBuilder("| name | update | state | constants | source |\n|---|---|---|---|---|\n");
        foreach (var o in OptimizerCatalogue.All)
        {
            string update = string.Join("<br>", o.Update.Select(u => $"`{u}`")), states = string.Join(", ", o.States
                .Select(s => s + (o.Starts.TryGetValue(s, out var start) ? $" = {start}" : "") + (s == o.Evaluated ? " (evaluated)" : "")));
            table.Append(CultureInfo.InvariantCulture, $"| {o.Name} | {update} | {states} | {Describe(o.Constants)} | {o.Citation} |\n");
        }
        DocumentSection.Check("docs/optimizers.md", "optimizers", table.ToString());
    }

    [Fact]
    public void Documentation_lists_the_schedules()
    {
        var table = new StringBuilder("| name | formula | constants | what | source |\n|---|---|---|---|---|\n");
        foreach (var s in ScheduleCatalogue.All)
        {
            string momentum = s.Momentum is { } formula ? $"<br>momentum: `{formula}`" : "";
            table.Append(CultureInfo.InvariantCulture,
                $"| {s.Name} | `{s.Formula}`{momentum} | {Describe(s.Settings)} | {s.Description} | {s.Citation} |\n");
        }
        DocumentSection.Check("docs/optimizers.md", "schedules", table.ToString());
    }

    private static string Describe(IReadOnlyList<SettingDefinition> constants) =>
        string.Join(", ", constants.Select(c => $"{c.Name} ({c.Description})" + (c.Default is { } value ? $" = {value.Label}" : "")));
}
