using Sweep.Planning.Specs.Reading;
using Sweep.Planning.Trials;
using Sweep.Planning.Vocabulary;
using Sweep.Trainer.Architectures;
using Sweep.Trainer.Networks;
using Sweep.Trainer.Protocols;
using Sweep.Trainer.Settings;

namespace Sweep.Trainer.Tests.Architectures;

/// <summary>Networks that users write as lists of layers.</summary>
public sealed class UserNetworkTests
{
    // Of 1x28x28, the line numbers of what follows the head begin at 8.
    private const string Head = """
        name: test
        dataset: mnist
        activation: relu
        optimizer: sgd
        learningRate: 0.1
        seeds: 1

        """;

    [Fact]
    public void A_residual_network_is_blocks_repeats_and_branches()
    {
        var network = Network("""
            architecture:
              name: mine
              layers:
                - conv: { channels: 16, padding: 1, bias: false }
                - batchnorm
                - activation
                - repeat: 3
                  layers:
                    - branches:
                        - - conv: { channels: 16, padding: 1, bias: false }
                          - batchnorm
                          - activation
                          - conv: { channels: 16, padding: 1, bias: false }
                          - batchnorm
                        - []
                    - activation
                - branches:
                    - - conv: { channels: 32, stride: 2, padding: 1, bias: false }
                    - - avgpool: { kernel: 1, stride: 2 }
                      - padchannels: { before: 8, after: 8 }
                - globalavgpool
                - linear: classes
            """);
        Assert.Equal(3 * 2 + 3, network.Nodes.Count(n => n.Node.Layer is LayerDescription.Convolution or LayerDescription.Linear));
        Assert.Equal(["16x28x28", "16x28x28", "16x28x28", "32x14x14"],
            network.Nodes.Where(n => n.Node.Layer is LayerDescription.Add).Select(n => n.Output.ToString()));
        Assert.Equal(7, network.ActivationPlaces.Count());
        Assert.Equal(144 + 32 + 3 * 2 * (2304 + 32) + 4608 + 330, network.ParameterCount);
    }

    [Fact]
    public void Every_layer_can_be_written()
    {
        var network = Network("""
            architecture:
              name: mine
              layers:
                - conv: { channels: 8, kernel: [3, 5], stride: [2, 1], padding: [1, 2], groups: 1 }
                - maxpool: 2
                - branches: [[conv: 8], [avgpool: { kernel: 3, stride: 1 }], [maxpool: { kernel: 3, stride: 1 }]]
                  join: concat
                - branches: [[], [globalavgpool, linear: 4, activation, linear: 24]]
                  join: scale
                - padchannels: { after: 2 }
                - batchnorm: { epsilon: 1e-3, momentum: 0.01 }
                - adaptiveavgpool: [2, 1]
                - flatten
                - dropout: 0.1
                - linear: { outputs: classes, bias: false }
            """);
        Assert.Equal(
        [
            "8x14x28", "8x7x14", "8x5x12", "8x5x12", "8x5x12", "24x5x12", "24x1x1", "4x1x1", "4x1x1", "24x1x1", "24x5x12",
            "26x5x12", "26x5x12", "26x2x1", "52x1x1", "52x1x1", "10x1x1",
        ], network.Nodes.Select(n => n.Output.ToString()));
    }

    [Fact]
    public void Channels_can_be_split_and_shuffled_and_poolings_round_up()
    {
        var network = Network("""
            architecture:
              name: mine
              layers:
                - conv: { channels: 6, kernel: 1 }
                - branches: [[slicechannels: 2], [slicechannels: { first: 2, count: 4 }, activation]]
                  join: concat
                - shufflechannels: 3
                - maxpool: { kernel: 3, stride: 2, ceil: true }
                - avgpool: { kernel: 3, stride: 2, ceil: true }
                - avgpool: { kernel: 3, stride: 2 }
                - globalavgpool
                - linear: classes
            """);
        Assert.Equal(["2x28x28", "4x28x28", "4x28x28", "6x28x28", "6x28x28", "6x14x14", "6x7x7", "6x3x3"],
            network.Nodes.Skip(1).Take(8).Select(n => n.Output.ToString()));
        Assert.Equal(["slicechannels 0-1", "slicechannels 2-5", "act", "concat", "shufflechannels 3", "maxpool k3 s2 ceil"],
            network.Nodes.Skip(1).Take(6).Select(n => n.Node.Layer.Description));
    }

    [Fact]
    public void A_function_that_stays_is_no_place_of_the_compared_activation()
    {
        const string Layers = "[flatten, linear: 8, activation: relu, linear: 8, activation, linear: classes]";
        var network = Network($"architecture: {{ name: mine, layers: {Layers} }}");
        Assert.Equal(["act1"], network.ActivationPlaces.Select(p => p.Node.Name));
        Assert.Equal("relu1", network.Nodes.Single(n => n.Node.Layer == LayerDescription.Elementwise.Relu).Node.Name);
    }

    [Fact]
    public void Different_spellings_of_one_network_give_one_trial_id()
    {
        string spelled = Trial("""
            architecture:
              layers:
                - conv: { kernel: [3, 3], channels: 4, stride: 1, padding: 0, groups: 1, bias: true }
                - maxpool: { kernel: 2, stride: [2, 2] }
                - branches: [[activation: {}], []]
                  join: add
                - flatten
                - linear: { outputs: classes, bias: true }
              name: mine
            """).Id.ToString();
        var brief = Trial(
            "architecture: { name: mine, layers: [conv: 4, maxpool: 2, branches: [[activation], []], flatten, linear: classes] }");
        Assert.Equal(spelled, brief.Id.ToString());
        Assert.Equal("""{"layers":[{"conv":{"channels":4}},{"maxpool":{"kernel":2}},{"branches":[["activation"],[]]},"flatten","""
            + """{"linear":{"outputs":"classes"}}],"name":"mine"}""", brief.Configuration.Settings["architecture"].ToString());
        Assert.Equal("mine", brief.Configuration.Settings["architecture"].Label);
    }

    [Fact]
    public void A_stored_network_is_read_back()
    {
        var configuration = Trial("architecture: { name: mine, layers: [conv: 4, globalavgpool, linear: classes] }").Configuration;
        var read = TrialSettings.Read(Configuration.Parse(configuration.CanonicalJson)).Architecture;
        Assert.Equal(TrialSettings.Read(configuration).Architecture, read);
        Assert.Equal(4 * 27 + 4 + 5 * 7, read.For(new TensorShape(3, 9, 9), 7).ParameterCount);
    }

    [Fact]
    public void All_mistakes_are_told_at_once_with_their_places()
    {
        const string Network = """
            architecture:
              name: mine
              layer: 3
              layers:
                - cnv: 16
                - conv: { chanels: 16 }
                - conv: { channels: 1.5, kernel: [3, 0] }
                - flatten: 2
                - relu
                - dropout: 1
                - repeat: 0
                  layers: []
                - branches: [[conv: 4]]
                - branches: [[], []]
                  join: ad
                - linear: class
                - { conv: 16, kernel: 3 }
                - 7
                - batchnorm: { momentum: true }
                - activation: swish
            """;
        var errors = SpecReader.Read(Head + Network, ForTraining).Errors;
        Assert.Equal(
        [
            "9 layer: There is no key 'layer' here.",
            "11 layers[0].cnv: There is no layer 'cnv'.",
            "12 layers[1].conv: 'conv' needs the option 'channels' (output channels).",
            "12 layers[1].conv.chanels: 'conv' has no option 'chanels'.",
            "13 layers[2].conv.channels: Expected the channels of 'conv', a whole number from 1 to 1000000, found '1.5'.",
            "13 layers[2].conv.kernel: Expected the kernel of 'conv', a whole number from 1 to 1000000 or [height, width], found a list.",
            "14 layers[3].flatten: 'flatten' has no options: write it alone.",
            "15 layers[4]: There is no layer 'relu'.",
            "16 layers[5].dropout: Expected the probability of 'dropout', a number, at least 0 and below 1, found '1'.",
            "17 layers[6].repeat: Expected how often the layers are repeated, a whole number from 1 to 10000, found '0'.",
            "18 layers[6].layers: The list is empty: give at least one layer.",
            "19 layers[7].branches: Expected two or more lists of layers, such as branches: [[conv: 16], []]; "
                + "an empty one passes its input on.",
            "21 layers[8].join: 'ad' is no way to join branches.",
            "22 layers[9].linear: Expected the outputs of 'linear', a whole number from 1 to 1000000 or the word classes, found 'class'.",
            "23 layers[10]: A layer is one key with its options, such as conv: { channels: 16, kernel: 3 }; "
                + "here are the keys conv, kernel.",
            "24 layers[11]: Expected a layer, found '7'.",
            "25 layers[12].batchnorm.momentum: Expected the momentum of 'batchnorm', a number, at least 0 and at most 1, found 'true'.",
            "26 layers[13].activation: Expected the function of 'activation', one of compared, relu, relu6, sigmoid, tanh, found 'swish'.",
        ], errors.Select(e => $"{e.Line} {e.Path["architecture.".Length..]}: {e.Message}"));
        Assert.Equal("conv", errors.Single(e => e.Path.EndsWith("cnv", StringComparison.Ordinal)).Suggestion);
        Assert.Equal("add", errors.Single(e => e.Path.EndsWith("join", StringComparison.Ordinal)).Suggestion);
        Assert.Contains("globalavgpool", errors.Single(e => e.Message.Contains("'relu'", StringComparison.Ordinal)).Allowed);
    }

    [Theory]
    [InlineData("- conv: 4\n    - maxpool: 2\n    - linear: classes", 12, "layers[2].linear",
        "mine: layer 'linear1' reads 4x13x13, which is not a feature vector: put flatten or a global pooling before it.")]
    [InlineData("- maxpool: 4\n    - repeat: 3\n      layers:\n        - conv: 8\n        - maxpool: 2", 13, "layers[1].layers[0].conv",
        "mine: layer 'conv2' has a kernel of 3x3, larger than its input 8x2x2 with padding 0x0: make the images larger, pad more, "
            + "or use a network or stem that shrinks them less.")]
    [InlineData("- conv: { channels: 4, padding: 1 }\n    - branches: [[conv: 4], []]", 11, "layers[1]",
        "mine: layer 'add1' adds unequal shapes: 4x26x26, 4x28x28.")]
    [InlineData("- conv: 4\n    - globalavgpool", 11, "layers[1]",
        "mine: layer 'adaptivepool1' is the last and makes 4x1x1, but 10 classes need 10x1x1: end with linear: classes.")]
    [InlineData("- slicechannels: { first: 1, count: 1 }", 10, "layers[0].slicechannels",
        "mine: layer 'slicechannels1' keeps the channels 1 to 1, but its input 1x28x28 has 0 to 0.")]
    [InlineData("- conv: 4\n    - shufflechannels: 3", 11, "layers[1].shufflechannels",
        "mine: layer 'shufflechannels1' has 3 groups, which must divide its 4 channels.")]
    [InlineData("- conv: { channels: 4, groups: 2 }", 10, "layers[0].conv",
        "mine: layer 'conv1' has 2 groups, which must divide its 1 input and 4 output channels.")]
    public void A_layer_that_does_not_fit_is_told_at_its_line_with_what_came_in_and_what_was_expected(string layers, int line,
        string path, string message)
    {
        string spec = $"{Head}architecture:\n  name: mine\n  layers:\n    {layers}\n";
        var error = Assert.Single(SpecReader.Read(spec, ForTraining).Errors);
        Assert.Equal((line, $"architecture.{path}"), (error.Line, error.Path));
        Assert.Equal($"{message} The dataset mnist has 10 classes of 1x28x28.", error.Message);
    }

    [Fact]
    public void A_network_in_a_grid_is_judged_with_each_data_set()
    {
        string spec = Head.Replace("dataset: mnist\n", "", StringComparison.Ordinal) + """
            grid:
              dataset: [mnist, emnist-letters]
              architecture:
                - mnist-conv
                - { name: mine, layers: [flatten, linear: 16, activation, linear: 26] }
            """;
        var error = Assert.Single(SpecReader.Read(spec, ForTraining).Errors);
        Assert.Equal((10, "grid.architecture[1].layers[3].linear"), (error.Line, error.Path));
        Assert.Contains("10 classes need 10x1x1", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Repeats_within_repeats_are_limited()
    {
        const string Network = "{ name: mine, layers: [{ repeat: 100, layers: [{ repeat: 100, layers: [batchnorm] }] }, flatten] }";
        var error = Assert.Single(SpecReader.Read($"{Head}architecture: {Network}", ForTraining).Errors);
        Assert.Equal("This network has 10001 layers with repeats written out; at most 10000 can be used.", error.Message);
    }

    [Theory]
    [InlineData("[{ conv: { channels: 1000000, padding: 1000000 } }, globalavgpool, linear: classes]")]
    [InlineData("[flatten, linear: 1000000, linear: 1000000, linear: classes]")]
    public void A_network_beyond_all_memory_is_refused(string layers)
    {
        var error = Assert.Single(SpecReader.Read($"{Head}architecture: {{ name: mine, layers: {layers} }}", ForTraining).Errors);
        Assert.Contains("is too large: it makes 1000000x", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_stored_network_that_is_wrong_says_where() => Assert.Equal(
        "The network 'mine' is wrong: layers[0].pool: There is no layer 'pool'.",
        Assert.Throws<TrialSettingsException>(() => Architecture.Read(new SettingValue.Group(
        [
            new("name", new SettingValue.Text("mine")),
            new("layers", new SettingValue.List([new SettingValue.Group([new("pool", new SettingValue.Number(2))])])),
        ]))).Message);

    private static SpecVocabulary ForTraining => TrainerVocabulary.Create() with { Rules = TrainerVocabulary.Rules };

    private static TrialDescription Trial(string architecture)
    {
        var reading = SpecReader.Read(Head + architecture, ForTraining);
        Assert.Empty(reading.Errors.Select(e => e.ToString()));
        return Assert.Single(reading.Spec!.ToPlan().Trials);
    }

    private static ShapedNetwork Network(string architecture) =>
        TrialSettings.Read(Trial(architecture).Configuration).Architecture.For(new TensorShape(1, 28, 28), 10);
}
