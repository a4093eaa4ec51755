using System.Collections.Immutable;

namespace Sweep.Trainer.Networks;

public abstract partial record LayerDescription
{
    /// <summary>How users write <see cref="AdaptiveAveragePool"/>.</summary>
    public static LayerSyntax AdaptiveAveragePoolSyntax { get; } = new("adaptiveavgpool",
        "mean over windows such that the output has a given size",
        [
            LayerOption.Extent("output", "height and width of the output", minimum: 1),
        ],
        options => new AdaptiveAveragePool(options.Extent("output")));

    /// <summary>How users write <see cref="AdaptiveAveragePool"/> to 1x1.</summary>
    public static LayerSyntax GlobalAveragePoolSyntax { get; } = new("globalavgpool", "mean of each channel", [],
        _ => new AdaptiveAveragePool(Extent.Square(1)));

    /// <summary>Mean over windows chosen so that the result has a given size: window i covers floor(i*n/m) to ceil((i+1)*n/m).
    /// 1x1 is global pooling.</summary>
    /// <param name="Output">Height and width of the result.</param>
    public sealed record AdaptiveAveragePool(Extent Output) : LayerDescription
    {
        /// <inheritdoc/>
        public override string Kind => "adaptivepool";

        /// <inheritdoc/>
        public override string Description => $"{Kind} {Output}";

        /// <inheritdoc/>
        public override string? Problem(ImmutableArray<TensorShape> inputs) =>
            Output.Height >= 1 && Output.Width >= 1 ? null : $"makes {Output}; every size is at least 1.";

        /// <inheritdoc/>
        public override TensorShape OutputShape(ImmutableArray<TensorShape> inputs) => new(inputs[0].Channels, Output.Height, Output.Width);
    }
}
