using Sweep.Planning.Trials;
using Sweep.Planning.Vocabulary;
using Sweep.Trainer.Networks;

namespace Sweep.Trainer.Architectures;

public static partial class ArchitectureCatalogue
{
    /// <summary>Pre-activated residual network for signals.</summary>
    /// <remarks>Widths are 4, 8 and 16, a third of the blocks each; kernels of 3 along the width, with biases; shortcuts subsample and pad
    /// with zeros. The paper does not say its strides: none, 2 in the first block of a wider stage (public code), or those of table 1 of
    /// Zhao et al., IEEE Transactions on Industrial Informatics 16 (2020), which also halve in the stem and in the first stage.</remarks>
    public static ArchitectureFamily ResNet1d { get; } = new("resnet-1d",
        "pre-activated residual network of kernels of 3 along the width, 4, 8 and 16 channels, for vibration signals",
        "Zhao et al. 2021, IEEE Transactions on Industrial Electronics 68(3), doi:10.1109/TIE.2020.2972458", new TensorShape(1, 1, 4096),
        (_, classes, settings) => ResNet1dOf(settings.Integer("blocks", 3), settings.Name("strides"),
            settings.Flag("shortcuts"), classes))
    {
        Group = ArchitectureGroup.Sequence,
        PublishedInitialization = "Code of the authors: normal with variance 2/fan-in.",
        Settings =
        [
            ArchitectureSettings.Whole("blocks", "residual blocks, a multiple of 3", minimum: 3, maximum: 300, usual: 6),
            new("strides", "where the signal is halved", SettingKind.Choice)
            {
                Default = new SettingValue.Text("widening"),
                Choices =
                [
                    new("widening", "where the channels double"), new("none", "nowhere"),
                    new("drsn", "in the stem and in the first block of each width"),
                ],
            },
            new("shortcuts", "whether blocks are bypassed; false is the paper's ConvNet", SettingKind.Flag)
            {
                Default = new SettingValue.Flag(true),
            },
        ],
        Check = settings => settings.Integer("blocks", 3) % 3 == 0 ? null
            : new UserDefinitionError("blocks", $"There is no resnet-1d of {settings.Integer("blocks", 3)} blocks: three widths have "
                + "equally many, so that it is a multiple of 3."),
        Members = [.. new[] { 6, 9, 12 }.Select(m => Level("resnet-1d", ("blocks", m)))],
    };

    private static NetworkDescription ResNet1dOf(int blocks, string strides, bool shortcuts, int classes)
    {
        const int Width = 4;
        var net = new NetworkBuilder("resnet-1d").Conv1d(Width, kernel: 3, strides == "drsn" ? 2 : 1, padding: 1);
        for (int stage = 0, from = Width; stage < 3; stage++)
        {
            for (int i = 0; i < blocks / 3; i++, from = Width << stage)
            {
                bool halves = i == 0 && (strides == "drsn" || (strides == "widening" && stage > 0));
                net.Nested(Block1d(from, Width << stage, halves ? 2 : 1, shortcuts));
            }
        }
        return net.BatchNorm().Activation().GlobalAveragePool().Linear(classes).Build();
    }

    private static NetworkDescription Block1d(int from, int channels, int stride, bool isBypassed)
    {
        var block = new NetworkBuilder("block");
        if (!isBypassed)
            return Residual(block).Build();
        int more = channels - from;
        if (stride > 1)
            block.AveragePool1d(1, stride);
        if (more > 0)
            block.Layer(new LayerDescription.PadChannels(more / 2, more - more / 2));
        int shortcut = block.Here;
        return Residual(block.From(NetworkDescription.Input)).Add(shortcut).Build();

        NetworkBuilder Residual(NetworkBuilder net) => net.BatchNorm().Activation().Conv1d(channels, kernel: 3, stride, padding: 1)
            .BatchNorm().Activation().Conv1d(channels, kernel: 3, padding: 1);
    }
}
