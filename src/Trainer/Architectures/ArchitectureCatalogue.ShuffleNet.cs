using System.Globalization;
using Sweep.Planning.Trials;
using Sweep.Planning.Vocabulary;
using Sweep.Trainer.Networks;
using Sweep.Trainer.Settings;

namespace Sweep.Trainer.Architectures;

public static partial class ArchitectureCatalogue
{
    // Table 5 of the paper: channels of the three stages and of the last convolution.
    private static readonly Dictionary<double, int[]> ShuffleNetWidths = new()
    {
        [0.5] = [48, 96, 192, 1024], [1] = [116, 232, 464, 1024], [1.5] = [176, 352, 704, 1024], [2] = [244, 488, 976, 2048],
    };

    /// <summary>Units that change half of the channels, join the halves and shuffle them.</summary>
    /// <remarks>Figure 3c and d of the paper. The form for small images has stride 1 and no pooling in the stem.</remarks>
    public static ArchitectureFamily ShuffleNetV2 { get; } = new("shufflenet-v2",
        "sixteen units of 1x1 and depthwise convolutions on half of the channels, with channel shuffle",
        "Ma, Zhang, Zheng, Sun: ShuffleNet V2, arXiv 1807.11164 (2018)", new TensorShape(3, 32, 32),
        (_, classes, settings) => ShuffleNetV2Of(settings, classes))
    {
        Group = ArchitectureGroup.Mobile,
        PublishedInitialization = "torchvision: PyTorch's default.",
        Settings =
        [
            ArchitectureSettings.Stem,
            new("widthMultiplier", "column of the paper's table of widths: 0.5, 1, 1.5 or 2", SettingKind.Number)
            {
                Minimum = 0.5, Maximum = 2, Default = new SettingValue.Number(1),
            },
        ],
        Check = settings => ShuffleNetWidths.ContainsKey(settings.Number("widthMultiplier")) ? null
            : new UserDefinitionError("widthMultiplier", string.Create(CultureInfo.InvariantCulture,
                $"There is no shufflenet-v2 of width {settings.Number("widthMultiplier")}: it is 0.5, 1, 1.5 or 2.")),
    };

    private static NetworkDescription ShuffleNetV2Of(SettingsReader settings, int classes)
    {
        const int Stem = 24;
        int[] widths = ShuffleNetWidths[settings.Number("widthMultiplier")];
        bool isImageNet = settings.HasImageNetStem();
        var net = new NetworkBuilder("shufflenet-v2").ConvNormActivation(Stem, kernel: 3, stride: isImageNet ? 2 : 1);
        if (isImageNet)
            net.MaxPool(3, stride: 2, padding: 1);
        int from = Stem;
        foreach (var (width, units) in new[] { (widths[0], 4), (widths[1], 8), (widths[2], 4) })
        {
            net.Nested(HalvingUnit(from, width / 2));
            for (int i = 1; i < units; i++)
                net.Nested(ShuffleUnit(width / 2));
            from = width;
        }
        return net.ConvNormActivation(widths[3], kernel: 1).GlobalAveragePool().Linear(classes).Build();
    }

    private static NetworkDescription ShuffleUnit(int half)
    {
        var unit = new NetworkBuilder("unit");
        int kept = unit.SliceChannels(0, half).Here;
        int changed = unit.From(NetworkDescription.Input).SliceChannels(half, half).ConvNormActivation(half, kernel: 1)
            .ConvNorm(half, kernel: 3, groups: half).ConvNormActivation(half, kernel: 1).Here;
        return unit.From(kept).Concat(changed).ShuffleChannels(2).Build();
    }

    private static NetworkDescription HalvingUnit(int from, int half)
    {
        var unit = new NetworkBuilder("unit");
        int left = unit.ConvNorm(from, kernel: 3, stride: 2, groups: from).ConvNormActivation(half, kernel: 1).Here;
        int right = unit.From(NetworkDescription.Input).ConvNormActivation(half, kernel: 1)
            .ConvNorm(half, kernel: 3, stride: 2, groups: half).ConvNormActivation(half, kernel: 1).Here;
        return unit.From(left).Concat(right).ShuffleChannels(2).Build();
    }
}
