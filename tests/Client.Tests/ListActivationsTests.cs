using System.Text.Json;
using Sweep.Client.Catalogues;
using Sweep.Testing;
using Sweep.Trainer.Activations;

namespace Sweep.Client.Tests;

/// <summary>sweep list activations, as a user calls it.</summary>
public sealed class ListActivationsTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    // APReLU at C channels: 2C x C + C, C x C + C, and two batch norms of 2C.
    [Fact]
    public async Task A_network_shows_its_layers_and_its_parameters_at_each_place()
    {
        var rows = await RowsAsync("--name", "aprelu", "--architecture", "mnist-conv", "--dataset", "mnist");
        Assert.Equal(["360 parameters", "1,320 parameters", "5,040 parameters"],
            rows.Where(r => r[0].StartsWith("place ", StringComparison.Ordinal)).Select(r => r[1].Split(": ")[1]));
        Assert.StartsWith("6,720 parameters", rows.Single(r => r[0] == "all places")[1], StringComparison.Ordinal);
        Assert.Contains("linear 10 of", rows.Single(r => r[0] == "layer linear1")[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_formula_shows_its_derivative_and_is_drawn()
    {
        var rows = await RowsAsync("--name", "tanh", "--out", folder["tanh.svg"]);
        Assert.Equal("0, derivative 1", rows.Single(r => r[0] == "at x = 0")[1]);
        Assert.Contains("<svg", File.ReadAllText(folder["tanh.svg"]), StringComparison.Ordinal);
    }

    [Fact]
    public void A_plot_of_characters_has_the_axes_and_both_curves()
    {
        var lines = ActivationCurves.Plot(ActivationCatalogue.Find("relu")!);
        Assert.EndsWith("*", lines[0], StringComparison.Ordinal);
        Assert.StartsWith("       4", lines[0], StringComparison.Ordinal);
        Assert.Contains(lines, line => line.Contains("........", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.Contains("#####", StringComparison.Ordinal)); // both are 0 below 0
        Assert.All(lines, line => Assert.InRange(line.Length, 0, 79));
    }

    [Theory]
    [InlineData("--out of which activation? Add --name.", "--out", "a.svg")]
    [InlineData("--dataset for which network? Add --architecture.", "--name", "relu", "--dataset", "mnist")]
    [InlineData("'se' is a network", "--name", "se", "--out", "a.svg")]
    [InlineData("no such dataset. Did you mean 'mnist'?", "--name", "relu", "--architecture", "mnist-conv", "--dataset", "mnits")]
    public async Task A_wrong_question_is_told_with_the_remedy(string message, params string[] arguments)
    {
        var ended = await SweepProcess.RunAsync(folder.FullName, ["list", "activations", .. arguments]);
        Assert.NotEqual(0, ended.Code);
        Assert.Contains(message, ended.Error.ReplaceLineEndings(" "), StringComparison.Ordinal);
    }

    private async Task<string[][]> RowsAsync(params string[] arguments)
    {
        var ended = await SweepProcess.RunAsync(folder.FullName, ["list", "activations", "--format", "json", .. arguments]);
        Assert.True(ended.Code == 0, ended.Error);
        using var json = JsonDocument.Parse(ended.Output);
        return [.. json.RootElement.EnumerateArray().Select(row => row.EnumerateObject().Select(p => p.Value.ToString()).ToArray())];
    }
}
