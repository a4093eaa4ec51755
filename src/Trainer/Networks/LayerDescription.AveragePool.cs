using System.Collections.Immutable;

namespace Sweep.Trainer.Networks;

public abstract partial record LayerDescription
{
    /// <summary>How users write <see cref="AveragePool"/>.</summary>
    public static LayerSyntax AveragePoolSyntax { get; } = new("avgpool", "mean over windows",
        [
            LayerOption.Extent("kernel", "size of the window", minimum: 1),
            LayerOption.Extent("stride", "step of the window", minimum: 1, sameAs: "kernel"),
            LayerOption.Extent("padding", "zeros on each side", minimum: 0, otherwise: 0),
            LayerOption.Flag("ceil", "whether a window counts that begins inside and ends outside", otherwise: false),
        ],
        options => new AveragePool(options.Extent("kernel"), options.Extent("stride"), options.Extent("padding"))
        {
            Ceil = options.Flag("ceil"),
        });

    /// <summary>Mean over windows; padded places count as zeros, those outside of the padding not at all.</summary>
    /// <param name="Kernel">At least 1x1.</param>
    /// <param name="Stride">At least 1x1.</param>
    /// <param name="Padding">At most half the kernel.</param>
    public sealed record AveragePool(Extent Kernel, Extent Stride, Extent Padding) : LayerDescription
    {
        /// <summary>Whether a window that begins in the image or the padding before it counts although it ends outside: the size of the
        /// output is rounded up (PyTorch's ceil mode).</summary>
        public bool Ceil { get; init; }

        /// <inheritdoc/>
        public override string Kind => "avgpool";

        /// <inheritdoc/>
        public override string Description => $"{Kind} {Window.Describe(usualStride: Kernel)}";

        private Window Window => new(Kernel, Stride, Padding, Ceil);

        /// <inheritdoc/>
        public override string? Problem(ImmutableArray<TensorShape> inputs) => Window.PoolingProblem(inputs[0]);

        /// <inheritdoc/>
        public override TensorShape OutputShape(ImmutableArray<TensorShape> inputs) => Window.Output(inputs[0], inputs[0].Channels);
    }
}
