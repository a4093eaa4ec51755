using System.Globalization;
using System.Text;
using Sweep.Planning.Trials;
using Sweep.Trainer.Data;

namespace Sweep.Trainer.Tests.Metrics;

/// <summary>docs/metrics.md says what the program does.</summary>
public sealed class MetricDocumentationTests
{
    [Fact]
    public void Documentation_lists_the_metrics()
    {
        var table = new StringBuilder("| name | of | better | what |\n|---|---|---|---|\n");
        foreach (var metric in MetricCatalogue.All.Where(m => !m.NeedsValidationSplit))
        {
            string of = metric.Tasks.Count == Enum.GetValues<TaskKind>().Length ? "all"
                : string.Join(", ", metric.Tasks.Select(LearningTask.TargetsOf));
            table.Append(CultureInfo.InvariantCulture,
                $"| `{metric.Name}` | {of} | {(metric.LargerIsBetter ? "larger" : "smaller")} | {metric.Description} |\n");
        }
        DocumentSection.Check("docs/metrics.md", "metrics", table.ToString());
    }
}
