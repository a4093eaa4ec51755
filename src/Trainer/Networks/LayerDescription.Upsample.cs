using System.Collections.Immutable;

namespace Sweep.Trainer.Networks;

public abstract partial record LayerDescription
{
    /// <summary>How users write <see cref="Upsample"/>.</summary>
    public static LayerSyntax UpsampleSyntax { get; } = new("upsample", "each position becomes a block of equal ones",
        [
            LayerOption.Extent("factor", "height and width of the block", minimum: 1, otherwise: 2),
        ],
        options => new Upsample(options.Extent("factor")));

    /// <summary>Repeats each position: nearest-neighbour enlargement.</summary>
    /// <param name="Factor">Height and width of the block that a position becomes.</param>
    public sealed record Upsample(Extent Factor) : LayerDescription
    {
        /// <inheritdoc/>
        public override string Kind => "upsample";

        /// <inheritdoc/>
        public override string Description => $"{Kind} {Factor}";

        /// <inheritdoc/>
        public override string? Problem(ImmutableArray<TensorShape> inputs) =>
            Factor.Height < 1 || Factor.Width < 1 ? $"enlarges by {Factor}; every factor is at least 1."
            : (long)inputs[0].Height * Factor.Height > int.MaxValue || (long)inputs[0].Width * Factor.Width > int.MaxValue
                ? $"enlarges {inputs[0]} by {Factor}, which is too large."
            : null;

        /// <inheritdoc/>
        public override TensorShape OutputShape(ImmutableArray<TensorShape> inputs) =>
            new(inputs[0].Channels, inputs[0].Height * Factor.Height, inputs[0].Width * Factor.Width);
    }
}
