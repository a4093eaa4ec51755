using Sweep.Trainer.Networks;
using Sweep.Trainer.Settings;

namespace Sweep.Trainer.Architectures;

public static partial class ArchitectureCatalogue
{
    private const string MobileNetInitialization =
        "Code of the authors: truncated normal with deviation 0.09; torchvision's v2: convolutions normal with variance 2/fan-out, "
            + "the linear layer N(0, 0.01).";

    /// <summary>Depthwise separable convolutions: 3x3 for each channel alone, then 1x1.</summary>
    /// <remarks>Table 1 of the paper; the form for small images has stride 1 in the stem.</remarks>
    public static ArchitectureFamily MobileNetV1 { get; } = new("mobilenet-v1",
        "thirteen depthwise separable convolutions, each an activation after the depthwise and the 1x1 part",
        "Howard et al.: MobileNets, arXiv 1704.04861 (2017)", new TensorShape(3, 32, 32),
        (_, classes, settings) =>
        {
            int from = settings.Scaled(32);
            var net = new NetworkBuilder("mobilenet-v1").ConvNormActivation(from, kernel: 3, stride: settings.HasImageNetStem() ? 2 : 1);
            (int Channels, int Stride)[] blocks =
            [
                (64, 1), (128, 2), (128, 1), (256, 2), (256, 1), (512, 2), .. Enumerable.Repeat((512, 1), 5), (1024, 2), (1024, 1),
            ];
            foreach (var (unscaled, stride) in blocks)
            {
                int channels = settings.Scaled(unscaled);
                net.Nested(new NetworkBuilder("block").ConvNormActivation(from, kernel: 3, stride, groups: from)
                    .ConvNormActivation(channels, kernel: 1).Build());
                from = channels;
            }
            return net.GlobalAveragePool().Linear(classes).Build();
        })
    {
        Group = ArchitectureGroup.Mobile,
        PublishedInitialization = MobileNetInitialization,
        Settings = [ArchitectureSettings.Stem, ArchitectureSettings.WidthMultiplier],
    };

    /// <summary>Inverted residuals: 1x1 to more channels, 3x3 for each channel alone, 1x1 back without an activation.</summary>
    /// <remarks>Table 2 of the paper, which has ReLU6 in the activation's places and dropout of 0.2. Widths are multiples of 8, as in the
    /// authors' code. The form for small images has stride 1 in the stem and in the second stage.</remarks>
    public static ArchitectureFamily MobileNetV2 { get; } = new("mobilenet-v2",
        "seventeen inverted residuals with linear bottlenecks; the paper's activation is relu6",
        "Sandler, Howard, Zhu, Zhmoginov, Chen: MobileNetV2, arXiv 1801.04381 (2018)", new TensorShape(3, 32, 32),
        (_, classes, settings) => MobileNetV2Of(settings, classes))
    {
        Group = ArchitectureGroup.Mobile,
        PublishedInitialization = MobileNetInitialization,
        Settings = [ArchitectureSettings.Stem, ArchitectureSettings.WidthMultiplier, ArchitectureSettings.Dropout("before the last layer")],
    };

    private static NetworkDescription MobileNetV2Of(SettingsReader settings, int classes)
    {
        bool isImageNet = settings.HasImageNetStem();
        double multiplier = settings.Number("widthMultiplier");
        (int Expansion, int Channels, int Blocks, int Stride)[] stages =
        [
            (1, 16, 1, 1), (6, 24, 2, isImageNet ? 2 : 1), (6, 32, 3, 2), (6, 64, 4, 2), (6, 96, 3, 1), (6, 160, 3, 2), (6, 320, 1, 1),
        ];
        int from = MultipleOf8(32 * multiplier);
        var net = new NetworkBuilder("mobilenet-v2").ConvNormActivation(from, kernel: 3, stride: isImageNet ? 2 : 1);
        foreach (var stage in stages)
        {
            int channels = MultipleOf8(stage.Channels * multiplier);
            for (int i = 0; i < stage.Blocks; i++, from = channels)
                net.Nested(InvertedResidual(from, stage.Expansion * from, channels, i == 0 ? stage.Stride : 1));
        }
        return net.ConvNormActivation(MultipleOf8(1280 * Math.Max(1, multiplier)), kernel: 1).GlobalAveragePool()
            .DropoutIfAny(settings.Number("dropout")).Linear(classes).Build();
    }

    private static NetworkDescription InvertedResidual(int from, int expanded, int channels, int stride)
    {
        var block = new NetworkBuilder("block");
        if (expanded != from)
            block.ConvNormActivation(expanded, kernel: 1);
        block.ConvNormActivation(expanded, kernel: 3, stride, groups: expanded).ConvNorm(channels, kernel: 1);
        return (stride == 1 && from == channels ? block.Add(NetworkDescription.Input) : block).Build();
    }

    // The nearest multiple of 8, at least 8, but never less than nine tenths.
    private static int MultipleOf8(double channels)
    {
        int nearest = Math.Max(8, (int)(channels + 4) / 8 * 8);
        return nearest < 0.9 * channels ? nearest + 8 : nearest;
    }
}
