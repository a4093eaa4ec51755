using System.Collections.Immutable;

namespace Sweep.Trainer.Networks;

public abstract partial record LayerDescription
{
    /// <summary>How users write <see cref="PadChannels"/>.</summary>
    public static LayerSyntax PadChannelsSyntax { get; } = new("padchannels", "channels of zeros before and after the others",
        [
            LayerOption.Integer("before", "channels of zeros before", minimum: 0, otherwise: 0),
            LayerOption.Integer("after", "channels of zeros after", minimum: 0, otherwise: 0),
        ],
        options => new PadChannels(options.Integer("before"), options.Integer("after")));

    /// <summary>Adds channels of zeros, so that a shortcut without weights reaches a wider layer.</summary>
    /// <remarks>Option A of He et al., CVPR 2016, arXiv 1512.03385, section 3.3.</remarks>
    /// <param name="Before">Channels of zeros before those of the input; at least 0.</param>
    /// <param name="After">Channels of zeros after them; at least 0.</param>
    public sealed record PadChannels(int Before, int After) : LayerDescription
    {
        /// <inheritdoc/>
        public override string Kind => "padchannels";

        /// <inheritdoc/>
        public override string Description => $"{Kind} {Before}+{After}";

        /// <inheritdoc/>
        public override string? Problem(ImmutableArray<TensorShape> inputs) =>
            Before >= 0 && After >= 0 ? null : $"adds {Before} and {After} channels; neither may be negative.";

        /// <inheritdoc/>
        public override TensorShape OutputShape(ImmutableArray<TensorShape> inputs) =>
            inputs[0] with { Channels = Before + inputs[0].Channels + After };
    }
}
