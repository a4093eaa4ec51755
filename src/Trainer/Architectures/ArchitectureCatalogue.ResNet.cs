using Sweep.Trainer.Networks;

namespace Sweep.Trainer.Architectures;

public static partial class ArchitectureCatalogue
{
    private const int MinResNet = 8; // 6n+2 with one block per stage

    /// <summary>The residual networks for small images: depth 6n+2, by default with shortcuts without weights (option A).</summary>
    /// <remarks>He et al., section 4.2: a 3x3 convolution, then three stages of n blocks of two 3x3 convolutions, a global average pooling
    /// and a linear classifier. The published counts are for 3x32x32.</remarks>
    public static ArchitectureFamily ResNet { get; } = new("resnet",
        "residual network of basic blocks in three stages, for small images; shortcuts subsample and pad with zeros, or are projections",
        "He, Zhang, Ren, Sun: Deep Residual Learning, arXiv 1512.03385 (2015), section 4.2", new TensorShape(3, 32, 32),
        (_, classes, settings) =>
        {
            int width = settings.Integer("width", 1), blocks = (settings.Integer("depth", MinResNet) - 2) / 6;
            return new NetworkBuilder("resnet").ConvNormActivation(width, kernel: 3)
                .Stages(width, width, [blocks, blocks, blocks], (from, channels, stride) =>
                    ResidualBlocks.Basic(from, channels, stride, settings.HasProjections()))
                .GlobalAveragePool().Linear(classes).Build();
        })
    {
        Group = ArchitectureGroup.Residual,
        PublishedInitialization = "Paper: normal with variance 2/fan-in.",
        Settings =
        [
            ArchitectureSettings.Whole("depth", "layers with weights, 6n+2", MinResNet, maximum: 2000),
            ArchitectureSettings.Width(16, "channels of the first stage; the next two have twice and four times as many"),
            ArchitectureSettings.Shortcut,
        ],
        Check = settings => DepthProblem("resnet", settings.Integer("depth", MinResNet), layers: 6, more: 2),
        Members = [.. new[] { 20, 32, 56, 110 }.Select(d => Level("resnet", ("depth", d)))],
    };
}
