using System.Text.Json.Nodes;
using Sweep.Testing;

namespace Sweep.Client.Tests;

/// <summary>`sweep plan` says what a sweep takes before anything runs.</summary>
public sealed class PlanTests : IDisposable
{
    private const string Spec = """
        name: tiny
        dataset: synthetic-digits
        architecture: mnist-linear
        optimizer: sgd
        learningRate: 0.1
        seeds: 2
        protocol: { epochs: 1, trainSamples: 200 }
        grid: { activation: [relu, arelu] }
        """;

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Costs_are_shown_by_architecture_and_dataset_with_a_total()
    {
        var rows = await CostsAsync(Spec);
        Assert.Equal(["mnist-linear", "total"], rows.Select(r => (string)r!["architecture"]!));
        Assert.Equal((4, 407_052), ((int)rows[0]!["trials"]!, (int)rows[0]!["parameters"]!)); // AReLU has two
        Assert.Equal(3.0 * 200 * (double)rows[0]!["multAdds"]!, (double)rows[0]!["trainingMultAdds"]!);
        Assert.Equal(4 * (double)rows[0]!["trainingMultAdds"]!, (double)rows[1]!["trainingMultAdds"]!);
        Assert.True((bool)rows[0]!["isMemoryExact"]!);
    }

    [Fact]
    public async Task A_level_that_configurations_leave_out_is_called_by_its_name()
    {
        string mixing = Spec.Replace("grid: { activation: [relu, arelu] }",
            "activation: relu\ngrid: { mixing: [none, mixup] }\ncompare: { factor: mixing, baseline: none }", StringComparison.Ordinal);
        string summary = (await RunAsync(mixing, "plan", "spec.yaml", "--format", "csv")).Output;
        Assert.Contains("each with none", summary, StringComparison.Ordinal);
        string[] lines = (await RunAsync(mixing, "plan", "spec.yaml", "--trials", "--where", "mixing=none", "--format", "csv")).Output
            .Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(["mixing", "none", "none"], lines.Select(l => l.Split(',')[1]));
    }

    [Theory]
    [InlineData("activation: relu\ngrid: { freeze: [none, all-but-head] }\ncompare: { factor: freeze, baseline: none }",
        "2 trained for 4 trials; costs count one for each trial")]
    [InlineData("activation: relu\ngrid: { freeze: [none, all-but-head] }",
        "4 trained for 4 trials; 2 would do if 'pairedAcross' named the factors that they do not read")]
    [InlineData("activation: relu\ngrid: { freeze: [none, all-but-head] }\npairedAcross: [freeze]", "2 trained for 4 trials;")]
    [InlineData("grid: { activation: [relu, arelu] }\ncompare: { factor: activation }", "4 trained for 4 trials\n")]
    public async Task First_phases_that_trials_share_are_counted(string levels, string expected)
    {
        string transfer = Spec.Replace("grid: { activation: [relu, arelu] }",
            $"pretrain: {{ name: synthetic-digits, epochs: 1, trainSamples: 100 }}\n{levels}", StringComparison.Ordinal);
        Assert.Contains(expected, (await RunAsync(transfer, "plan", "spec.yaml", "--format", "csv")).Output.ReplaceLineEndings("\n"),
            StringComparison.Ordinal);
        Assert.DoesNotContain("first phases", (await RunAsync(Spec, "plan", "spec.yaml", "--format", "csv")).Output,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_earlier_trials_the_time_is_unknown_and_the_remedy_is_told()
    {
        var ended = await RunAsync(Spec, "plan", "spec.yaml", "--format", "csv");
        Assert.Contains("sweep.db is not there yet: --probe measures two steps of each network", ended.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_probe_needs_neither_store_nor_data()
    {
        string cifar = Spec.Replace("synthetic-digits", "cifar-10", StringComparison.Ordinal);
        var rows = await CostsAsync(cifar, "--probe");
        Assert.Equal("measured", (string)rows[0]!["timeFrom"]!);
        Assert.True((double)rows[0]!["secondsPerTrial"]! > 0);
        Assert.False(File.Exists(folder["sweep.db"]));
    }

    [Fact]
    public async Task Earlier_trials_of_other_sweeps_give_the_time_scaled_by_epochs()
    {
        await RunAsync(Spec, "run", "spec.yaml", "-q");
        var before = await CostsAsync(Spec);
        var longer = await CostsAsync(Spec.Replace("name: tiny", "name: other", StringComparison.Ordinal)
            .Replace("epochs: 1", "epochs: 10", StringComparison.Ordinal));
        Assert.Equal("from 4 earlier trials", (string)longer[0]!["timeFrom"]!);
        Assert.Equal(10 * (double)before[0]!["secondsPerTrial"]!, (double)longer[0]!["secondsPerTrial"]!, 6);
        var otherBatch = await CostsAsync(Spec + "\nbatchSize: 64");
        Assert.Null(otherBatch[0]!["timeFrom"]);
    }

    [Fact]
    public async Task A_part_of_the_plan_costs_its_part()
    {
        var rows = await CostsAsync(Spec, "--where", "activation=relu");
        Assert.Equal(2, (int)rows[1]!["trials"]!);
    }

    [Fact]
    public async Task A_precision_that_the_engine_lacks_is_refused_and_planned_for_the_other_engine()
    {
        string spec = Spec + "\nprecision: bfloat16";
        var refused = await RunAsync(spec, "plan", "spec.yaml");
        Assert.Equal((2, ""), (refused.Code, refused.Output));
        Assert.Contains("spec.yaml:9:1: precision: bfloat16 is for the TorchSharp engine; add --engine",
            refused.Error.ReplaceLineEndings(" "), StringComparison.Ordinal);
        var rows = await CostsAsync(spec, "--engine", "torchsharp");
        Assert.False((bool)rows[0]!["isMemoryExact"]!);
    }

    [Fact]
    public async Task Trainings_that_do_not_fit_the_memory_are_warned_of()
    {
        string large = Spec.Replace("mnist-linear", "{ name: resnet, depth: 110, width: 64 }", StringComparison.Ordinal)
            .Replace("trainSamples: 200", "batchSize: 65536", StringComparison.Ordinal);
        var ended = await RunAsync(large, "plan", "spec.yaml", "--format", "csv", "--slots", "1000");
        Assert.Contains("Use fewer --slots, a smaller batchSize or a narrower network.", ended.Output, StringComparison.Ordinal);
    }

    private async Task<JsonArray> CostsAsync(string spec, params string[] options)
    {
        var ended = await RunAsync(spec, ["plan", "spec.yaml", "--costs", "--format", "json", .. options]);
        Assert.True(ended.Code == 0, ended.Error);
        return JsonNode.Parse(ended.Output)!.AsArray();
    }

    private Task<SweepProcess.Ended> RunAsync(string spec, params string[] arguments)
    {
        File.WriteAllText(folder["spec.yaml"], spec);
        return SweepProcess.RunAsync(folder.FullName, arguments);
    }
}
