using System.Collections.Immutable;

namespace Sweep.Trainer.Networks;

public abstract partial record LayerDescription
{
    /// <summary>Sum of two or more inputs of equal shape.</summary>
    public sealed record Add : LayerDescription
    {
        /// <inheritdoc/>
        public override string Kind => "add";

        /// <inheritdoc/>
        public override string? Problem(ImmutableArray<TensorShape> inputs) =>
            inputs.All(i => i == inputs[0]) ? null : $"adds unequal shapes: {string.Join(", ", inputs)}.";
    }
}
