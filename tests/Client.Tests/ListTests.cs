using System.Text.Json.Nodes;
using Sweep.Client.Catalogues;
using Sweep.Testing;

namespace Sweep.Client.Tests;

/// <summary>sweep list, as a user finds something by it.</summary>
public sealed class ListTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public static TheoryData<string> Kinds => [.. CatalogueKinds.All.Select(k => k.Name)];

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task The_overview_names_everything_by_kind_and_group()
    {
        var rows = await JsonAsync();
        Assert.Equal(CatalogueKinds.All.Select(k => k.Name), rows.Select(r => (string)r!["kind"]!).Distinct());
        var random = Assert.Single(rows, r => (string)r!["group"]! == "random");
        Assert.Equal(("activations", 1, "rrelu"), ((string)random!["kind"]!, (int)random["count"]!, (string)random["names"]!));
    }

    [Fact]
    public async Task A_search_over_everything_finds_names_descriptions_and_papers()
    {
        Assert.Contains("architecture resnet", await FoundAsync("resnet"));            // a name
        Assert.Contains("activation se", await FoundAsync("squeeze excitation"));      // two words of a description
        string[] he = await FoundAsync("arXiv 1502.01852");                            // a paper of two kinds
        Assert.Contains("activation prelu", he);
        Assert.Contains("initialization he-fan-out", he);
    }

    [Fact]
    public async Task A_search_among_one_kind_keeps_its_columns_and_has_the_group_last()
    {
        var row = Assert.Single(await JsonAsync("activations", "--search", "RANDOM training,"))!.AsObject();
        Assert.Equal("rrelu", (string)row["name"]!);
        Assert.Equal(["name", "formula", "parameters", "scope", "description", "source", "group"], row.Select(p => p.Key));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Every_kind_has_a_page_for_each_name(string kind)
    {
        string name = (string)(await JsonAsync(kind))[^1]!["name"]!;
        var page = await JsonAsync(kind, "--name", name);
        string title = CatalogueKinds.All.Single(k => k.Name == kind).Noun;
        Assert.Equal((title, name), ((string)page[0]!["what"]!, (string)page[0]!["value"]!));
        Assert.Contains("description", page.Select(r => (string)r!["what"]!));
    }

    [Fact]
    public async Task A_page_has_the_settings_with_range_and_default()
    {
        var page = await JsonAsync("--name", "sgd");
        Assert.Contains("memory of earlier gradients; a number, at least 0 and below 1; 0 by default",
            page.Select(r => (string)r!["value"]!));
    }

    [Fact]
    public async Task A_family_whose_settings_are_missing_has_a_page_with_its_members()
    {
        var page = await JsonAsync("architectures", "--name", "resnet");
        Assert.Contains("resnet(depth=20): 269,722 parameters, 40.6 million multiply-adds for 3x32x32 and 10 classes",
            page.Select(r => (string)r!["value"]!));
    }

    [Fact]
    public async Task On_a_narrow_terminal_nothing_is_left_out()
    {
        string output = (await SweepProcess.RunAsync(folder.FullName, "list", "activations")).Output;
        foreach (var entry in CatalogueKinds.Activations.Read(null!))
            Assert.Contains(entry.Name, output, StringComparison.Ordinal);
        Assert.Contains("Learned per channel", output, StringComparison.Ordinal);
        Assert.Contains("arXiv 1502.01852", output, StringComparison.Ordinal);
        Assert.All(output.Split('\n'), line => Assert.True(line.Length <= 80, line));
    }

    [Theory]
    [InlineData("--name rele: nothing is called so. Did you mean 'relu'?", "--name", "rele")]
    [InlineData("--name adm: no such optimizer. Did you mean 'adam'?", "optimizers", "--name", "adm")]
    [InlineData("--search rezu: no activation has that", "activations", "--search", "rezu")]
    [InlineData("--search finds names, --name shows one", "--search", "a", "--name", "b")]
    [InlineData("--search finds names, --name shows one", "architectures", "--search", "a", "--name", "b")]
    [InlineData("`sweep list activations --help` shows what is possible.", "activations", "--nmae", "a")]
    public async Task A_wrong_question_is_told_with_the_remedy(string message, params string[] arguments)
    {
        var ended = await SweepProcess.RunAsync(folder.FullName, ["list", .. arguments]);
        Assert.Equal((2, ""), (ended.Code, ended.Output));
        Assert.Contains(message, ended.Error, StringComparison.Ordinal);
    }

    private async Task<string[]> FoundAsync(string words) =>
        [.. (await JsonAsync("--search", words)).Select(r => $"{r!["kind"]} {r["name"]}")];

    private async Task<JsonArray> JsonAsync(params string[] arguments)
    {
        var ended = await SweepProcess.RunAsync(folder.FullName, ["list", .. arguments, "--format", "json"]);
        Assert.True(ended.Code == 0, ended.Error);
        return JsonNode.Parse(ended.Output)!.AsArray();
    }
}
