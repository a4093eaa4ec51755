using Sweep.Trainer.Networks;

namespace Sweep.Trainer.Architectures;

public static partial class ArchitectureCatalogue
{
    private const string ResNetSource = "He, Zhang, Ren, Sun: Deep Residual Learning, arXiv 1512.03385 (2015), table 1";

    /// <summary>18 layers: two basic blocks in each of four stages.</summary>
    public static ArchitectureFamily ResNet18 { get; } = FourStages("resnet-18", "basic blocks, 2-2-2-2", [2, 2, 2, 2], BasicStages);

    /// <summary>34 layers: basic blocks, 3, 4, 6 and 3 of them.</summary>
    public static ArchitectureFamily ResNet34 { get; } = FourStages("resnet-34", "basic blocks, 3-4-6-3", [3, 4, 6, 3], BasicStages);

    /// <summary>50 layers: bottleneck blocks, 3, 4, 6 and 3 of them.</summary>
    public static ArchitectureFamily ResNet50 { get; } = FourStages("resnet-50", "bottleneck blocks, 3-4-6-3", [3, 4, 6, 3],
        (net, width, blocks) => net.Stages(width, width, blocks, ResidualBlocks.Bottleneck, expansion: 4));

    private static NetworkBuilder BasicStages(NetworkBuilder net, int width, IReadOnlyList<int> blocks) =>
        net.Stages(width, width, blocks, (from, channels, stride) => ResidualBlocks.Basic(from, channels, stride, projection: true));

    // The published counts are for 3x224x224 with the stem imagenet; those for 3x32x32 are of many repositories.
    private static ArchitectureFamily FourStages(string name, string blocksInWords, IReadOnlyList<int> blocks,
        Func<NetworkBuilder, int, IReadOnlyList<int>, NetworkBuilder> stages) => new(name,
        $"residual network of four stages of {blocksInWords}; projections where the shape changes", ResNetSource,
        new TensorShape(3, 32, 32), (_, classes, settings) =>
        {
            int width = settings.Integer("width", 1);
            var net = new NetworkBuilder(name);
            net = settings.HasImageNetStem() ? net.ImageNetStem(width) : net.ConvNormActivation(width, kernel: 3);
            return stages(net, width, blocks).GlobalAveragePool().Linear(classes).Build();
        })
    {
        Group = ArchitectureGroup.Residual,
        PublishedInitialization = "Paper: normal with variance 2/fan-in; torchvision: convolutions normal with variance 2/fan-out.",
        Settings = [ArchitectureSettings.Stem, ArchitectureSettings.Width(64)],
    };
}
