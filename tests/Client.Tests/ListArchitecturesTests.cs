using System.Text.Json;
using Sweep.Testing;

namespace Sweep.Client.Tests;

/// <summary>sweep list architectures, as a user calls it.</summary>
public sealed class ListArchitecturesTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task The_layers_of_a_resnet_are_listed_with_totals()
    {
        var rows = await RowsAsync("--name", "resnet", "--depth", "20", "--input", "3x32x32", "--classes", "10");
        Assert.Equal(1 + 2 + 9 * 7 + 2 + 2 + 2 + 1, rows.Length); // stem, blocks, two shortcuts of two nodes, pooling and linear, total
        Assert.Equal(["conv1", "conv 16 k3 p1", "16x32x32", "432", "442368"], rows[0]);
        Assert.Contains("block4.padchannels1,padchannels 8+8,32x16x16,0,0", rows.Select(r => string.Join(',', r)));
        Assert.Equal(["total", "19 act, 188416 elements", "10x1x1", "269722", "40551040"], rows[^1]);
    }

    [Fact]
    public async Task The_layers_of_a_network_in_a_spec_are_listed_for_its_data_set()
    {
        await File.WriteAllTextAsync(folder["own.yaml"], """
            name: own
            dataset: emnist-letters
            architecture: { name: mine, layers: [conv: 4, activation, globalavgpool, linear: classes] }
            activation: relu
            optimizer: sgd
            learningRate: 0.1
            seeds: 1
            """, TestContext.Current.CancellationToken);
        var rows = await RowsAsync("--spec", "own.yaml", "--name", "mine");
        Assert.Equal(["conv1", "act1", "adaptivepool1", "linear1", "total"], rows.Select(r => r[0]));
        Assert.Equal(["linear1", "linear 26", "26x1x1", "130", "104"], rows[3]);
    }

    [Fact]
    public async Task Families_are_listed_with_their_settings() =>
        Assert.Contains(await RowsAsync(), row => row[..5] is
            ["resnet", "depth, width=16, shortcut=zero", "3x32x32", "resnet(depth=20)", "269722"]);

    [Fact]
    public async Task Places_that_keep_ReLU_are_told_from_those_of_the_compared_activation()
    {
        var rows = await RowsAsync("--name", "vgg", "--depth", "11", "--head", "large", "--activationPlaces", "last");
        Assert.Equal(9, rows.Count(r => r[1] == "relu"));
        Assert.Equal(["act2"], rows.Where(r => r[1] == "act").Select(r => r[0]));
        Assert.Equal("1 act, 4096 elements", rows[^1][1]);
    }

    [Fact]
    public async Task A_family_is_shown_with_its_group_and_the_published_initialisation()
    {
        var ended = await SweepProcess.RunAsync(folder.FullName, ["list", "architectures", "--name", "resnet", "--depth", "8"]);
        Assert.Contains("Group: residual. Published initialisation: Paper: normal with variance 2/fan-in.",
            ended.Error.ReplaceLineEndings(" "), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--name resnt: no such architecture. Did you mean 'resnet'?", "--name", "resnt")]
    [InlineData("--depth of which architecture? Add --name.", "--depth", "20")]
    [InlineData("--input 32: expected channels, height and width, for instance 3x32x32.", "--name", "mnist-conv", "--input", "32")]
    [InlineData("mnist-conv: layer 'conv2' has a kernel of 5x5", "--name", "mnist-conv", "--input", "1x8x8")]
    public async Task A_wrong_question_is_told_with_the_remedy(string message, params string[] arguments)
    {
        var ended = await SweepProcess.RunAsync(folder.FullName, ["list", "architectures", .. arguments]);
        Assert.NotEqual(0, ended.Code);
        Assert.Contains(message, ended.Error.ReplaceLineEndings(" "), StringComparison.Ordinal);
    }

    private async Task<string[][]> RowsAsync(params string[] arguments)
    {
        var ended = await SweepProcess.RunAsync(folder.FullName, ["list", "architectures", "--format", "json", .. arguments]);
        Assert.Equal(0, ended.Code);
        using var json = JsonDocument.Parse(ended.Output);
        return [.. json.RootElement.EnumerateArray().Select(row => row.EnumerateObject().Select(p => p.Value.ToString()).ToArray())];
    }
}
