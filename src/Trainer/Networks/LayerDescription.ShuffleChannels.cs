using System.Collections.Immutable;

namespace Sweep.Trainer.Networks;

public abstract partial record LayerDescription
{
    /// <summary>How users write <see cref="ShuffleChannels"/>.</summary>
    public static LayerSyntax ShuffleChannelsSyntax { get; } = new("shufflechannels", "channels of all groups in turn",
        [
            LayerOption.Integer("groups", "parts of the channels that take turns", minimum: 1),
        ],
        options => new ShuffleChannels(options.Integer("groups")));

    /// <summary>Takes the first channel of each group, then the second of each, and so on, so that the next grouped convolution reads all
    /// groups: channel i of group g becomes channel i * groups + g.</summary>
    /// <remarks>Zhang, Zhou, Lin and Sun, CVPR 2018, arXiv 1707.01083, section 3.1.</remarks>
    /// <param name="Groups">Divides the channels.</param>
    public sealed record ShuffleChannels(int Groups) : LayerDescription
    {
        /// <inheritdoc/>
        public override string Kind => "shufflechannels";

        /// <inheritdoc/>
        public override string Description => $"{Kind} {Groups}";

        /// <inheritdoc/>
        public override string? Problem(ImmutableArray<TensorShape> inputs) => Groups >= 1 && inputs[0].Channels % Groups == 0
            ? null
            : $"has {Groups} groups, which must divide its {inputs[0].Channels} channels.";
    }
}
