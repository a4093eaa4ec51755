using System.Text;
using Microsoft.ML.OnnxRuntime;
using Sweep.Trainer.Activations;
using Sweep.Trainer.Engines;
using Sweep.Trainer.Networks;
using Sweep.Trainer.Onnx;

namespace Sweep.Trainer.Cpu.Tests.Onnx;

public sealed class OnnxModelTests
{
    public static TheoryData<string> Cases => NetworkCases.Names;

    public static TheoryData<string> Activations => [.. ActivationCatalogue.All.Select(a => a.Name)];

    [Theory]
    [MemberData(nameof(Cases))]
    public void An_exported_network_gives_the_engines_outputs(string name) => Agree(NetworkCases.Get(name));

    [Theory]
    [MemberData(nameof(Activations))]
    public void An_exported_activation_gives_the_engines_outputs(string name) => Agree(new NetworkCase(new NetworkBuilder("net")
        .Conv2d(6, 3).BatchNorm().Activation().Conv2d(5, 3).Activation().Flatten().Linear(7).Activation().Linear(4).Build(),
        new(2, 8, 7), 7, name));

    [Fact]
    public void Every_layer_kind_can_be_exported()
    {
        string[] missing = [.. NetworkCases.Names.SelectMany(row => NetworkCases.Get(row.Data).Shape.Nodes).Select(OnnxLayers.Problem)
            .OfType<string>().Distinct()];
        Assert.Empty(missing);
    }

    [Fact]
    public void What_cannot_be_exported_is_named()
    {
        var network = ShapedNetwork.Infer(new NetworkBuilder("net").Activation().Flatten().Activation().Build(), new(2, 3, 3));
        var refused = Assert.Throws<OnnxException>(() => OnnxModel.Create(network, [], new Dictionary<string, string>()));
        Assert.Equal(2, refused.Problems.Count);
        Assert.Contains("'act1'", refused.Problems[0], StringComparison.Ordinal);
        Assert.Contains("'act2'", refused.Problems[1], StringComparison.Ordinal);
    }

    [Fact]
    public void Weights_of_another_network_are_refused()
    {
        var network = ShapedNetwork.Infer(new NetworkBuilder("net").Flatten().Linear(2).Build(), new(2, 3, 3));
        NamedTensor bias = new("linear1.bias", [2], new float[2]), narrow = new("linear1.weight", [2, 9], new float[18]);
        Assert.Contains("no tensor 'linear1.weight'", Assert.Throws<OnnxException>(() =>
            OnnxModel.Create(network, [bias], new Dictionary<string, string>())).Message, StringComparison.Ordinal);
        Assert.Contains("has 18 numbers, the network needs 36", Assert.Throws<OnnxException>(() =>
            OnnxModel.Create(network, [bias, narrow], new Dictionary<string, string>())).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_file_says_what_it_reads_and_makes_and_what_was_told_of_it()
    {
        var network = ShapedNetwork.Infer(new NetworkBuilder("net").Conv2d(3, 3).Build(), new(2, 5, 6));
        var model = OnnxModel.Create(network, Zeros(network), new Dictionary<string, string> { ["trial"] = "t1-abc-0" });
        using var session = new InferenceSession(OnnxRun.Bytes(model));
        Assert.Equal(["batch", "", "", ""], session.InputMetadata["input"].SymbolicDimensions);
        Assert.Equal([-1, 2, 5, 6], session.InputMetadata["input"].Dimensions);
        Assert.Equal([-1, 3, 3, 4], session.OutputMetadata["output"].Dimensions);
        Assert.Equal("t1-abc-0", session.ModelMetadata.CustomMetadataMap["trial"]);
        Assert.Equal("sweep", session.ModelMetadata.ProducerName);
    }

    [Fact]
    public void Learned_parameters_of_a_formula_are_values_of_their_own()
    {
        var network = ShapedNetwork.Infer(new NetworkBuilder("net").Activation().Build(), new(2, 5, 6))
            .WithActivation(ActivationCatalogue.Find("acon-c")!.At);
        string file = Encoding.UTF8.GetString(OnnxRun.Bytes(OnnxModel.Create(network, Zeros(network), new Dictionary<string, string>())));
        Assert.Contains("act1.p1", file, StringComparison.Ordinal);
        Assert.Contains("act1.beta", file, StringComparison.Ordinal);
    }

    private static NamedTensor[] Zeros(ShapedNetwork network) =>
        [.. network.Parameters.Select(p => new NamedTensor(p.Name, p.Shape, new float[p.Count]))];

    internal static void Agree(NetworkCase small)
    {
        foreach (int samples in (int[])[1, Math.Min(16, small.Samples)])
        {
            var (engine, exported) = OnnxRun.Compare(small, samples);
            Assert.Equal(engine.Length, exported.Length);
            float largest = engine.Max(Math.Abs);
            Assert.True(largest > 0, "All outputs are zero, which proves nothing.");
            for (int i = 0; i < engine.Length; i++)
            {
                Assert.True(Math.Abs(engine[i] - exported[i]) <= 1e-4 * largest,
                    $"number {i} of {samples} samples is {exported[i]} in ONNX Runtime, {engine[i]} in the engine");
            }
        }
    }
}
