using System.Text.Json;
using Sweep.Testing;

namespace Sweep.Client.Tests;

/// <summary>`sweep run` with several specs runs one after another and ends with a line for each.</summary>
public sealed class RunSeveralTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public RunSeveralTests()
    {
        Write("specs/first.yaml", "first", "relu, arelu", 0.02);
        Write("specs/mistaken.yaml", "mistaken", "relu, arelo", 0.02);
        Write("specs/second.yaml", "second", "relu, tanh", 0.01); // another rate: no trial of the first
    }

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task A_folder_stands_for_its_specs_and_mistakes_in_one_do_not_keep_the_others_from_running()
    {
        var ended = await SweepProcess.RunAsync(folder.FullName, "run", "specs");
        string[] lines = ended.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.True(lines.Length == 3, ended.Output + ended.Error);
        Assert.Matches(@"^first +\d+ s  undecided against relu: arelu$", lines[0]);
        Assert.Matches(@"^specs/mistaken.yaml +\d+ s  failed: told below$", lines[1]);
        Assert.Matches(@"^second +\d+ s  undecided against relu: tanh$", lines[2]);
        Assert.Contains("specs/mistaken.yaml:8:22", ended.Error, StringComparison.Ordinal);
        Assert.Equal(2, ended.Code);
        Assert.Equal(["first", "second"], await SweepsAsync("specs/sweep.db"));
    }

    [Fact]
    public async Task Several_specs_into_one_store_give_rows_for_a_script()
    {
        var ended = await SweepProcess.RunAsync(folder.FullName, "run", "specs/first.yaml", "specs/second.yaml", "--store", "all.db",
            "--format", "json", "-q");
        Assert.True((ended.Code, ended.Error) == (0, ""), ended.Error);
        using var rows = JsonDocument.Parse(ended.Output);
        Assert.Equal(["specs/first.yaml", "specs/second.yaml"],
            rows.RootElement.EnumerateArray().Select(r => r.GetProperty("spec").GetString()));
        Assert.All(rows.RootElement.EnumerateArray(), row => Assert.Equal(0, row.GetProperty("exitCode").GetInt32()));
        Assert.Equal(["first", "second"], await SweepsAsync("all.db"));
    }

    [Fact]
    public async Task What_goes_wrong_is_told_with_the_name_of_its_spec()
    {
        var ended = await SweepProcess.RunAsync(folder.FullName, "run", "specs/first.yaml", "specs/second.yaml",
            "--where", "activation=sigmoid");
        Assert.Equal(2, ended.Code);
        Assert.Contains("specs/first.yaml: --where activation=sigmoid: no such level.", ended.Error, StringComparison.Ordinal);
        Assert.Contains("specs/second.yaml: --where activation=sigmoid: no such level.", ended.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_folder_without_specs_is_refused()
    {
        Directory.CreateDirectory(folder["empty"]);
        var ended = await SweepProcess.RunAsync(folder.FullName, "run", "empty");
        Assert.Equal(2, ended.Code);
        Assert.Contains("There is no spec, *.yaml, in the folder empty.", ended.Error, StringComparison.Ordinal);
    }

    private async Task<IEnumerable<string?>> SweepsAsync(string store)
    {
        var status = await SweepProcess.RunAsync(folder.FullName, "status", "--store", store, "--format", "json");
        using var rows = JsonDocument.Parse(status.Output);
        return [.. rows.RootElement.EnumerateArray().Select(r => r.GetProperty("sweep").GetString()).Order(StringComparer.Ordinal)];
    }

    private void Write(string file, string name, string activations, double rate)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(folder[file])!);
        File.WriteAllText(folder[file], $$"""
            name: {{name}}
            dataset: synthetic-digits
            architecture: mnist-linear
            protocol: { batchSize: 64, trainSamples: 128 }
            optimizer: sgd
            learningRate: {{rate}}
            grid:
              activation: [{{activations}}]
            seeds: 6
            compare: { factor: activation, baseline: relu }
            """);
    }
}
