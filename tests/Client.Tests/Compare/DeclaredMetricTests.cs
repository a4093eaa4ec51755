using System.Text.Json.Nodes;
using Spectre.Console.Testing;
using Sweep.Analysis.Questions;
using Sweep.Analysis.Tests.Questions;
using Sweep.Client.Cluster;
using Sweep.Client.Commands;
using Sweep.Client.Compare;
using Sweep.Client.Report;
using Sweep.Client.Report.Formats;
using Sweep.Client.Running;
using Sweep.Client.Tests.Report;

namespace Sweep.Client.Tests.Compare;

/// <summary>What users read of metrics that a spec declares.</summary>
public sealed class DeclaredMetricTests
{
    [Theory]
    [InlineData("score", "elu is better than relu: +0.")]
    [InlineData("testAccuracy", "elu is worse than relu: +20.")]
    [InlineData("sharedTime", "elu is worse than relu: +0.")]
    public void The_verdict_has_the_declared_sign(string metric, string verdict) =>
        Assert.Contains(verdict, Rendering.Table(Answer(metric), width: 400), StringComparison.Ordinal);

    [Theory]
    [InlineData("score", "mean ± sd  ")]
    [InlineData("testAccuracy", "mean ± sd (%)")]
    [InlineData("sharedTime", "mean ± sd (s)")]
    public void The_declared_unit_is_shown(string metric, string head) =>
        Assert.Contains(head, Rendering.Table(Answer(metric), width: 400), StringComparison.Ordinal);

    [Theory]
    [InlineData("score", "better", true)]
    [InlineData("testAccuracy", "worse", false)]
    public void Json_has_the_declared_sign(string metric, string verdict, bool isLarger)
    {
        var json = JsonNode.Parse(ComparisonJson.Write(Answer(metric)))!;
        Assert.Equal(verdict, (string)json["comparisons"]![0]!["overall"]!["verdict"]!);
        Assert.Contains($"\"largerIsBetter\":{(isLarger ? "true" : "false")}",
            json.ToJsonString().Replace(" ", "", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("score", "yes", "better")]
    [InlineData("testAccuracy", "no", "worse")]
    public async Task The_report_has_the_declared_sign(string metric, string larger, string verdict)
    {
        string text = MarkdownReport.Write(ReportComposition.Compose(await ReportStudies.InputAsync(DeclaredStudy.Create(metric))));
        Assert.Contains($"| larger is better | {larger} |", text, StringComparison.Ordinal);
        Assert.Contains($"elu is {verdict} than relu", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("score", true)]
    [InlineData("testAccuracy", false)]
    public void The_progress_of_a_run_begins_with_the_better_level(string metric, bool isLarger)
    {
        var plan = DeclaredStudy.Create(metric).Plan;
        var snapshot = new SweepProgress(["activation"], plan.Comparison, plan.Name, 16, 0, TimeProvider.System).Read() with
        {
            Levels = [new LevelSoFar("relu", 1, 0.3), new LevelSoFar("elu", 1, 0.5)],
        };
        var console = new TestConsole();
        console.Write(ProgressBlock.Render(snapshot));
        Assert.Equal(isLarger, console.Output.IndexOf("0.5000", StringComparison.Ordinal)
            < console.Output.IndexOf("0.3000", StringComparison.Ordinal));
    }

    [Fact]
    public void Events_and_running_trials_show_the_declared_metrics()
    {
        var labels = TrialLabels.FromSpec(DeclaredStudy.Create("score").Plan.SpecText);
        Assert.Equal(["score", "testAccuracy"], labels.Metrics);
        Assert.Equal(["score", "testAccuracy", "sharedTime"], labels.Declared);
    }

    [Fact]
    public async Task Export_has_a_column_for_each_declared_metric_with_its_last_report()
    {
        var row = DeclaredStudy.Create("score").Rows[0];
        var data = ExportCommand.Tabulate([], new[] { row }.ToAsyncEnumerable(), isLong: false, ["score", "testAccuracy", "sharedTime"]);
        Assert.Equal(["score", "testAccuracy", "sharedTime"], data.Columns.TakeLast(3).Select(c => c.Name));
        var cells = await data.Rows.FirstAsync();
        Assert.Equal(row.Metrics[0].Values[1].Value, cells[^2]); // reported at the first epoch alone
    }

    private static ComparisonView Answer(string metric) => Rendering.Answer(DeclaredStudy.Create(metric));
}
