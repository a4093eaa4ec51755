using Sweep.Planning.Trials;
using Sweep.Testing;
using Sweep.Trainer.Data;
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
        var plain = TrialNetwork.Describe(Trial(), _ => throw new InvalidOperationException("The catalogue knows enough."));
        Assert.Equal(("byte / 255", "logits of the classes", "10"), (plain.Facts["input"], plain.Facts["output"], plain.Facts["classes"]));
        Assert.Equal(new TensorShape(1, 28, 28), plain.Network.Input);
        var standard = TrialNetwork.Describe(Trial(("normalization", new SettingValue.Text("standard"))), _ => Small());
        Assert.StartsWith("(byte / 255 - mean) / deviation", standard.Facts["input"], StringComparison.Ordinal);
        Assert.Equal("[0.5]", standard.Facts["input.mean"]);
        Assert.Equal("[0.5]", standard.Facts["input.deviation"]);
    }

    // Half of the pixels are 0, half 255.
    private static Dataset Small() => new("small", 1, 28, 28, 10,
        new DatasetSplit([.. Enumerable.Range(0, 784 * 2).Select(i => (byte)(i % 2 * 255))], [0, 1]),
        new DatasetSplit(new byte[784], [0]));

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
