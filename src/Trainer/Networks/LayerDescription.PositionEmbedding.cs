using System.Collections.Immutable;

namespace Sweep.Trainer.Networks;

public abstract partial record LayerDescription
{
    /// <summary>How users write <see cref="PositionEmbedding"/>.</summary>
    public static LayerSyntax PositionEmbeddingSyntax { get; } = new("positionembedding", "adds a learned vector to each position", [],
        _ => new PositionEmbedding());

    /// <summary>Adds a learned number to each channel of each position, so that layers that treat positions alike can tell them
    /// apart.</summary>
    /// <remarks>Dosovitskiy et al.: An image is worth 16x16 words, ICLR 2021, arXiv 2010.11929, equation 1. It starts normal with
    /// deviation 0.02.</remarks>
    public sealed record PositionEmbedding : LayerDescription
    {
        /// <inheritdoc/>
        public override string Kind => "positionembedding";

        /// <inheritdoc/>
        public override ImmutableArray<ParameterDescription> Parameters(TensorShape input, TensorShape output) =>
            [new("embedding", ParameterRole.Embedding, [input.Channels, input.Height, input.Width], FanIn: 1)];
    }
}
