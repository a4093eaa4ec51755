using System.Collections.Immutable;

namespace Sweep.Trainer.Networks;

public abstract partial record LayerDescription
{
    /// <summary>How users write <see cref="Linear"/>.</summary>
    public static LayerSyntax LinearSyntax { get; } = new("linear", "fully connected layer",
        [
            LayerOption.IntegerOrClasses("outputs", "length of the output vector"),
            LayerOption.Flag("bias", "a constant per output", otherwise: true),
        ],
        options => new Linear(options.Integer("outputs"), options.Flag("bias")));

    /// <summary>Fully connected layer over a feature vector.</summary>
    /// <param name="Outputs">At least 1.</param>
    /// <param name="Bias">Whether a constant per output is learned.</param>
    public sealed record Linear(int Outputs, bool Bias) : LayerDescription
    {
        /// <inheritdoc/>
        public override string Kind => "linear";

        /// <inheritdoc/>
        public override string Description => $"{Kind} {Outputs}";

        /// <inheritdoc/>
        public override string? Problem(ImmutableArray<TensorShape> inputs) => Outputs < 1
            ? $"has {Outputs} outputs; at least 1 is needed."
            : inputs[0].Plane != 1
                ? $"reads {inputs[0]}, which is not a feature vector: put flatten or a global pooling before it."
                : null;

        /// <inheritdoc/>
        public override TensorShape OutputShape(ImmutableArray<TensorShape> inputs) => TensorShape.Vector(Outputs);

        /// <inheritdoc/>
        public override ImmutableArray<ParameterDescription> Parameters(TensorShape input, TensorShape output) =>
            Affine([Outputs, input.Channels], input.Channels, Bias);

        /// <inheritdoc/>
        public override long MultiplyAdds(TensorShape input, TensorShape output) => (long)input.Channels * Outputs;
    }
}
