using Sweep.Trainer.Networks;

namespace Sweep.Trainer.Architectures;

public static partial class ArchitectureCatalogue
{
    private const int MinWideResNet = 10; // 6n+4 with one block per stage

    /// <summary>Wide residual networks, of depth 6n+4.</summary>
    /// <remarks>A 3x3 convolution of 16 channels, then three stages of n pre-activated blocks, 16k, 32k and 64k channels wide.</remarks>
    public static ArchitectureFamily WideResNet { get; } = new("wide-resnet",
        "pre-activated residual network of three wide stages, for small images; 1x1 convolutions where the shape changes",
        "Zagoruyko, Komodakis: Wide Residual Networks, arXiv 1605.07146 (2016)", new TensorShape(3, 32, 32),
        (_, classes, settings) =>
        {
            int width = 16 * settings.Integer("widthMultiplier", 1), blocks = (settings.Integer("depth", MinWideResNet) - 4) / 6;
            double dropout = settings.Number("dropout");
            return new NetworkBuilder("wide-resnet").Conv2d(16, kernel: 3, padding: 1, bias: false)
                .Stages(16, width, [blocks, blocks, blocks], (from, channels, stride) =>
                    ResidualBlocks.PreActivation(from, channels, stride, projection: true, dropout))
                .BatchNorm().Activation().GlobalAveragePool().Linear(classes).Build();
        })
    {
        Group = ArchitectureGroup.Residual,
        PublishedInitialization = "Code of the authors: normal with variance 2/fan-out, biases 0.",
        Settings =
        [
            ArchitectureSettings.Whole("depth", "layers with weights and projections, 6n+4", MinWideResNet, maximum: 2000),
            ArchitectureSettings.Whole("widthMultiplier", "factor of the widths 16, 32 and 64", minimum: 1, maximum: 64),
            ArchitectureSettings.Dropout("between the convolutions of a block; the paper also has 0.3"),
        ],
        Check = settings => DepthProblem("wide-resnet", settings.Integer("depth", MinWideResNet), layers: 6, more: 4),
        Members =
        [
            Level("wide-resnet", ("depth", 16), ("widthMultiplier", 4)), Level("wide-resnet", ("depth", 28), ("widthMultiplier", 10)),
        ],
    };
}
