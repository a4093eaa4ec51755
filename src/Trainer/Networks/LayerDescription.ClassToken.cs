using System.Collections.Immutable;

namespace Sweep.Trainer.Networks;

public abstract partial record LayerDescription
{
    /// <summary>How users write <see cref="ClassToken"/>.</summary>
    public static LayerSyntax ClassTokenSyntax { get; } = new("classtoken", "a learned token before those of the image", [],
        _ => new ClassToken());

    /// <summary>Puts a learned token before the positions of the image: (channels, 1, 1 + height x width).</summary>
    /// <remarks>Dosovitskiy et al.: An image is worth 16x16 words, ICLR 2021, arXiv 2010.11929, equation 1. It starts normal with
    /// deviation 0.02.</remarks>
    public sealed record ClassToken : LayerDescription
    {
        /// <inheritdoc/>
        public override string Kind => "classtoken";

        /// <inheritdoc/>
        public override TensorShape OutputShape(ImmutableArray<TensorShape> inputs) => new(inputs[0].Channels, 1, inputs[0].Plane + 1);

        /// <inheritdoc/>
        public override ImmutableArray<ParameterDescription> Parameters(TensorShape input, TensorShape output) =>
            [new("token", ParameterRole.Embedding, [input.Channels], FanIn: 1)];
    }
}
