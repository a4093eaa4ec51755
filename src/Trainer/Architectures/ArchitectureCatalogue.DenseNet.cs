using Sweep.Planning.Trials;
using Sweep.Planning.Vocabulary;
using Sweep.Trainer.Networks;

namespace Sweep.Trainer.Architectures;

public static partial class ArchitectureCatalogue
{
    private const string DenseNetInitialization = "Paper: normal with variance 2/fan-in.";

    private const string DenseNetSource = "Huang, Liu, van der Maaten, Weinberger: Densely Connected Networks, arXiv 1608.06993 (2016)";

    private const int MinDenseNet = 10; // 6n+4 with one layer per block

    /// <summary>Densely connected networks with bottleneck layers and compression, for small images, of depth 6n+4.</summary>
    /// <remarks>A 3x3 convolution of twice the growth, then three dense blocks of n layers.</remarks>
    public static ArchitectureFamily DenseNetBc { get; } = new("densenet-bc",
        "three dense blocks of bottleneck layers with compression between them, for small images", DenseNetSource,
        new TensorShape(3, 32, 32),
        (_, classes, settings) =>
        {
            int growth = settings.Integer("growth", 1), layers = (settings.Integer("depth", MinDenseNet) - 4) / 6;
            return DenseBlocks(new NetworkBuilder("densenet-bc").Conv2d(2 * growth, kernel: 3, padding: 1, bias: false), growth,
                settings.Number("compression"), [layers, layers, layers], classes);
        })
    {
        Group = ArchitectureGroup.Dense,
        PublishedInitialization = DenseNetInitialization,
        Settings =
        [
            ArchitectureSettings.Whole("depth", "layers with weights, 6n+4", MinDenseNet, maximum: 1000), Growth(12),
            new("compression", "share of the channels that a transition keeps", SettingKind.Number)
            {
                Minimum = 0, ExcludesMinimum = true, Maximum = 1, Default = new SettingValue.Number(0.5),
            },
        ],
        Check = settings => DepthProblem("densenet-bc", settings.Integer("depth", MinDenseNet), layers: 6, more: 4),
        Members = [Level("densenet-bc", ("depth", 40)), Level("densenet-bc", ("depth", 100))],
    };

    /// <summary>121 layers: dense blocks of 6, 12, 24 and 16 layers.</summary>
    /// <remarks>Table 1 of the paper.</remarks>
    public static ArchitectureFamily DenseNet121 { get; } = new("densenet-121",
        "four dense blocks of bottleneck layers, 6-12-24-16, with compression 0.5 between them", DenseNetSource,
        new TensorShape(3, 32, 32),
        (_, classes, settings) =>
        {
            int growth = settings.Integer("growth", 1);
            var net = new NetworkBuilder("densenet-121");
            net = settings.HasImageNetStem() ? net.ImageNetStem(2 * growth) : net.Conv2d(2 * growth, kernel: 3, padding: 1, bias: false);
            return DenseBlocks(net, growth, compression: 0.5, [6, 12, 24, 16], classes);
        })
    {
        Group = ArchitectureGroup.Dense,
        PublishedInitialization = DenseNetInitialization,
        Settings = [ArchitectureSettings.Stem, Growth(32)],
    };

    private static SettingDefinition Growth(int usual) =>
        ArchitectureSettings.Whole("growth", "channels that each layer adds", minimum: 1, maximum: 256, usual);

    private static NetworkDescription DenseBlocks(NetworkBuilder net, int growth, double compression, IReadOnlyList<int> layers,
        int classes)
    {
        int channels = 2 * growth;
        for (int block = 0; block < layers.Count; block++)
        {
            for (int i = 0; i < layers[block]; i++, channels += growth)
                net.Nested(DenseLayer(growth));
            if (block == layers.Count - 1)
                break;
            channels = (int)Math.Max(1, channels * compression);
            net.BatchNorm().Activation().Conv2d(channels, kernel: 1, bias: false).AveragePool(2);
        }
        return net.BatchNorm().Activation().GlobalAveragePool().Linear(classes).Build();
    }

    private static NetworkDescription DenseLayer(int growth)
    {
        var layer = new NetworkBuilder("layer");
        int added = layer.BatchNorm().Activation().Conv2d(4 * growth, kernel: 1, bias: false).BatchNorm().Activation()
            .Conv2d(growth, kernel: 3, padding: 1, bias: false).Here;
        return layer.From(NetworkDescription.Input).Concat(added).Build();
    }
}
