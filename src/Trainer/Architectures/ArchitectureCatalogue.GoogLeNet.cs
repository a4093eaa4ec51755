using Sweep.Trainer.Networks;

namespace Sweep.Trainer.Architectures;

public static partial class ArchitectureCatalogue
{
    // 1x1; 1x1 and 3x3; 1x1 and twice 3x3; 1x1 behind the pooling. Null is a pooling between inceptions.
    private static readonly int[]?[] Inceptions =
    [
        [64, 96, 128, 16, 32, 32], [128, 128, 192, 32, 96, 64], null, [192, 96, 208, 16, 48, 64], [160, 112, 224, 24, 64, 64],
        [128, 128, 256, 24, 64, 64], [112, 144, 288, 32, 64, 64], [256, 160, 320, 32, 128, 128], null, [256, 160, 320, 32, 128, 128],
        [384, 192, 384, 48, 128, 128],
    ];

    /// <summary>Inceptions: branches of 1x1, 3x3, 5x5 and pooling, one behind the other along the channels.</summary>
    /// <remarks>Widths of table 1 of the paper, without its auxiliary classifiers; with batch normalisation, and two 3x3 convolutions for
    /// a 5x5 (Ioffe and Szegedy, arXiv 1502.03167, appendix), in the form for small images.</remarks>
    public static ArchitectureFamily GoogLeNet { get; } = new("googlenet",
        "nine inceptions with batch normalisation, for small images; two 3x3 convolutions in place of a 5x5",
        "Szegedy et al.: Going Deeper with Convolutions, arXiv 1409.4842 (2014)", new TensorShape(3, 32, 32),
        (_, classes, settings) =>
        {
            var net = new NetworkBuilder("googlenet").ConvNormActivation(settings.Scaled(192), kernel: 3, bias: true);
            foreach (int[]? widths in Inceptions)
            {
                net = widths is null
                    ? net.MaxPool(3, stride: 2, padding: 1)
                    : net.Nested(Inception([.. widths.Select(settings.Scaled)]));
            }
            return net.GlobalAveragePool().Linear(classes).Build();
        })
    {
        Group = ArchitectureGroup.PlainConvolutional,
        PublishedInitialization = "torchvision: truncated normal with deviation 0.01 within two deviations.",
        Settings = [ArchitectureSettings.WidthMultiplier],
    };

    private static NetworkDescription Inception(int[] widths)
    {
        var block = new NetworkBuilder("inception");
        int narrow = Branch((widths[0], 1)), middle = Branch((widths[1], 1), (widths[2], 3));
        int wide = Branch((widths[3], 1), (widths[4], 3), (widths[4], 3));
        block.From(NetworkDescription.Input).MaxPool(3, stride: 1, padding: 1);
        int pooled = block.ConvNormActivation(widths[5], kernel: 1, bias: true).Here;
        return block.From(narrow).Concat(middle, wide, pooled).Build();

        int Branch(params ReadOnlySpan<(int Channels, int Kernel)> convolutions)
        {
            block.From(NetworkDescription.Input);
            foreach (var (channels, kernel) in convolutions)
                block.ConvNormActivation(channels, kernel, bias: true);
            return block.Here;
        }
    }
}
