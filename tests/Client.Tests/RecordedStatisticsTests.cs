using System.Globalization;
using Sweep.Client.CommandLine;
using Sweep.Client.Output;
using Sweep.Planning.Specs;
using Sweep.Planning.Trials;
using Sweep.Testing;

namespace Sweep.Client.Tests;

/// <summary>Statistics of networks after each epoch, from the spec to the comparison.</summary>
public sealed class RecordedStatisticsTests : IDisposable
{
    private const string Spec = """
        name: recorded
        dataset: synthetic-digits
        architecture: { name: mlp, hidden: "8" }
        protocol: { epochs: 2, batchSize: 32, trainSamples: 64 }
        optimizer: sgd
        learningRate: 0.02
        grid: { activation: [relu, prelu] }
        seeds: 2

        """;

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("", RecordedStatistics.None)]
    [InlineData("record: activations", RecordedStatistics.Activations)]
    [InlineData("record: activations, gradients", RecordedStatistics.Activations | RecordedStatistics.Gradients)]
    [InlineData("record: [gradients]", RecordedStatistics.Gradients)]
    public void A_spec_says_what_is_recorded(string record, RecordedStatistics expected)
    {
        var plan = Read(Spec + record).ToPlan();
        Assert.Equal(expected, plan.Keep.Recorded);
        Assert.Equal(Read(Spec).ToPlan().Trials.Select(t => t.Id), plan.Trials.Select(t => t.Id)); // it changes no trial
    }

    [Theory]
    [InlineData("record: gradient", "'gradient'", "gradients")]
    [InlineData("record: { activations: true }", "a mapping")]
    [InlineData("compare: { factor: activation, metric: act1.deadShare }", "add record: activations")]
    public void What_a_spec_gets_wrong_is_told_with_its_place(string line, params string[] expected)
    {
        string message = Assert.Throws<UserErrorException>(() => Read(Spec + line)).Message;
        Assert.Contains("spec.yaml:9:", message, StringComparison.Ordinal);
        Assert.All(expected, part => Assert.Contains(part, message, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Recorded_statistics_are_stored_beside_unchanged_metrics_and_compared_like_any()
    {
        var plain = await RunAsync("plain.yaml", "name: plain\n" + Spec[(Spec.IndexOf('\n', StringComparison.Ordinal) + 1)..]
            + "compare: { factor: activation, baseline: relu }"); // equal pairs have equal streams
        var recorded = await RunAsync("recorded.yaml", Spec + "record: activations, gradients\n"
            + "compare: { factor: activation, baseline: relu, metric: act1.deadShare }");
        Assert.All(plain.Where(p => !p.Key.Metric.EndsWith("Seconds", StringComparison.Ordinal)),
            p => Assert.Equal(p.Value, recorded[p.Key]));
        string[] names = [.. recorded.Keys.Select(k => k.Metric).Distinct()];
        string[] expected = ["deadShare", "act1.deadShare", "act1.negativeShare", "act1.inputMean", "act1.inputDeviation",
            "act1.slope", "gradientNorm", "linear1.gradientNorm", "linear2.gradientNorm", "linear1.updateNorm"];
        Assert.Empty(expected.Except(names));
        Assert.Equal(2 * 2 * 2, recorded.Keys.Count(k => k.Metric == "act1.deadShare")); // activations, seeds, epochs
        Assert.All(recorded.Where(r => r.Key.Metric == "linear1.updateNorm"), r => Assert.InRange(r.Value, 1e-6, 1));

        var compare = await SweepProcess.RunAsync(folder.FullName, "compare", "recorded.yaml", "--store", folder["recorded.db"]);
        Assert.True(compare.Code == 0, compare.Error);
        Assert.Contains("act1.deadShare", compare.Output, StringComparison.Ordinal);
        var learned = await SweepProcess.RunAsync(folder.FullName, "compare", "recorded.yaml", "--store", folder["recorded.db"],
            "--metric", "linear1.updateNorm");
        Assert.True(learned.Code == 0, learned.Error);
        Assert.Contains("linear1.updateNorm", learned.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_plan_tells_what_recording_takes()
    {
        File.WriteAllText(folder["spec.yaml"], Spec + "record: activations");
        var plan = await SweepProcess.RunAsync(folder.FullName, "plan", "spec.yaml");
        Assert.True(plan.Code == 0, plan.Error);
        Assert.Contains("recording", plan.Output, StringComparison.Ordinal);
    }

    // Values by activation, seed, epoch and metric.
    private async Task<Dictionary<(string Activation, string Seed, string Epoch, string Metric), double>> RunAsync(string file, string spec)
    {
        File.WriteAllText(folder[file], spec);
        string store = Path.ChangeExtension(folder[file], ".db");
        var run = await SweepProcess.RunAsync(folder.FullName, "run", file, "-q", "--store", store);
        Assert.True(run.Code == 0, run.Error);
        var export = await SweepProcess.RunAsync(folder.FullName, "export", file, "--long", "--format", "csv", "--store", store);
        Assert.True(export.Code == 0, export.Error);
        string[][] rows = [.. export.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Trim().Split(','))];
        int Column(string name) => Array.IndexOf(rows[0], name);
        return rows.Skip(1).Where(r => r[Column("metric")] is not ("peakMemory" or "totalSeconds")).ToDictionary(
            r => (r[Column("activation")], r[Column("seed")], r[Column("epoch")], r[Column("metric")]),
            r => double.Parse(r[Column("value")], CultureInfo.InvariantCulture));
    }

    private SweepSpec Read(string text)
    {
        File.WriteAllText(folder["spec.yaml"], text);
        return SpecFile.Read(folder["spec.yaml"], forTraining: true);
    }
}
