using System.Xml.Linq;
using Sweep.Client.Inspect;
using Sweep.Testing;

namespace Sweep.Client.Tests.Inspect;

/// <summary>sweep inspect as users start it.</summary>
public sealed class InspectTests : IDisposable
{
    private const string Spec = """
        name: look
        dataset: synthetic-digits
        architecture:
          name: tiny
          layers: [conv: { channels: 4, kernel: 5, stride: 3 }, batchnorm, activation, flatten, linear: classes]
        protocol: { epochs: 2, batchSize: 32, trainSamples: 96 }
        optimizer: { name: sgd, momentum: 0.9 }
        learningRate: 0.02
        grid:
          activation: [arelu, aprelu]
        seeds: 1

        """;

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task A_trial_without_kept_weights_is_trained_again_bit_for_bit_and_drawn()
    {
        await RunAsync(Spec);
        var ended = await InspectAsync("--where", "activation=arelu", "--images", "3,17", "--test-samples", "40", "--out", "out");
        Assert.True(ended.Code == 0, ended.Error);
        Assert.Contains("stored metrics are equal bit for bit", Flat(ended.Error), StringComparison.Ordinal);
        Assert.Contains("2 epochs", Flat(ended.Error), StringComparison.Ordinal);

        string[] drawn = ["cam", "confusion", "dead", "gradients", "jacobian", "maps-act1", "parameters", "shape", "signal", "worst"];
        Assert.Equal(drawn, Names("svg"));
        Assert.Equal(drawn, Names("png"));
        string page = await File.ReadAllTextAsync(folder["out/inspect.html"]);
        Assert.Contains("Weights of the epochs 0, 1, 2", page, StringComparison.Ordinal);
        Assert.Contains("computes no number for each channel or sample", page, StringComparison.Ordinal); // what does not apply is said
        foreach (string name in drawn)
            Assert.Equal("svg", XDocument.Load(folder[$"out/figures/{name}.svg"]).Root!.Name.LocalName);
    }

    [Fact]
    public async Task Kept_weights_are_drawn_without_training_and_show_the_first_and_the_last_epoch()
    {
        await RunAsync(Spec + "checkpoint: { keep: weights }\n");
        var ended = await InspectAsync("--where", "activation=aprelu", "--only", "slopes,shape", "--test-samples", "20", "--out", "out");
        Assert.True(ended.Code == 0, ended.Error);
        Assert.Contains("The weights that were kept after the last epoch", Flat(ended.Error), StringComparison.Ordinal);
        Assert.DoesNotContain("again", ended.Error, StringComparison.Ordinal);
        Assert.Equal(["slopes"], Names("svg"));
        string page = await File.ReadAllTextAsync(folder["out/inspect.html"]);
        Assert.Contains("Weights of the epochs 0, 2", page, StringComparison.Ordinal);
        Assert.Contains("is a network, not a function of x alone", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_asked_for_wrongly_is_told_with_what_there_is()
    {
        File.WriteAllText(folder["spec.yaml"], Spec);
        Assert.Equal(0, (await SweepProcess.RunAsync(folder.FullName, "submit", "spec.yaml", "-q")).Code);
        await RefusedAsync("No trial of look has the id t1-000000. `sweep export look` lists them.", "--trial", "t1-000000");
        await RefusedAsync("Name one trial with --trial, or with --where and --seed; these match:", []);
        await RefusedAsync("--only shapes: there is no such picture. Did you mean 'shape'?", "--only", "shapes");
        await RefusedAsync("--images 99999: synthetic-digits has the test samples 0 to 9999.", "--where", "activation=arelu", "--images",
            "99999");
        await RefusedAsync("--layers act9: the network has no activation of this name.", "--where", "activation=arelu", "--layers", "act9");
    }

    [Fact]
    public void Every_kind_of_picture_has_its_section_in_the_documentation()
    {
        string text = File.ReadAllText(RepositoryRoot.Find("docs", "inspect.md"));
        Assert.All(PictureKind.All, kind => Assert.Contains($"| `{kind.Name}` |", text, StringComparison.Ordinal));
    }

    private async Task RefusedAsync(string expected, params string[] arguments)
    {
        var ended = await InspectAsync(arguments);
        Assert.Equal(2, ended.Code);
        Assert.Contains(expected, Flat(ended.Error), StringComparison.Ordinal);
    }

    private async Task RunAsync(string spec)
    {
        File.WriteAllText(folder["spec.yaml"], spec);
        var ended = await SweepProcess.RunAsync(folder.FullName, "run", "spec.yaml", "-q");
        Assert.True(ended.Code == 0, ended.Error);
    }

    private Task<SweepProcess.Ended> InspectAsync(params string[] arguments) =>
        SweepProcess.RunAsync(folder.FullName, ["inspect", "spec.yaml", .. arguments]);

    private string[] Names(string kind) => [.. Directory.GetFiles(folder["out/figures"], $"*.{kind}")
        .Select(f => Path.GetFileNameWithoutExtension(f)).Order(StringComparer.Ordinal)];

    private static string Flat(string text) => string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}
