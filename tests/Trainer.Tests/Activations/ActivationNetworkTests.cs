using Sweep.Planning.Expansion;
using Sweep.Planning.Specs.Reading;
using Sweep.Planning.Trials;
using Sweep.Trainer.Activations;
using Sweep.Trainer.Networks;
using Sweep.Trainer.Protocols;

namespace Sweep.Trainer.Tests.Activations;

public sealed class ActivationNetworkTests
{
    private static readonly TensorShape Place = new(32, 6, 5);

    [Fact]
    public void A_layer_in_a_formula_becomes_a_node_and_an_input_of_the_formula()
    {
        var nodes = Read("y = relu(x); y * sigmoid(linear(C)(globalavg(y)) + linear(1)(globalavg(x)))", Place);
        Assert.Equal(["elementwise1", "adaptivepool1", "linear1", "adaptivepool2", "linear2", "elementwise2"], nodes.Select(n => n.Name));
        Assert.Equal([[-1], [0], [1], [-1], [3], [0, 2, 4]], nodes.Select(n => n.Inputs.ToArray()));
        Assert.Equal("x*sigmoid(_1+_2)", ((LayerDescription.Elementwise)nodes[^1].Layer).Formula.Text);
    }

    [Fact]
    public void A_layer_alone_needs_no_formula()
    {
        var nodes = Read("a = bn(linear(C)(globalavg(x))); x + a", Place);
        Assert.Equal(["adaptivepool1", "linear1", "batchnorm1", "elementwise1"], nodes.Select(n => n.Name));
    }

    [Theory]
    [InlineData("y = relu(x); y")]
    [InlineData("x")]
    public void A_result_that_is_computed_earlier_is_passed_on(string text)
    {
        var mine = ActivationDefinition.FromUserNetwork("mine", text).Definition!;
        Assert.Equal(Place, ShapedNetwork.Infer(mine.Network!.At(Place), Place).Output);
    }

    [Theory]
    [InlineData(64, 16, 4)]
    [InlineData(40, 16, 2)]
    [InlineData(8, 16, 1)] // at least one hidden unit
    [InlineData(40, 4, 10)]
    public void The_gate_of_se_has_a_share_of_the_channels_as_hidden_units(int channels, int reduction, int hidden)
    {
        var se = ActivationCatalogue.Find("se")!.With(new Dictionary<string, double> { ["reduction"] = reduction }).Definition!;
        var place = new TensorShape(channels, 3, 3);
        var network = ShapedNetwork.Infer(se.Network!.At(place), place);
        Assert.Equal(new TensorShape(hidden, 1, 1), network.Nodes.First(n => n.Node.Layer is LayerDescription.Linear).Output);
        Assert.Equal(hidden * (channels + 1) + channels * (hidden + 1), network.ParameterCount);
    }

    // The residual networks of the APReLU paper: with ReLU, and with APReLU and its own batch norms.
    [Theory]
    [InlineData(6, 4048, 8824)]
    [InlineData(9, 6232, 13360)]
    [InlineData(12, 8416, 17896)]
    public void The_networks_of_the_APReLU_paper_have_their_parameter_counts(int blocks, int relu, int aprelu)
    {
        var b = new NetworkBuilder("1-D").Conv1d(4, 3, padding: 1);
        foreach (int width in Enumerable.Range(0, blocks).Select(i => 4 << (i * 3 / blocks)))
            b.BatchNorm().Activation().Conv1d(width, 3, padding: 1).BatchNorm().Activation().Conv1d(width, 3, padding: 1);
        var shape = ShapedNetwork.Infer(b.BatchNorm().Activation().GlobalAveragePool().Linear(8).Build(), new TensorShape(1, 1, 64));
        Assert.Equal(relu, shape.WithActivation(ActivationCatalogue.Find("relu")!.At).ParameterCount);
        Assert.Equal(aprelu, shape.WithActivation(ActivationCatalogue.Find("aprelu")!.At).ParameterCount);
    }

    [Fact]
    public void Layers_of_an_activation_are_named_after_its_place()
    {
        var net = new NetworkBuilder("net").Flatten().Linear(8).Activation().Linear(4).Activation().Build();
        var shape = ShapedNetwork.Infer(net, new TensorShape(1, 2, 2)).WithActivation(ActivationCatalogue.Find("se")!.At);
        Assert.Equal(["act1.linear1.weight", "act2.linear1.weight"],
            shape.Parameters.Select(p => p.Name).Where(n => n.EndsWith(".linear1.weight")));
        Assert.Equal([[1, 8], [1, 4]], shape.Parameters.Where(p => p.Name.EndsWith(".linear1.weight")).Select(p => p.Shape.ToArray()));
    }

    [Theory]
    [InlineData("", "column 1: an expression is missing")]
    [InlineData("y = relu(x);", "column 1: the last statement is the result: it has no name")]
    [InlineData("relu(x); x", "column 1: a statement before the last one has a name: y = ...")]
    [InlineData("y = relu(x); x", "column 1: nothing reads 'y'")]
    [InlineData("x = relu(x); x", "column 1: 'x' already has a meaning here; choose another name")]
    [InlineData("x * sigmoid(lineer(C)(globalavg(x)))", "column 13: there is no layer or function 'lineer'; did you mean 'linear'?")]
    [InlineData("x * gate", "column 5: there is no name 'gate'. Known: x, pi")]
    [InlineData("gate = globalavg(x); x * gates", "column 26: there is no name 'gates'; did you mean 'gate'?")]
    [InlineData("x * C", "column 5: C, the number of channels, can only be in a width, as in linear(C)")]
    [InlineData("x * linear(C, 2)(globalavg(x))",
        "column 5: the width of linear is a whole number from 1, C (the channels of x), or a share of them such as C/16")]
    [InlineData("x * linear(0)(globalavg(x))", "column 5: the width of linear is a whole number from 1")]
    [InlineData("x * linear(globalavg(x))", "column 5: a layer with a width is written linear(C)(...)")]
    [InlineData("x * globalavg(x, x)", "column 5: globalavg reads one input, not 2")]
    [InlineData("x + concat(globalavg(x))", "column 5: concat reads two inputs or more, not 1")]
    [InlineData("x * bn(globalavg(x)", "column 7: this parenthesis is not closed")]
    [InlineData("x * bn(globalavg(x)) $ 2", "column 22: '$' has no meaning in a formula")]
    [InlineData("x * bn(globalavg(x)) x", "column 22: expected an operator or the end")]
    [InlineData("x * sigmoid(bn(globalavg(x)), 2)", "column 5: sigmoid(a) takes 1 argument, not 2")]
    [InlineData("x * linear(3)(globalavg(x))",
        "column 1: where x is 8x5x4, activation: layer 'elementwise1' computes 'x*_1' of 8x5x4 with _1 of 3x1x1")]
    [InlineData("x + conv(C,2)(x)", "column 5: the kernel of conv is an odd number from 1, so that the shape stays")]
    [InlineData("x + conv(C)(x)", "column 5: conv has 2 sizes, not 1: conv(n, k)(v)")]
    [InlineData("x + dwconv(x)", "column 5: a layer with a kernel is written dwconv(k)(...)")]
    [InlineData("x + chunk(3,2)(x)", "column 5: the part of chunk is a whole number from 1 to the number of parts")]
    [InlineData("x + act(x)", "column 5: act(...) stands for the activation that 'around' names; add it, such as around: relu")]
    [InlineData("concat(chunk(1,3)(x), chunk(2,3)(x), chunk(3,3)(x))",
        "column 38: where x is 8x5x4, activation: layer 'slicechannels3' keeps the channels 6 to 8, but its input 8x5x4 has 0 to 7")]
    [InlineData("a = linear(C)(x); x*a",
        "column 5: where x is 8x5x4, activation: layer 'linear1' reads 8x5x4, which is not a feature vector")]
    [InlineData("globalavg(x)", "column 1: the network makes 8x1x1 of x, which is 8x5x4; it must keep the shape")]
    [InlineData("1 + pi", "column 1: this depends on nothing: it uses neither x nor a name")]
    public void A_mistake_is_told_with_its_column(string text, string expected)
    {
        var (definition, errors) = ActivationDefinition.FromUserNetwork("mine", text);
        Assert.Null(definition);
        Assert.StartsWith(expected, errors[0].ToString());
    }

    [Theory]
    [InlineData("a*x + tanh(a*x)", "b", "column 1: there is no name 'a'")]
    [InlineData("u = a*x; u + a*globalavg(x)", "a",
        "column 10: 'a' is learnt in an earlier formula; give the part with it a name and use that here")]
    [InlineData("x*globalavg(x)", "a", "column 1: the parameter 'a' is not used by the network")]
    [InlineData("x*globalavg(x)", "C", "column 1: 'C' already has a meaning in formulas; give the parameter another name")]
    [InlineData("x*linear(a)(globalavg(x))", "a", "column 3: the width of linear is a whole number from 1")]
    public void A_mistake_with_what_is_learned_is_told(string text, string parameter, string expected) =>
        Assert.StartsWith(expected, ActivationDefinition.FromUserNetwork("mine", text, [new(parameter, 1)]).Errors[0].ToString());

    [Fact]
    public void Words_of_layers_may_name_parts_of_a_network() =>
        Assert.Empty(ActivationDefinition.FromUserNetwork("mine", "act = relu(x); conv = globalavg(act); act*conv").Errors);

    [Theory]
    [InlineData(64, 16)]
    [InlineData(512, 32)]
    public void A_size_may_be_a_formula_of_the_channels(int channels, int hidden)
    {
        var place = new TensorShape(channels, 3, 3);
        var network = ShapedNetwork.Infer(ActivationCatalogue.Find("meta-acon")!.Network!.At(place), place);
        Assert.Equal(new TensorShape(hidden, 1, 1), network.Nodes.First(n => n.Node.Layer is LayerDescription.Linear).Output);
    }

    [Theory]
    [InlineData(5, 4, 3, 3)]
    [InlineData(1, 9, 1, 3)]
    [InlineData(1, 1, 1, 1)]
    public void The_window_of_a_convolution_is_as_flat_as_what_it_reads(int height, int width, int kernelHeight, int kernelWidth)
    {
        var place = new TensorShape(6, height, width);
        var layer = (LayerDescription.Convolution)ActivationCatalogue.Find("frelu")!.Network!.At(place).Nodes[0].Layer;
        Assert.Equal((6, new Extent(kernelHeight, kernelWidth)), (layer.Groups, layer.Kernel));
    }

    // 3C^2 + 6C with its two batch norms; of the shared one 2*2 + 2, 2*2, 2 + 1 and 2.
    [Theory]
    [InlineData("aprelu", 3 * 32 * 32 + 6 * 32)]
    [InlineData("aprelu-shared", 15)]
    [InlineData("dy-relu-a", 32 * 4 + 4 + 4 * 4 + 4)]
    [InlineData("dy-relu-b", 32 * 4 + 4 + 4 * 32 * 4 + 4 * 32)]
    [InlineData("dy-relu-c", 32 * 4 + 4 + 4 * 32 * 4 + 4 * 32 + 32 + 1)]
    [InlineData("meta-acon", 32 * 16 + 16 + 2 * 16 + 16 * 32 + 32 + 2 * 32 + 2 * 32)]
    [InlineData("frelu", 32 * 9 + 32 + 2 * 32)]
    [InlineData("sa-softmax", 0)]
    public void A_dynamic_activation_has_the_parameters_of_its_paper(string name, int expected) =>
        Assert.Equal(expected, ShapedNetwork.Infer(ActivationCatalogue.Find(name)!.Network!.At(Place), Place).ParameterCount);

    [Fact]
    public void All_mistakes_are_told_at_once()
    {
        var (_, errors) = ActivationDefinition.FromUserNetwork("mine", "y = relo(x); z = y * q; y * sigmoid(linear(C)(globalaverage(z)))");
        Assert.Equal([5, 22, 47], errors.Select(e => e.Column));
    }

    [Fact]
    public void A_setting_that_makes_no_width_is_refused() =>
        Assert.Contains("the width of linear",
            Assert.Single(ActivationCatalogue.Find("se")!.With(new Dictionary<string, double> { ["reduction"] = 0 }).Errors).Message);

    [Fact]
    public void Networks_fuse_with_their_equals_and_formulas_with_formulas_of_their_scope()
    {
        var se = ActivationCatalogue.Find("se")!;
        Assert.Equal(se.FusionKey, se.With(new Dictionary<string, double> { ["reduction"] = 16 }).Definition!.FusionKey);
        Assert.NotEqual(se.FusionKey, se.With(new Dictionary<string, double> { ["reduction"] = 8 }).Definition!.FusionKey);
        Assert.NotEqual(se.FusionKey, ActivationCatalogue.Find("aprelu")!.FusionKey);
        Assert.Equal(ActivationCatalogue.Find("relu")!.FusionKey, ActivationCatalogue.Find("arelu")!.FusionKey);
        Assert.NotEqual(ActivationCatalogue.Find("relu")!.FusionKey, ActivationCatalogue.Find("prelu-channel")!.FusionKey);
    }

    [Fact]
    public void A_spec_may_describe_a_network_of_its_own()
    {
        var reading = ActivationNetworkLevel.Definition.Read(Level("y = relu(x);\n  y * sigmoid(linear(C)(globalavg(y)))\n"));
        Assert.Equal(new SettingValue.Text("y = relu(x); y * sigmoid(linear(C)(globalavg(y)))"), reading.Canonical!.Settings["network"]);
        Assert.NotNull(ActivationLevel.Read(reading.Canonical).Network);
    }

    [Fact]
    public void A_wrong_network_in_a_spec_is_told_with_its_column() =>
        Assert.Contains("column 5: there is no name 'y'",
            Assert.Single(ActivationNetworkLevel.Definition.Read(Level("x * y")).Errors).Message);

    [Theory]
    [InlineData("se", "gain-corrected", "needs an activation that is a formula of x")]
    [InlineData("se", "he", null)]
    [InlineData("relu", "gain-corrected", null)]
    public void A_network_has_no_gain_to_correct_for(string activation, string initialization, string? expected)
    {
        var rule = TrainerVocabulary.Rules.Single(r => r.Settings[0] == "activation");
        string? problem = rule.Check(new Dictionary<string, SettingValue>
        {
            ["activation"] = new SettingValue.Text(activation), ["initialization"] = new SettingValue.Text(initialization),
        })?.Message;
        Assert.Equal(expected is null, problem is null);
        Assert.Contains(expected ?? "", problem ?? "");
    }

    private static SettingValue.Group Level(string network) =>
        new([new("name", new SettingValue.Text("mine")), new("network", new SettingValue.Text(network))]);

    private static IReadOnlyList<NetworkNode> Read(string text, TensorShape place)
    {
        var (definition, errors) = ActivationDefinition.FromUserNetwork("mine", text);
        Assert.Empty(errors);
        return definition!.Network!.At(place).Nodes;
    }
}
