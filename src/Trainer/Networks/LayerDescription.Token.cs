using System.Collections.Immutable;

namespace Sweep.Trainer.Networks;

public abstract partial record LayerDescription
{
    /// <summary>How users write <see cref="Token"/>.</summary>
    public static LayerSyntax TokenSyntax { get; } = new("token", "the channels of one position, such as a class token",
        [
            LayerOption.Integer("number", "which position, row by row; 0 is the first", minimum: 0, otherwise: 0),
        ],
        options => new Token(options.Integer("number")));

    /// <summary>The channels of one position as a feature vector.</summary>
    /// <param name="Number">Which position, row by row, from 0.</param>
    public sealed record Token(int Number) : LayerDescription
    {
        /// <inheritdoc/>
        public override string Kind => "token";

        /// <inheritdoc/>
        public override string Description => $"{Kind} {Number}";

        /// <inheritdoc/>
        public override string? Problem(ImmutableArray<TensorShape> inputs) => Number >= 0 && Number < inputs[0].Plane
            ? null
            : $"takes position {Number} of {inputs[0]}, whose positions are 0 to {inputs[0].Plane - 1}.";

        /// <inheritdoc/>
        public override TensorShape OutputShape(ImmutableArray<TensorShape> inputs) => TensorShape.Vector(inputs[0].Channels);
    }
}
