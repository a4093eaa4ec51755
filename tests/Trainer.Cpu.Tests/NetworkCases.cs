using Sweep.Planning.Trials;
using Sweep.Trainer.Architectures;
using Sweep.Trainer.Formulas;
using Sweep.Trainer.Networks;

namespace Sweep.Trainer.Cpu.Tests;

/// <summary>A network for each layer kind and awkward shape. Sample counts are no multiples of a micro-batch.</summary>
internal static class NetworkCases
{
    public static TheoryData<string> Names => [.. All.Keys];

    public static NetworkCase Get(string name) => All[name]();

    private static Dictionary<string, Func<NetworkCase>> All { get; } = new(Kinds.Concat(ActivationCases.All));

    private static Dictionary<string, Func<NetworkCase>> Kinds => new()
    {
        ["convolution"] = () => Image(b => b.Conv2d(7, 3).Activation(), 3, 9, 6, 21),
        ["convolution without bias"] = () => Image(b => b.Conv2d(6, 3, bias: false).Activation(), 2, 7, 7, 5),
        ["second convolution"] = () => Image(b => b.Conv2d(5, 3).Activation().Conv2d(13, 5).Activation(), 2, 11, 9, 17),
        ["stride"] = () => Image(b => b.Conv2d(4, 3, stride: 2).Activation().Conv2d(5, 3, stride: 2).Activation(), 2, 15, 14, 19),
        ["minimal filtering"] = () => Image(b => b.Conv2d(9, 3).Activation().Conv2d(13, 3, padding: 1).Activation()
            .Conv2d(8, 3, bias: false).Activation().Conv2d(11, 3, padding: 2).Activation(), 2, 9, 7, 21),
        ["minimal filtering with batch norm"] = () => Image(b => b.Conv2d(8, 3, padding: 1).BatchNorm().Activation()
            .Conv2d(9, 3, padding: 1, bias: false).BatchNorm().Activation().Conv2d(10, 3, padding: 1).Activation(), 2, 6, 5, 37),
        ["minimal filtering of one position"] = () =>
            Image(b => b.Conv2d(9, 3).Activation().Conv2d(10, 3, padding: 1).Activation(), 2, 3, 3, 5),
        ["rectified and read by another layer"] = () => Rectified(),
        ["stride beyond the kernel"] = () => Image(b => b.Conv2d(4, 3).Activation().Conv2d(5, 2, stride: 3).Activation(), 2, 12, 13, 9),
        ["padding"] = () => Image(b => b.Conv2d(4, 3, padding: 1).Activation().Conv2d(6, 5, padding: 2).Activation(), 2, 6, 7, 18),
        ["stride and padding"] = () =>
            Image(b => b.Conv2d(4, 3, padding: 1).Activation().Conv2d(6, 3, stride: 2, padding: 1).Activation(), 3, 8, 7, 18),
        ["padding wider than the image"] = () =>
            Image(b => b.Conv2d(4, 3, padding: 1).Activation().Conv2d(3, 5, padding: 4).Activation(), 1, 3, 2, 4),
        ["groups"] = () => Image(b => b.Conv2d(6, 3).Activation().Conv2d(9, 3, groups: 3).Activation(), 2, 8, 8, 20),
        ["depthwise and pointwise"] = () =>
            Image(b => b.Conv2d(8, 3).Activation().Conv2d(8, 3, padding: 1, groups: 8).Activation().Conv2d(11, 1).Activation(), 2, 7, 7,
                16),
        ["pointwise with stride"] = () => Image(b => b.Conv2d(8, 3).Activation().Conv2d(11, 1, stride: 2).Activation(), 2, 8, 9, 16),
        ["large kernel"] = () => Image(b => b.Conv2d(3, 3).Activation().Conv2d(4, 7).Activation(), 2, 13, 12, 6),
        ["one dimension"] = () => Case(b => b.Conv1d(5, 4, stride: 2, padding: 1).Activation().MaxPool1d(3, stride: 2).Conv1d(6, 3)
            .Activation().AveragePool1d(2).Flatten().Linear(3), new(2, 1, 41), 18),
        ["fused pooling"] = () => Image(b => b.Conv2d(7, 3).MaxPool(2).Activation().Conv2d(6, 3).MaxPool(2).Activation(), 2, 15, 14, 21),
        ["fused pooling with padding and stride"] = () =>
            Image(b => b.Conv2d(5, 3, padding: 1).MaxPool(3).Activation().Conv2d(6, 3, stride: 2, padding: 1).MaxPool(2).Activation(), 2,
                16, 15, 7),
        ["fused pooling of a pointwise convolution"] = () =>
            Image(b => b.Conv2d(7, 1).MaxPool(2).Activation().Conv2d(6, 1).MaxPool(2).Activation(), 3, 9, 8, 18),
        ["pooling that overlaps"] = () => Image(b => b.Conv2d(5, 3).MaxPool(3, stride: 2, padding: 1).Activation(), 2, 11, 10, 19),
        ["pooling first"] = () => Image(b => b.MaxPool(2).Conv2d(5, 3).Activation(), 2, 10, 10, 9),
        ["average pooling"] = () => Image(b => b.Conv2d(5, 3).AveragePool(3, stride: 2, padding: 1).Activation(), 2, 11, 10, 19),
        ["max pooling that rounds up"] = () =>
            Image(b => b.Conv2d(5, 3).Activation().MaxPool(3, stride: 2, ceil: true).Conv2d(4, 1).MaxPool(2, ceil: true), 2, 12, 11, 19),
        ["average pooling that rounds up"] = () =>
            Image(b => b.Conv2d(5, 3).AveragePool(3, stride: 2, padding: 1, ceil: true).Activation().AveragePool(2, ceil: true), 2, 12, 9,
                19),
        ["adaptive pooling"] = () => Image(b => b.Conv2d(5, 3).Activation().AdaptiveAveragePool(3, 2), 2, 9, 9, 19),
        ["global pooling"] = () => Image(b => b.Conv2d(5, 3).Activation().GlobalAveragePool(), 2, 9, 9, 19),
        ["linear"] = () => Case(b => b.Flatten().Linear(37).Activation().Linear(23, bias: false).Activation().Linear(5), new(3, 5, 4), 33),
        ["batch norm"] = () => Image(b =>
            b.Conv2d(6, 3).BatchNorm().Activation().Conv2d(5, 3, padding: 1, bias: false).MaxPool(2).BatchNorm().Activation(), 2, 8, 9, 37),
        ["batch norm of the input"] = () =>
            Case(b => b.Flatten().BatchNorm().Linear(6).BatchNorm().Activation().Linear(3), new(2, 3, 3), 35),
        ["dropout"] = () => Image(b => b.Dropout(0.2).Conv2d(6, 3).Activation().Dropout(0.5), 2, 8, 8, 21),
        ["dropout with batch norm"] = () => Image(b => b.Conv2d(6, 3).BatchNorm().Activation().Dropout(0.5), 2, 8, 8, 37),
        ["layer norm"] = () => Image(b => b.Conv2d(7, 3).LayerNorm().Activation().Conv2d(5, 1).LayerNorm(), 2, 7, 9, 19),
        ["layer norm of the input, one sample"] = () => Image(b => b.LayerNorm().Conv2d(5, 3).Activation(), 3, 6, 5, 1),
        ["layer norm with batch norm"] = () => Image(b => b.Conv2d(6, 3).BatchNorm().Activation().LayerNorm(), 2, 6, 7, 37),
        ["transpose"] = () => Image(b => b.Conv2d(7, 3).Transpose().Conv2d(9, 1).Activation().Transpose(), 2, 6, 5, 19),
        ["transpose of the input"] = () => Image(b => b.Transpose().Conv2d(4, 1).Activation(), 3, 3, 5, 5),
        ["attention"] = () => Image(b => b.Conv2d(24, 3).Attention(heads: 2).Conv2d(5, 1).Activation(), 2, 5, 7, 19),
        ["attention of narrow heads and few positions"] = () => Image(b => b.Conv2d(18, 2).Attention(heads: 3).Activation(), 2, 2, 3, 18),
        ["attention, one sample"] = () => Image(b => b.Conv2d(15, 3).Attention(heads: 1).Activation(), 1, 6, 6, 1),
        ["attention with batch norm"] = () => Image(b => b.Conv2d(12, 3).BatchNorm().Attention(heads: 1).Activation(), 2, 5, 5, 37),
        ["class token and positions"] = () =>
            Image(b => b.Conv2d(6, 3).ClassToken().PositionEmbedding().Conv2d(4, 1).Activation(), 2, 5, 6, 19),
        ["class token and positions of the input"] = () =>
            Image(b => b.PositionEmbedding().ClassToken().Conv2d(4, 1).Activation(), 2, 4, 3, 5),
        ["token"] = () => Case(b => b.Conv2d(6, 3).Activation().Token(5).Linear(3), new(2, 5, 5), 19),
        ["tokens"] = () => Case(b => b.Tokens().Conv1d(5, 3).Activation().Flatten().Linear(3), new(2, 4, 5), 19),
        ["transposed convolution"] = () =>
            Image(b => b.Conv2d(6, 3).Activation().ConvTranspose2d(5, 2).Activation().Conv2d(3, 3), 2, 6, 7, 19),
        ["transposed convolution that overlaps"] = () =>
            Image(b => b.Conv2d(4, 3).Activation().ConvTranspose2d(3, 5, stride: 2, padding: 1, bias: false).Activation(), 2, 6, 5, 21),
        ["transposed convolution with gaps"] = () =>
            Image(b => b.Conv2d(4, 3).Activation().ConvTranspose2d(5, 2, stride: 3).Activation(), 2, 5, 6, 1),
        ["transposed convolution with batch norm"] = () =>
            Image(b => b.Conv2d(6, 3).BatchNorm().Activation().ConvTranspose2d(4, 2).Activation(), 2, 6, 5, 37),
        ["transposed convolution of the image"] = () => Image(b => b.ConvTranspose2d(4, 2).Activation(), 2, 5, 6, 9),
        ["upsample"] = () => Image(b => b.Conv2d(5, 3).Activation().Upsample(2).Conv2d(4, 3).Activation(), 2, 6, 5, 19),
        ["upsample unequally"] = () => Image(b =>
            b.Conv2d(5, 3).Activation().Layer(new LayerDescription.Upsample(new(3, 1))).Upsample(1), 2, 6, 5, 3),
        ["transformer block"] = () => TransformerBlock(),
        ["residual"] = () => Residual(),
        ["shortcut padded with channels of zeros"] = () => PaddedShortcut(),
        ["padded channels of the input"] = () =>
            Image(b => b.Layer(new LayerDescription.PadChannels(0, 2)).Conv2d(4, 3).Activation(), 2, 6, 7, 9),
        ["padded features"] = () => Case(b =>
            b.Flatten().Linear(5).Activation().Layer(new LayerDescription.PadChannels(2, 1)).Linear(3), new(2, 3, 3), 18),
        ["channels split, joined and shuffled"] = () => Shuffled(samples: 19),
        ["channels split, joined and shuffled, of one sample"] = () => Shuffled(samples: 1),
        ["channels of the input"] = () =>
            Image(b => b.SliceChannels(1, 2).Conv2d(4, 3).Activation(), 3, 6, 7, 9),
        ["shuffled channels of the input"] = () =>
            Image(b => b.ShuffleChannels(3).Conv2d(4, 3, groups: 2).Activation(), 6, 6, 5, 9),
        ["shuffled and sliced features"] = () => Case(b => b.Flatten().Linear(12).Activation()
            .ShuffleChannels(4).Linear(7).SliceChannels(2, 4).Linear(3),
            new(2, 3, 3), 18),
        ["concat"] = () => Branches(concat: true),
        ["resnet of depth 8"] = () => ResNet(),
        ["add of three"] = () => Branches(concat: false),
        ["squeeze and excitation"] = () => Squeeze(),
        ["formula of equal shapes"] = () => Gate("x*sigmoid(u) + a*u", ParameterScope.PerLayer, b => b.Conv2d(5, 3, padding: 1)),
        ["formula with parameters per channel"] = () => Gate("b*x + tanh(a*u)*x", ParameterScope.PerChannel, b => b.Conv2d(5, 1)),
        ["number per channel"] = () => Gate("max(x,0)*(1 + sigmoid(u)) + u*min(x,0)", ParameterScope.PerLayer,
            b => b.GlobalAveragePool().Linear(5)),
        ["number per channel, with parameters"] = () => Gate("a*x*sigmoid(b*u)", ParameterScope.PerChannel,
            b => b.GlobalAveragePool().Linear(5)),
        ["number per sample"] = () => Gate("x*sigmoid(a*u)", ParameterScope.PerLayer, b => b.GlobalAveragePool().Linear(1)),
        ["number per position"] = () => Gate("max(x,0)*(1 + sigmoid(u)) + u*min(x,0)", ParameterScope.PerLayer, b => b.Conv2d(1, 1)),
        ["number per position, with parameters"] = () => Gate("a*x*sigmoid(b*u)", ParameterScope.PerChannel,
            b => b.Conv2d(3, 1).Layer(new LayerDescription.ChannelPool(IsMaximum: true))),
        ["mean over the channels"] = () => Image(b =>
            b.Conv2d(5, 3).Activation().Layer(new LayerDescription.ChannelPool(IsMaximum: false)).Conv2d(4, 3).Activation(), 2, 8, 7, 19),
        ["maximum over the channels of the image"] = () =>
            Image(b => b.Layer(new LayerDescription.ChannelPool(IsMaximum: true)).Conv2d(4, 3).Activation(), 3, 6, 7, 9),
        ["formula whose largest input comes last"] = () => Last(),
        ["formula of three inputs of vectors"] = () => Vectors(),
        ["formula of the image"] = () => OfTheImage(),
        ["nested"] = () => Nested(),
        ["input read twice"] = () => InputTwice(),
        ["learned activation"] = () => Image(b => b.Conv2d(6, 3).MaxPool(2).Activation().Conv2d(7, 3).Activation(), 2, 12, 10, 21, "arelu"),
        ["activation first"] = () => Image(b => b.Activation().Conv2d(6, 3).Activation(), 2, 7, 8, 21, "slaf"),
        ["stochastic activation"] = () => Image(b => b.Conv2d(6, 3).Activation().Conv2d(4, 3).Activation(), 2, 9, 8, 21, "rrelu"),
    };

    private static NetworkCase Image(Func<NetworkBuilder, NetworkBuilder> trunk, int channels, int height, int width, int samples,
        string activation = "tanh") =>
        Case(b => trunk(b).Flatten().Linear(4), new(channels, height, width), samples, activation);

    private static NetworkCase Case(Func<NetworkBuilder, NetworkBuilder> build, TensorShape input, int samples,
        string activation = "tanh") =>
        new(build(new NetworkBuilder("case")).Build(), input, samples, activation);

    private static NetworkCase Rectified()
    {
        var net = new NetworkBuilder("test").Conv2d(4, 3);
        int before = net.Here;
        return new(net.Activation().Conv2d(4, 3, padding: 1).Activation().Add(before).GlobalAveragePool().Linear(3).Build(), new(2, 7, 6),
            9, "relu");
    }

    private static NetworkCase Residual() => Image(b =>
    {
        b.Conv2d(6, 3, padding: 1).Activation();
        int shortcut = b.Here;
        return b.Conv2d(6, 3, padding: 1).BatchNorm().Activation().Conv2d(6, 3, padding: 1).BatchNorm().Add(shortcut).Activation();
    }, 2, 6, 7, 19);

    private static NetworkCase TransformerBlock() => Case(b =>
    {
        int start = b.Conv2d(8, 2, stride: 2).ClassToken().PositionEmbedding().Here;
        int attended = b.LayerNorm().Conv2d(24, 1).Attention(heads: 2).Conv2d(8, 1).Dropout(0.2).Add(start).Here;
        return b.LayerNorm().Conv2d(16, 1).Activation().Conv2d(8, 1).Add(attended).LayerNorm().Token(0).Linear(3);
    }, new(3, 6, 8), 19);

    private static NetworkCase PaddedShortcut() => Image(b =>
    {
        b.Conv2d(5, 3, padding: 1).Activation();
        int start = b.Here;
        b.AveragePool(1, stride: 2).Layer(new LayerDescription.PadChannels(2, 1));
        int shortcut = b.Here;
        return b.From(start).Conv2d(8, 3, stride: 2, padding: 1).BatchNorm().Add(shortcut).Activation();
    }, 2, 6, 7, 19);

    private static NetworkCase ResNet()
    {
        var level = new SettingValue.Group(
            [new("name", Invented.Text("resnet")), new("depth", Invented.Number(8)), new("width", Invented.Number(3))]);
        var input = new TensorShape(3, 8, 7);
        return new NetworkCase(Architecture.Read(level).Describe(input, 4), input, samples: 19);
    }

    private static NetworkCase Branches(bool concat) => Image(b =>
    {
        b.Conv2d(5, 3, padding: 1).Activation();
        int trunk = b.Here;
        b.Conv2d(5, 1).Activation();
        int left = b.Here;
        b.From(trunk).Conv2d(5, 3, padding: 1).Activation();
        return concat ? b.Concat(left, trunk) : b.Add(left, trunk);
    }, 2, 6, 7, 19);

    private static NetworkCase Shuffled(int samples) => Image(b =>
    {
        int start = b.Conv2d(9, 3, padding: 1).Activation().Here;
        int kept = b.SliceChannels(0, 4).Here;
        int changed = b.From(start).SliceChannels(4, 5).Conv2d(5, 1).Activation().Here;
        return b.From(kept).Concat(changed).ShuffleChannels(3).Conv2d(6, 3, groups: 3).Activation();
    }, 2, 6, 7, samples);

    private static NetworkCase Squeeze() => Image(b =>
    {
        b.Conv2d(6, 3).Activation();
        int trunk = b.Here;
        b.GlobalAveragePool().Flatten().Linear(3).Activation().Linear(6).Activation();
        int scales = b.Here;
        return b.From(trunk).ScaleByChannel(scales);
    }, 2, 8, 8, 19);

    private static NetworkCase Gate(string formula, ParameterScope scope, Func<NetworkBuilder, NetworkBuilder> gate) => Image(b =>
    {
        int trunk = b.Conv2d(5, 3).Activation().Here;
        int u = gate(b).Here;
        return b.From(trunk).Elementwise(Formula(formula, scope, "x", "u"), u);
    }, 2, 8, 7, 19);

    private static NetworkCase Last() => Image(b =>
    {
        int trunk = b.Conv2d(5, 3).Activation().Here;
        int one = b.GlobalAveragePool().Linear(1).Here;
        int each = b.From(trunk).GlobalAveragePool().Here;
        return b.From(one).Elementwise(Formula("x + u*v", ParameterScope.PerLayer, "x", "u", "v"), each, trunk);
    }, 2, 7, 7, 19);

    private static NetworkCase Vectors() => Case(b =>
    {
        int left = b.Flatten().Linear(6).Activation().Here;
        int right = b.Linear(6).Here;
        int one = b.From(left).Linear(1).Here;
        return b.From(left).Elementwise(Formula("x*u + v", ParameterScope.PerLayer, "x", "u", "v"), right, one).Linear(3);
    }, new(2, 3, 3), 21);

    // The image needs no gradient; the formula's parameter does.
    private static NetworkCase OfTheImage() => Image(b =>
    {
        int mean = b.GlobalAveragePool().Here;
        return b.From(NetworkDescription.Input).Elementwise(Formula("x - a*u", ParameterScope.PerChannel, "x", "u"), mean)
            .Conv2d(4, 3).Activation();
    }, 2, 6, 6, 19);

    private static ElementwiseFormula Formula(string text, ParameterScope scope, params string[] inputs)
    {
        FormulaParameter[] parameters =
            [.. new[] { "a", "b" }.Where(p => text.Contains(p + "*")).Select((p, i) => new FormulaParameter(p, 0.75 + i))];
        return ElementwiseFormula.Read(text, inputs, parameters, scope, out var errors)
            ?? throw new ArgumentException(string.Join("; ", errors));
    }

    private static NetworkCase Nested()
    {
        var block = new NetworkBuilder("block").Conv2d(4, 3, padding: 1).BatchNorm().Activation().Build();
        return Image(b => b.Nested(block).Nested(new NetworkBuilder("twice").Nested(block).Nested(block).Build()), 2, 6, 6, 18);
    }

    private static NetworkCase InputTwice() => Image(b =>
    {
        b.Conv2d(4, 3).Activation();
        int left = b.Here;
        return b.From(NetworkDescription.Input).Conv2d(4, 3).Activation().Add(left);
    }, 2, 7, 7, 9);
}
