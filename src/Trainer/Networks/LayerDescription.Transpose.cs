using System.Collections.Immutable;

namespace Sweep.Trainer.Networks;

public abstract partial record LayerDescription
{
    /// <summary>How users write <see cref="Transpose"/>.</summary>
    public static LayerSyntax TransposeSyntax { get; } = new("transpose", "positions become channels, channels become positions", [],
        _ => new Transpose());

    /// <summary>Exchanges channels and positions: (channels, height, width) becomes (height x width, 1, channels).</summary>
    /// <remarks>Between two of them a 1x1 convolution mixes tokens: Tolstikhin et al., MLP-Mixer, NeurIPS 2021, arXiv
    /// 2105.01601.</remarks>
    public sealed record Transpose : LayerDescription
    {
        /// <inheritdoc/>
        public override string Kind => "transpose";

        /// <inheritdoc/>
        public override TensorShape OutputShape(ImmutableArray<TensorShape> inputs) => new(inputs[0].Plane, 1, inputs[0].Channels);
    }
}
