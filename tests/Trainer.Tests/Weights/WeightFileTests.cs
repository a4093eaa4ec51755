using System.Text.Json;
using Sweep.Planning.Trials;
using Sweep.Testing;
using Sweep.Trainer.Data.Catalogue;
using Sweep.Trainer.Engines;
using Sweep.Trainer.Networks;
using Sweep.Trainer.Onnx;
using Sweep.Trainer.Weights;

namespace Sweep.Trainer.Tests.Weights;

public sealed class WeightFileTests : IDisposable
{
    private static readonly NamedTensor[] Tensors = [new("linear1.bias", [2], [1, 2]), new("optimizer.m/linear1.bias", [2], [3, 4])];

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("net.npz", true, false)]
    [InlineData("net.ONNX", true, true)]
    [InlineData("net.safetensors", true, false)]
    [InlineData("net.pt", false, false)]
    public void The_end_of_a_name_is_the_format(string file, bool hasFormat, bool holdsNetwork) =>
        Assert.Equal((hasFormat, holdsNetwork), (WeightFile.HasFormat(file), WeightFile.HoldsNetwork(file)));

    [Fact]
    public void Folders_are_made_and_states_of_the_optimizer_are_left_out()
    {
        WeightFile.Write(folder["new/net.safetensors"], Trial(), Tensors, () => throw new InvalidOperationException());
        using var file = File.OpenRead(folder["new/net.safetensors"]);
        var (facts, tensors) = Checkpoints.SafeTensors.Read(file);
        Assert.Equal("linear1.bias", Assert.Single(tensors).Name);
        Assert.Equal(Trial().Id.Value, facts["trial"]);
    }

    [Fact]
    public void What_cannot_be_written_leaves_no_file()
    {
        var network = ShapedNetwork.Infer(new NetworkBuilder("net").Flatten().Linear(2).Build(), new(1, 2, 2));
        Assert.Throws<OnnxException>(() => WeightFile.Write(folder["net.onnx"], Trial(), Tensors,
            () => new TrialNetwork(network, new Dictionary<string, string>())));
        Assert.Empty(Directory.EnumerateFiles(folder.FullName));
    }

    [Fact]
    public void The_facts_of_a_network_say_what_its_numbers_are()
    {
        var plain = Describe();
        Assert.Equal(("byte / 255", "logits of the classes", "10"), (plain.Facts["input"], plain.Facts["output"], plain.Facts["classes"]));
        Assert.Equal(new TensorShape(1, 28, 28), plain.Network.Input);
        var standard = Describe(("normalization", new SettingValue.Text("standard")));
        Assert.StartsWith("(byte / 255 - mean) / deviation", standard.Facts["input"], StringComparison.Ordinal);
        var pixels = DatasetCatalogue.Find("synthetic-digits")!.Pixels!;
        Assert.Equal(pixels.Mean, JsonSerializer.Deserialize<double[]>(standard.Facts["input.mean"]));
        Assert.Equal(pixels.Deviation, JsonSerializer.Deserialize<double[]>(standard.Facts["input.deviation"]));
    }

    private static TrialNetwork Describe(params (string Name, SettingValue Value)[] settings) =>
        TrialNetwork.Describe(Trial(settings), _ => throw new InvalidOperationException("The catalogue knows enough."));

    private static TrialDescription Trial(params (string Name, SettingValue Value)[] settings)
    {
        var all = new Dictionary<string, SettingValue>
        {
            ["dataset"] = new SettingValue.Text("synthetic-digits"), ["architecture"] = new SettingValue.Text("mnist-conv"),
            ["activation"] = new SettingValue.Text("aprelu"), ["optimizer"] = new SettingValue.Text("sgd"),
            ["learningRate"] = new SettingValue.Number(0.01), ["epochs"] = new SettingValue.Number(1),
            ["batchSize"] = new SettingValue.Number(32),
        };
        foreach (var (name, value) in settings)
            all[name] = value;
        return TrialDescription.Create(new Configuration(all), new Seed(0), new StreamKey(1));
    }
}
