using Sweep.Trainer.Networks;

namespace Sweep.Trainer.Architectures;

public static partial class ArchitectureCatalogue
{
    private const string PreActivationSource = "He, Zhang, Ren, Sun: Identity Mappings in Deep Residual Networks, arXiv 1603.05027 (2016)";

    /// <summary>The pre-activated residual networks for small images, of depth 6n+2.</summary>
    /// <remarks>Batch normalisation and activation stand before each convolution of a block and once before the pooling.</remarks>
    public static ArchitectureFamily PreActResNet { get; } = new("preact-resnet",
        "residual network of pre-activated blocks in three stages, for small images", PreActivationSource, new TensorShape(3, 32, 32),
        (_, classes, settings) =>
        {
            int width = settings.Integer("width", 1), blocks = (settings.Integer("depth", MinResNet) - 2) / 6;
            return new NetworkBuilder("preact-resnet").Conv2d(width, kernel: 3, padding: 1, bias: false)
                .Stages(width, width, [blocks, blocks, blocks], (from, channels, stride) =>
                    ResidualBlocks.PreActivation(from, channels, stride, settings.HasProjections()))
                .BatchNorm().Activation().GlobalAveragePool().Linear(classes).Build();
        })
    {
        Group = ArchitectureGroup.Residual,
        PublishedInitialization = "Paper: normal with variance 2/fan-in.",
        Settings =
        [
            ArchitectureSettings.Whole("depth", "layers with weights, 6n+2", MinResNet, maximum: 2000), ArchitectureSettings.Width(16),
            ArchitectureSettings.Shortcut,
        ],
        Check = settings => DepthProblem("preact-resnet", settings.Integer("depth", MinResNet), layers: 6, more: 2),
        Members = [.. new[] { 20, 32, 56 }.Select(d => Level("preact-resnet", ("depth", d)))],
    };

    /// <summary>18 layers: two pre-activated blocks in each of four stages.</summary>
    public static ArchitectureFamily PreActResNet18 { get; } = new("preact-resnet-18",
        "residual network of four stages of pre-activated basic blocks, 2-2-2-2; 1x1 convolutions where the shape changes",
        PreActivationSource, new TensorShape(3, 32, 32),
        (_, classes, settings) =>
        {
            int width = settings.Integer("width", 1);
            return new NetworkBuilder("preact-resnet-18").Conv2d(width, kernel: 3, padding: 1, bias: false)
                .Stages(width, width, [2, 2, 2, 2], (from, channels, stride) =>
                    ResidualBlocks.PreActivation(from, channels, stride, projection: true))
                .BatchNorm().Activation().GlobalAveragePool().Linear(classes).Build();
        })
    {
        Group = ArchitectureGroup.Residual,
        PublishedInitialization = "Paper: normal with variance 2/fan-in.",
        Settings = [ArchitectureSettings.Width(64)],
    };
}
