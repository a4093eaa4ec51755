using System.Collections.Immutable;

namespace Sweep.Trainer.Networks;

public abstract partial record LayerDescription
{
    /// <summary>How users write <see cref="Tokens"/>.</summary>
    public static LayerSyntax TokensSyntax { get; } = new("tokens", "rows and columns as one line of tokens", [], _ => new Tokens());

    /// <summary>Reads the positions of an image, row by row, as one line of tokens: (channels, 1, tokens).</summary>
    public sealed record Tokens : LayerDescription
    {
        /// <inheritdoc/>
        public override string Kind => "tokens";

        /// <inheritdoc/>
        public override TensorShape OutputShape(ImmutableArray<TensorShape> inputs) => new(inputs[0].Channels, 1, inputs[0].Plane);
    }
}
