using System.Collections.Immutable;

namespace Sweep.Trainer.Networks;

public abstract partial record LayerDescription
{
    /// <summary>How users write <see cref="Attention"/>.</summary>
    public static LayerSyntax AttentionSyntax { get; } = new("attention",
        "attention between positions; its input is queries, keys and values, from a 1x1 convolution to three times the channels",
        [
            LayerOption.Integer("heads", "parts of the channels that attend for themselves", minimum: 1, otherwise: 1),
        ],
        options => new Attention(options.Integer("heads")));

    /// <summary>Scaled dot-product attention between all positions, head by head: softmax(q k / sqrt(d)) v with d channels per
    /// head.</summary>
    /// <remarks>Vaswani et al.: Attention is all you need, NeurIPS 2017, arXiv 1706.03762, section 3.2. The input has the queries of all
    /// heads, then the keys, then the values; it comes from a 1x1 convolution, and another one behind mixes the heads. The products of
    /// queries, keys and values have no weights and count no multiply-adds.</remarks>
    /// <param name="Heads">Divides a third of the input channels.</param>
    public sealed record Attention(int Heads) : LayerDescription
    {
        /// <inheritdoc/>
        public override string Kind => "attention";

        /// <inheritdoc/>
        public override string Description => $"{Kind} {Heads}";

        /// <inheritdoc/>
        public override string? Problem(ImmutableArray<TensorShape> inputs) => Heads < 1
            ? $"has {Heads} heads; at least 1 is needed."
            : inputs[0].Channels % (3L * Heads) != 0
                ? $"reads {inputs[0]}: {inputs[0].Channels} channels are not queries, keys and values of {Heads} heads; needed is a "
                    + $"multiple of {3L * Heads}."
                : null;

        /// <inheritdoc/>
        public override TensorShape OutputShape(ImmutableArray<TensorShape> inputs) =>
            inputs[0] with { Channels = inputs[0].Channels / 3 };
    }
}
