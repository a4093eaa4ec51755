using Sweep.Trainer.Formulas;
using Sweep.Trainer.Networks;

namespace Sweep.Trainer.Activations;

/// <summary>A layer that the text of a network may name.</summary>
/// <param name="Name">As written.</param>
/// <param name="Form">With its sizes and inputs, for messages and documentation: "linear(C)(v)".</param>
/// <param name="Meaning">One line.</param>
/// <param name="Make">Given its sizes and the shape that it reads first, the layer.</param>
internal sealed record ActivationLayerWord(string Name, string Form, string Meaning, Func<int[], TensorShape, LayerDescription> Make)
{
    private const string Width = "a whole number from 1, C (the channels of x), or a share of them such as C/16";
    private const string Odd = "an odd number from 1, so that the shape stays";

    private static readonly ElementwiseFormula Power =
        ElementwiseFormula.Read("exp(x - u)", ["x", "u"], [], ParameterScope.PerLayer, out _)!;

    /// <summary>What each size is called and may be; empty for a layer without sizes.</summary>
    public IReadOnlyList<(string Noun, string Expected)> Sizes { get; private init; } = [];

    /// <summary>How one would write it, for messages: "linear(C)(...)".</summary>
    public string Example => Form.Replace("(n", "(C", StringComparison.Ordinal).Replace("(v)", "(...)", StringComparison.Ordinal);

    /// <summary>Which size is wrong where <see cref="Allows"/> refuses.</summary>
    public int Blamed { get; private init; }

    /// <summary>Whether sizes that do not depend on the channels can stand there.</summary>
    public Func<int?[], bool> Allows { get; private init; } = _ => true;

    /// <summary>Whether it reads two inputs or more, not one.</summary>
    public bool JoinsSeveral { get; private init; }

    /// <summary>All but the placeholder, by name.</summary>
    public static IReadOnlyDictionary<string, ActivationLayerWord> All { get; } = new ActivationLayerWord[]
    {
        new("linear", "linear(n)(v)", "a fully connected layer with n outputs and biases, of one number per channel",
            (sizes, _) => new LayerDescription.Linear(sizes[0], Bias: true)) { Sizes = [("width", Width)] },
        new("conv", "conv(n, k)(v)",
            "a convolution to n channels with biases and a k x k window, along the width alone where the height is 1; zeros around, so "
            + "that the positions stay", (sizes, input) => Convolution(input, sizes[0], sizes[1], groups: 1))
        {
            Sizes = [("width", Width), ("kernel", Odd)], Allows = sizes => IsOdd(sizes[1]), Blamed = 1,
        },
        new("dwconv", "dwconv(k)(v)", "the same channel by channel: a depthwise convolution",
            (sizes, input) => Convolution(input, input.Channels, sizes[0], groups: input.Channels))
        {
            Sizes = [("kernel", Odd)], Allows = sizes => IsOdd(sizes[0]),
        },
        new("bn", "bn(v)", "batch normalisation, epsilon 1e-5 and momentum 0.1; running statistics in evaluation",
            (_, _) => new LayerDescription.BatchNorm(Epsilon: 1e-5, Momentum: 0.1)),
        new("globalavg", "globalavg(v)", "the mean of each channel over all positions",
            (_, _) => new LayerDescription.AdaptiveAveragePool(Extent.Square(1))),
        new("globalmax", "globalmax(v)", "the maximum of each channel over all positions", (_, input) => GlobalMaximum(input)),
        new("channelavg", "channelavg(v)", "the mean of each position over all channels",
            (_, _) => new LayerDescription.ChannelPool(IsMaximum: false)),
        new("channelmax", "channelmax(v)", "the maximum of each position over all channels",
            (_, _) => new LayerDescription.ChannelPool(IsMaximum: true)),
        new("softmax", "softmax(v)", "positive numbers that sum to 1 over the positions of each channel",
            (_, input) => Softmax(GlobalMaximum(input), new LayerDescription.AdaptiveAveragePool(Extent.Square(1)), input.Plane)),
        new("channelsoftmax", "channelsoftmax(v)", "positive numbers that sum to 1 over the channels of each position",
            (_, input) => Softmax(new LayerDescription.ChannelPool(IsMaximum: true), new LayerDescription.ChannelPool(IsMaximum: false),
                input.Channels)),
        new("chunk", "chunk(i, n)(v)", "the i-th of n equal parts of the channels",
            (sizes, input) => Chunk(sizes[0], (input.Channels + sizes[1] - 1) / sizes[1]))
        {
            Sizes = [("part", "a whole number from 1 to the number of parts"), ("number of parts", "a whole number from 1")],
            Allows = sizes => sizes is [{ } part, { } parts] && part <= parts,
        },
        new("concat", "concat(v, w, ...)", "channels behind each other", (_, _) => new LayerDescription.Concat()) { JoinsSeveral = true },
    }.ToDictionary(w => w.Name, StringComparer.Ordinal);

    /// <summary>act(v), which stands for another activation.</summary>
    public static ActivationLayerWord Placeholder(ActivationDefinition around) => new(ActivationPlaceholder.Word, "act(v)", "",
        (_, input) => around.At(input));

    private static bool IsOdd(int? size) => size is { } number && number % 2 == 1;

    private static LayerDescription.Convolution Convolution(TensorShape input, int channels, int kernel, int groups)
    {
        var window = new Extent(input.Height == 1 ? 1 : kernel, input.Width == 1 ? 1 : kernel);
        return new LayerDescription.Convolution(channels, window, Extent.Square(1), new(window.Height / 2, window.Width / 2), groups,
            Bias: true);
    }

    // Rounded up, so that parts that are not equal do not fit.
    private static LayerDescription.SliceChannels Chunk(int part, int channels) => new((part - 1) * channels, channels);

    private static LayerDescription.MaxPool GlobalMaximum(TensorShape input) =>
        new(new(input.Height, input.Width), new(input.Height, input.Width), new(0, 0));

    // exp(x - maximum) over its sum, which is its mean times the count.
    private static LayerDescription.Nested Softmax(LayerDescription maximum, LayerDescription mean, int count)
    {
        var share = ElementwiseFormula.Read(FormattableString.Invariant($"x/({count}*u)"), ["x", "u"], [], ParameterScope.PerLayer, out _)!;
        var net = new NetworkBuilder("softmax").Layer(maximum);
        int largest = net.Here, powers = net.From(NetworkDescription.Input).Elementwise(Power, largest).Here;
        int means = net.Layer(mean).Here;
        return new LayerDescription.Nested(net.From(powers).Elementwise(share, means).Build());
    }
}
