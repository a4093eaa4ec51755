using System.Collections.Immutable;

namespace Sweep.Trainer.Networks;

public abstract partial record LayerDescription
{
    /// <summary>How users write <see cref="TransposedConvolution"/>.</summary>
    public static LayerSyntax TransposedConvolutionSyntax { get; } = new("convtranspose", "transposed convolution, which enlarges",
        [
            LayerOption.Integer("channels", "output channels", minimum: 1),
            LayerOption.Extent("kernel", "size of what one position becomes", minimum: 1, otherwise: 2),
            LayerOption.Extent("stride", "step from one position's window to the next one's", minimum: 1, sameAs: "kernel"),
            LayerOption.Extent("padding", "what is cut off on each side", minimum: 0, otherwise: 0),
            LayerOption.Flag("bias", "a constant per output channel", otherwise: true),
        ],
        options => new TransposedConvolution(options.Integer("channels"), options.Extent("kernel"), options.Extent("stride"),
            options.Extent("padding"), options.Flag("bias")));

    /// <summary>The transpose of a convolution: each position of the input adds a kernel times its channels to a window of the output,
    /// which has (n - 1) stride + kernel - 2 padding rows and columns.</summary>
    /// <remarks>Zeiler, Krishnan, Taylor, Fergus: Deconvolutional networks, CVPR 2010, doi:10.1109/CVPR.2010.5539957.</remarks>
    /// <param name="OutputChannels">At least 1.</param>
    /// <param name="Kernel">At least 1x1.</param>
    /// <param name="Stride">At least 1x1.</param>
    /// <param name="Padding">Cut off on each side.</param>
    /// <param name="Bias">Whether a constant per output channel is learned.</param>
    public sealed record TransposedConvolution(int OutputChannels, Extent Kernel, Extent Stride, Extent Padding, bool Bias)
        : LayerDescription
    {
        /// <inheritdoc/>
        public override string Kind => "convtranspose";

        /// <inheritdoc/>
        public override string Description => $"{Kind} {OutputChannels} {Window.Describe(usualStride: Kernel)}";

        private Window Window => new(Kernel, Stride, Padding);

        /// <inheritdoc/>
        public override string? Problem(ImmutableArray<TensorShape> inputs)
        {
            if (OutputChannels < 1)
                return $"has {OutputChannels} output channels; at least 1 is needed.";
            var (height, width) = (Size(inputs[0].Height, Kernel.Height, Stride.Height, Padding.Height),
                Size(inputs[0].Width, Kernel.Width, Stride.Width, Padding.Width));
            if (height is < 1 or > int.MaxValue || width is < 1 or > int.MaxValue)
                return $"makes {height}x{width} of {inputs[0]}; every size is at least 1: use less padding.";
            return Window.Problem(OutputShape(inputs));
        }

        /// <inheritdoc/>
        public override TensorShape OutputShape(ImmutableArray<TensorShape> inputs) => new(OutputChannels,
            (int)Size(inputs[0].Height, Kernel.Height, Stride.Height, Padding.Height),
            (int)Size(inputs[0].Width, Kernel.Width, Stride.Width, Padding.Width));

        /// <inheritdoc/>
        /// <remarks>The weights are (input channels, output channels, kernel height, kernel width). Their fan-in is the one that PyTorch
        /// starts them by: output channels times the kernel.</remarks>
        public override ImmutableArray<ParameterDescription> Parameters(TensorShape input, TensorShape output)
        {
            int fanIn = OutputChannels * Kernel.Height * Kernel.Width;
            var weight = new ParameterDescription("weight", ParameterRole.Weight,
                [input.Channels, OutputChannels, Kernel.Height, Kernel.Width], fanIn);
            return Bias ? [weight, new ParameterDescription("bias", ParameterRole.Bias, [OutputChannels], fanIn)] : [weight];
        }

        /// <inheritdoc/>
        public override long MultiplyAdds(TensorShape input, TensorShape output) =>
            (long)input.Count * OutputChannels * Kernel.Height * Kernel.Width;

        private static long Size(int input, int kernel, int stride, int padding) => (input - 1L) * stride + kernel - 2L * padding;
    }
}
