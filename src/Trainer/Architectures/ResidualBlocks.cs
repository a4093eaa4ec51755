using Sweep.Trainer.Networks;

namespace Sweep.Trainer.Architectures;

/// <summary>The blocks of residual networks. Each reads and makes feature maps; a stride above 1 makes them smaller.</summary>
internal static class ResidualBlocks
{
    /// <summary>Two 3x3 convolutions, added to the shortcut and then activated.</summary>
    /// <remarks>He et al., arXiv 1512.03385, figure 2.</remarks>
    /// <param name="from">Channels that come in.</param>
    /// <param name="channels">Channels that go out.</param>
    /// <param name="stride">Of the first convolution and of the shortcut.</param>
    /// <param name="projection">Whether the shortcut has weights where the shape changes; else it pads with zeros.</param>
    /// <param name="gate">What is done to the branch before the sum; null for nothing.</param>
    public static NetworkDescription Basic(int from, int channels, int stride, bool projection,
        Func<NetworkBuilder, NetworkBuilder>? gate = null)
    {
        var block = new NetworkBuilder("block");
        int shortcut = AppendShortcut(block, from, channels, stride, projection);
        block.From(NetworkDescription.Input).ConvNormActivation(channels, kernel: 3, stride).ConvNorm(channels, kernel: 3);
        return (gate is null ? block : gate(block)).Add(shortcut).Activation().Build();
    }

    /// <summary>Convolutions of 1x1, 3x3 and 1x1, the last four times as wide; projections where the shape changes. The 3x3 has the
    /// stride.</summary>
    /// <remarks>He et al., arXiv 1512.03385, figure 5; the place of the stride is torchvision's.</remarks>
    public static NetworkDescription Bottleneck(int from, int width, int stride)
    {
        var block = new NetworkBuilder("block");
        int shortcut = AppendShortcut(block, from, 4 * width, stride, projection: true);
        return block.From(NetworkDescription.Input).ConvNormActivation(width, kernel: 1).ConvNormActivation(width, kernel: 3, stride)
            .ConvNorm(4 * width, kernel: 1).Add(shortcut).Activation().Build();
    }

    /// <summary>Two 3x3 convolutions, each behind batch normalisation and activation. A projection reads the activated input, a shortcut
    /// without weights the input itself.</summary>
    /// <remarks>He et al., arXiv 1603.05027, figure 4e; with dropout between the convolutions Zagoruyko and Komodakis, arXiv 1605.07146,
    /// figure 1d.</remarks>
    public static NetworkDescription PreActivation(int from, int channels, int stride, bool projection, double dropout = 0)
    {
        var block = new NetworkBuilder("block").BatchNorm().Activation();
        int activated = block.Here, shortcut = NetworkDescription.Input;
        if (from != channels || stride > 1)
        {
            shortcut = projection
                ? block.Conv2d(channels, kernel: 1, stride, bias: false).Here
                : PadWithZeros(block.From(NetworkDescription.Input), channels - from, stride);
        }
        return block.From(activated).Conv2d(channels, kernel: 3, stride, padding: 1, bias: false).BatchNorm().Activation()
            .DropoutIfAny(dropout).Conv2d(channels, kernel: 3, padding: 1, bias: false).Add(shortcut).Build();
    }

    /// <summary>Appends stages of blocks. Each stage is twice as wide as the one before; all but the first begin with a stride of
    /// 2.</summary>
    /// <param name="net">What comes before.</param>
    /// <param name="from">The channels that it makes.</param>
    /// <param name="width">The width of the first stage's blocks.</param>
    /// <param name="blocks">How many blocks each stage has.</param>
    /// <param name="block">Makes a block of incoming channels, width and stride.</param>
    /// <param name="expansion">Channels that a block makes, per unit of its width.</param>
    public static NetworkBuilder Stages(this NetworkBuilder net, int from, int width, IReadOnlyList<int> blocks,
        Func<int, int, int, NetworkDescription> block, int expansion = 1)
    {
        for (int stage = 0; stage < blocks.Count; stage++)
        {
            for (int i = 0; i < blocks[stage]; i++)
            {
                net.Nested(block(from, width << stage, stage > 0 && i == 0 ? 2 : 1));
                from = (width << stage) * expansion;
            }
        }
        return net;
    }

    private static int AppendShortcut(NetworkBuilder block, int from, int channels, int stride, bool projection) =>
        from == channels && stride == 1 ? NetworkDescription.Input
        : projection ? block.ConvNorm(channels, kernel: 1, stride).Here
        : PadWithZeros(block, channels - from, stride);

    private static int PadWithZeros(NetworkBuilder block, int more, int stride) =>
        block.AveragePool(1, stride).Layer(new LayerDescription.PadChannels(more / 2, more - more / 2)).Here;
}
