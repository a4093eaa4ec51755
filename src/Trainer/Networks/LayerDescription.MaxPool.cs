using System.Collections.Immutable;

namespace Sweep.Trainer.Networks;

public abstract partial record LayerDescription
{
    /// <summary>How users write <see cref="MaxPool"/>.</summary>
    public static LayerSyntax MaxPoolSyntax { get; } = new("maxpool", "maximum over windows",
        [
            LayerOption.Extent("kernel", "size of the window", minimum: 1),
            LayerOption.Extent("stride", "step of the window", minimum: 1, sameAs: "kernel"),
            LayerOption.Extent("padding", "places that never win on each side", minimum: 0, otherwise: 0),
            LayerOption.Flag("ceil", "whether a window counts that begins inside and ends outside", otherwise: false),
        ],
        options => new MaxPool(options.Extent("kernel"), options.Extent("stride"), options.Extent("padding"))
        {
            Ceil = options.Flag("ceil"),
        });

    /// <summary>Maximum over windows; the gradient goes to the first maximum in row order.</summary>
    /// <param name="Kernel">At least 1x1.</param>
    /// <param name="Stride">At least 1x1.</param>
    /// <param name="Padding">At most half the kernel; padded places never win.</param>
    public sealed record MaxPool(Extent Kernel, Extent Stride, Extent Padding) : LayerDescription
    {
        /// <summary>Whether a window that begins in the image or the padding before it counts although it ends outside: the size of the
        /// output is rounded up (PyTorch's ceil mode).</summary>
        public bool Ceil { get; init; }

        /// <inheritdoc/>
        public override string Kind => "maxpool";

        /// <inheritdoc/>
        public override string Description => $"{Kind} {Window.Describe(usualStride: Kernel)}";

        private Window Window => new(Kernel, Stride, Padding, Ceil);

        /// <inheritdoc/>
        public override string? Problem(ImmutableArray<TensorShape> inputs) => Window.PoolingProblem(inputs[0]);

        /// <inheritdoc/>
        public override TensorShape OutputShape(ImmutableArray<TensorShape> inputs) => Window.Output(inputs[0], inputs[0].Channels);
    }
}
