using System.Collections.Immutable;

namespace Sweep.Trainer.Networks;

public abstract partial record LayerDescription
{
    /// <summary>While training, zeroes elements with a probability and scales the others by 1/(1-p).</summary>
    /// <param name="Probability">In [0,1).</param>
    public sealed record Dropout(double Probability) : LayerDescription
    {
        /// <inheritdoc/>
        public override string Kind => "dropout";

        /// <inheritdoc/>
        public override string Description => $"{Kind} {Probability}";

        /// <inheritdoc/>
        public override string? Problem(ImmutableArray<TensorShape> inputs) =>
            Probability is >= 0 and < 1 ? null : $"has the probability {Probability}; allowed is [0,1).";
    }
}
