using Sweep.Planning.Trials;
using Sweep.Trainer.Architectures;
using Sweep.Trainer.Networks;

namespace Sweep.Trainer.Tests.Networks;

public sealed class ShapeInferenceTests
{
    [Theory]
    [InlineData("mnist-conv", 1, 10, 12_930)] // science.md, section 4
    [InlineData("mnist-conv", 3, 10, 13_430)]
    [InlineData("mnist-linear", 1, 10, 407_050)]
    [InlineData("mnist-conv", 1, 47, 12_930 + 37 * 41)]
    public void The_catalogue_has_the_papers_parameter_counts(string name, int channels, int classes, int parameters)
    {
        var shape = Architecture.Read(new SettingValue.Text(name)).For(new TensorShape(channels, 28, 28), classes);
        Assert.Equal(parameters, shape.ParameterCount);
        Assert.Equal(TensorShape.Vector(classes), shape.Output);
    }

    [Fact]
    public void The_papers_convolutions_shrink_28_to_12_to_4_to_1()
    {
        var shape = Architecture.Read(new SettingValue.Text("mnist-conv")).For(new TensorShape(1, 28, 28), 10);
        Assert.Equal(["10x12x12", "20x4x4", "40x1x1"], shape.Nodes.Where(n => n.Node.Layer is LayerDescription.MaxPool)
            .Select(n => n.Output.ToString()));
        Assert.Equal(["conv1.weight", "conv1.bias", "conv2.weight", "conv2.bias", "conv3.weight", "conv3.bias", "linear1.weight",
            "linear1.bias"],
            shape.Nodes.SelectMany(n => n.Parameters).Select(p => p.Name));
        Assert.Equal([25, 250, 180, 40], shape.Nodes.SelectMany(n => n.Parameters).Where(p => p.Role == ParameterRole.Weight)
            .Select(p => p.FanIn));
    }

    [Fact]
    public void Nested_networks_name_their_nodes_after_themselves()
    {
        var inner = new NetworkBuilder("inner").Conv2d(2, 3).Activation().Build();
        var shape = ShapedNetwork.Infer(new NetworkBuilder("outer").Nested(inner).Nested(inner).Flatten().Linear(2).Build(),
            new TensorShape(1, 6, 6));
        Assert.Equal(["block1.conv1", "block1.act1", "block2.conv1", "block2.act1", "flatten1", "linear1"],
            shape.Nodes.Select(n => n.Node.Name));
    }

    // PyTorch 1.13: torch.nn.functional.max_pool2d(torch.zeros(1, 1, n, n), kernel, stride, padding, ceil_mode=True).shape[-1].
    [Theory]
    [InlineData(7, 2, 2, 0, 4)]
    [InlineData(112, 3, 2, 0, 56)]
    [InlineData(111, 3, 2, 0, 55)]
    [InlineData(5, 2, 3, 0, 2)]
    [InlineData(9, 3, 2, 1, 5)]
    [InlineData(10, 3, 2, 1, 6)]
    [InlineData(4, 2, 2, 1, 3)]
    [InlineData(6, 3, 4, 1, 2)] // a third window would begin in the padding behind the image
    public void A_pooling_that_rounds_up_has_the_sizes_of_PyTorch(int size, int kernel, int stride, int padding, int expected)
    {
        foreach (var net in new[]
        {
            new NetworkBuilder("maximum").MaxPool(kernel, stride, padding, ceil: true),
            new NetworkBuilder("mean").AveragePool(kernel, stride, padding, ceil: true),
        })
        {
            Assert.Equal(new TensorShape(1, expected, expected), ShapedNetwork.Infer(net.Build(), new TensorShape(1, size, size)).Output);
        }
    }

    public static TheoryData<string, string> Mistakes => new()
    {
        { "linear on an image", "'linear1' reads 2x6x6, which is not a feature vector" },
        { "kernel too large", "'conv1' has a kernel of 7x7, larger than its input 2x6x6" },
        { "groups", "'conv1' has 3 groups, which must divide its 2 input and 6 output channels" },
        { "add", "'add1' adds unequal shapes: 4x4x4, 2x6x6" },
        { "concat", "'concat1' joins unequal heights or widths: 4x4x4, 2x6x6" },
        { "scale", "'elementwise1' computes 'x*scale' of 2x6x6 with scale of 3x1x1; an input is 2x6x6, 2x1x1, 1x6x6 or 1x1x1" },
        { "dropout", "'dropout1' has the probability 1" },
        { "pooling", "'maxpool1' pads 2x2, more than half of its kernel 3x3" },
        { "stride", "'conv1' has kernel 3x3, stride 0x0" },
    };

    [Theory]
    [MemberData(nameof(Mistakes))]
    public void A_layer_that_does_not_fit_is_named_with_its_shapes(string mistake, string expected)
    {
        var problem = Assert.Throws<NetworkShapeException>(() => ShapedNetwork.Infer(Wrong(mistake), new TensorShape(2, 6, 6)));
        Assert.StartsWith("wrong: layer " + expected, problem.Message);
    }

    [Fact]
    public void A_node_that_nothing_reads_is_refused() =>
        Assert.Contains("Nothing reads 'conv1'", Assert.Throws<InvalidOperationException>(
            () => new NetworkBuilder("loose").Conv2d(2, 3).From(NetworkDescription.Input).Conv2d(2, 3).Build()).Message);

    private static NetworkDescription Wrong(string mistake)
    {
        var b = new NetworkBuilder("wrong");
        return mistake switch
        {
            "linear on an image" => b.Linear(3).Build(),
            "kernel too large" => b.Conv2d(3, 7).Build(),
            "groups" => b.Conv2d(6, 3, groups: 3).Build(),
            "add" => b.Conv2d(4, 3).Add(NetworkDescription.Input).Build(),
            "concat" => b.Conv2d(4, 3).Concat(NetworkDescription.Input).Build(),
            "scale" => b.Flatten().Linear(3).From(NetworkDescription.Input).ScaleByChannel(1).Build(),
            "dropout" => b.Dropout(1).Build(),
            "pooling" => b.MaxPool(3, padding: 2).Build(),
            "stride" => b.Conv2d(3, 3, stride: 0).Build(),
            _ => throw new ArgumentException(mistake),
        };
    }
}
