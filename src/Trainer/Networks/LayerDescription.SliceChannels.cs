using System.Collections.Immutable;

namespace Sweep.Trainer.Networks;

public abstract partial record LayerDescription
{
    /// <summary>How users write <see cref="SliceChannels"/>.</summary>
    public static LayerSyntax SliceChannelsSyntax { get; } = new("slicechannels", "some of the channels, one behind the other",
        [
            LayerOption.Integer("count", "how many channels are kept", minimum: 1),
            LayerOption.Integer("first", "the number of the first channel that is kept, from 0", minimum: 0, otherwise: 0),
        ],
        options => new SliceChannels(options.Integer("first"), options.Integer("count")));

    /// <summary>Keeps some channels and drops the others: two of them split an input.</summary>
    /// <param name="First">The first channel that is kept, from 0.</param>
    /// <param name="Count">How many are kept; at least 1.</param>
    public sealed record SliceChannels(int First, int Count) : LayerDescription
    {
        /// <inheritdoc/>
        public override string Kind => "slicechannels";

        /// <inheritdoc/>
        public override string Description => $"{Kind} {First}-{First + Count - 1}";

        /// <inheritdoc/>
        public override string? Problem(ImmutableArray<TensorShape> inputs) =>
            First >= 0 && Count >= 1 && (long)First + Count <= inputs[0].Channels
                ? null
                : $"keeps the channels {First} to {(long)First + Count - 1}, but its input {inputs[0]} has 0 to {inputs[0].Channels - 1}.";

        /// <inheritdoc/>
        public override TensorShape OutputShape(ImmutableArray<TensorShape> inputs) => inputs[0] with { Channels = Count };
    }
}
