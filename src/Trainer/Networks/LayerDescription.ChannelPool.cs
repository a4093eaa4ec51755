using System.Collections.Immutable;
using Sweep.Planning.Trials;

namespace Sweep.Trainer.Networks;

public abstract partial record LayerDescription
{
    /// <summary>How users write <see cref="ChannelPool"/>.</summary>
    public static LayerSyntax ChannelPoolSyntax { get; } = new("channelpool", "mean or maximum over the channels of each position",
        [
            LayerOption.Choice("function", "what is taken of the channels", ["mean", "maximum"]),
        ],
        options => new ChannelPool(options.Text("function") == "maximum"));

    /// <summary>Mean or maximum over the channels: (channels, height, width) becomes (1, height, width). The gradient of a maximum goes to
    /// the first channel that has it.</summary>
    /// <remarks>Woo et al.: CBAM, ECCV 2018, arXiv 1807.06521, section 3.</remarks>
    /// <param name="IsMaximum">The maximum, not the mean.</param>
    public sealed record ChannelPool(bool IsMaximum) : LayerDescription
    {
        /// <inheritdoc/>
        public override string Kind => "channelpool";

        /// <inheritdoc/>
        public override string Description => $"{Kind} {(IsMaximum ? "maximum" : "mean")}";

        /// <inheritdoc/>
        public override TensorShape OutputShape(ImmutableArray<TensorShape> inputs) => inputs[0] with { Channels = 1 };
    }
}
