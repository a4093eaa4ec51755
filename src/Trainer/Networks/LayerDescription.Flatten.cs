using System.Collections.Immutable;

namespace Sweep.Trainer.Networks;

public abstract partial record LayerDescription
{
    /// <summary>How users write <see cref="Flatten"/>.</summary>
    public static LayerSyntax FlattenSyntax { get; } = new("flatten", "channels, rows and columns as one vector", [], _ => new Flatten());

    /// <summary>Reads channels, rows and columns as one feature vector, in that order.</summary>
    public sealed record Flatten : LayerDescription
    {
        /// <inheritdoc/>
        public override string Kind => "flatten";

        /// <inheritdoc/>
        public override TensorShape OutputShape(ImmutableArray<TensorShape> inputs) => TensorShape.Vector(inputs[0].Count);
    }
}
