using System.Collections.Immutable;

namespace Sweep.Trainer.Networks;

public abstract partial record LayerDescription
{
    /// <summary>Joins two or more inputs of equal height and width along the channels.</summary>
    public sealed record Concat : LayerDescription
    {
        /// <inheritdoc/>
        public override string Kind => "concat";

        /// <inheritdoc/>
        public override string? Problem(ImmutableArray<TensorShape> inputs) =>
            inputs.All(i => i.Height == inputs[0].Height && i.Width == inputs[0].Width)
                ? null
                : $"joins unequal heights or widths: {string.Join(", ", inputs)}; where one was halved and enlarged again, take images "
                    + "whose size can be halved so often, or halve less often.";

        /// <inheritdoc/>
        public override TensorShape OutputShape(ImmutableArray<TensorShape> inputs) =>
            inputs[0] with { Channels = (int)Math.Min(int.MaxValue, inputs.Sum(i => (long)i.Channels)) };
    }
}
