using System.Collections.Immutable;

namespace Sweep.Trainer.Networks;

public abstract partial record LayerDescription
{
    /// <summary>Multiplies each channel of the first input by the matching element of the second, a vector of as many elements.</summary>
    public sealed record ScaleByChannel : LayerDescription
    {
        /// <inheritdoc/>
        public override string Kind => "scale";

        /// <inheritdoc/>
        public override string? Problem(ImmutableArray<TensorShape> inputs) => inputs[1] == TensorShape.Vector(inputs[0].Channels)
            ? null
            : $"scales {inputs[0].Channels} channels by {inputs[1]}; needed is {TensorShape.Vector(inputs[0].Channels)}.";
    }
}
