using System.Collections.Immutable;

namespace Sweep.Trainer.Networks;

public abstract partial record LayerDescription
{
    /// <summary>How users write <see cref="Convolution"/>.</summary>
    public static LayerSyntax ConvolutionSyntax { get; } = new("conv", "convolution",
        [
            LayerOption.Integer("channels", "output channels", minimum: 1),
            LayerOption.Extent("kernel", "size of the window", minimum: 1, otherwise: 3),
            LayerOption.Extent("stride", "step of the window", minimum: 1, otherwise: 1),
            LayerOption.Extent("padding", "zeros on each side", minimum: 0, otherwise: 0),
            LayerOption.Integer("groups", "parts that see only their own channels", minimum: 1, otherwise: 1),
            LayerOption.Flag("bias", "a constant per output channel", otherwise: true),
        ],
        options => new Convolution(options.Integer("channels"), options.Extent("kernel"), options.Extent("stride"),
            options.Extent("padding"), options.Integer("groups"), options.Flag("bias")));

    /// <summary>Cross-correlation in one or two dimensions (one: kernel height 1), with zero padding.</summary>
    /// <param name="OutputChannels">A multiple of <paramref name="Groups"/>.</param>
    /// <param name="Kernel">At least 1x1.</param>
    /// <param name="Stride">At least 1x1.</param>
    /// <param name="Padding">Zeros added on each side.</param>
    /// <param name="Groups">Divides input and output channels; as many groups as channels is a depthwise convolution.</param>
    /// <param name="Bias">Whether a constant per output channel is learned.</param>
    public sealed record Convolution(int OutputChannels, Extent Kernel, Extent Stride, Extent Padding, int Groups, bool Bias)
        : LayerDescription
    {
        /// <inheritdoc/>
        public override string Kind => "conv";

        /// <inheritdoc/>
        public override string Description =>
            $"{Kind} {OutputChannels} {Window.Describe(usualStride: Extent.Square(1))}{(Groups == 1 ? "" : $" g{Groups}")}";

        private Window Window => new(Kernel, Stride, Padding);

        /// <inheritdoc/>
        public override string? Problem(ImmutableArray<TensorShape> inputs)
        {
            if (OutputChannels < 1)
                return $"has {OutputChannels} output channels; at least 1 is needed.";
            int channels = inputs[0].Channels;
            if (Groups < 1 || channels % Groups != 0 || OutputChannels % Groups != 0)
                return $"has {Groups} groups, which must divide its {channels} input and {OutputChannels} output channels.";
            return Window.Problem(inputs[0]);
        }

        /// <inheritdoc/>
        public override TensorShape OutputShape(ImmutableArray<TensorShape> inputs) => Window.Output(inputs[0], OutputChannels);

        /// <inheritdoc/>
        public override ImmutableArray<ParameterDescription> Parameters(TensorShape input, TensorShape output) =>
            Affine([OutputChannels, input.Channels / Groups, Kernel.Height, Kernel.Width], FanIn(input), Bias);

        /// <inheritdoc/>
        public override long MultiplyAdds(TensorShape input, TensorShape output) => (long)output.Count * FanIn(input);

        private int FanIn(TensorShape input) => input.Channels / Groups * Kernel.Height * Kernel.Width;
    }
}
