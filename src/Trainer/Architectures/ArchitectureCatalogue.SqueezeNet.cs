using Sweep.Trainer.Networks;

namespace Sweep.Trainer.Architectures;

public static partial class ArchitectureCatalogue
{
    private const string SqueezeNetInitialization =
        "torchvision: uniform with variance 2/fan-in, the last convolution N(0, 0.01), biases 0.";

    /// <summary>Fire modules: 1x1 to few channels, then 1x1 and 3x3 to many; in the form for small images.</summary>
    /// <remarks>With batch normalisation and simple bypasses (figure 2, middle), around fire 3, 5 and 7 only, as usual for small images.
    /// </remarks>
    public static ArchitectureFamily SqueezeNet { get; } = new("squeezenet",
        "eight fire modules with batch normalisation and simple bypasses, for small images",
        "Iandola et al.: SqueezeNet, arXiv 1602.07360 (2016)", new TensorShape(3, 32, 32),
        (_, classes, settings) =>
        {
            var net = new NetworkBuilder("squeezenet").ConvNormActivation(settings.Scaled(96), kernel: 3, bias: true).MaxPool(2);
            int from = 96;
            foreach (int width in new[] { 128, 128, 256, 0, 256, 384, 384, 512, 0, 512 })
            {
                if (width == 0)
                {
                    net.MaxPool(2);
                    continue;
                }
                bool hasBypass = width == from && width < 512;
                net.Nested(Fire(settings.Scaled(width / 8), settings.Scaled(width / 2), hasNorm: true, hasBypass));
                from = width;
            }
            return net.Conv2d(classes, kernel: 1).GlobalAveragePool().Build();
        })
    {
        Group = ArchitectureGroup.Mobile,
        PublishedInitialization = SqueezeNetInitialization,
        Settings = [ArchitectureSettings.WidthMultiplier],
    };

    private static NetworkDescription Fire(int squeeze, int expand, bool hasNorm, bool hasBypass)
    {
        var fire = new NetworkBuilder("fire");
        int squeezed = Convolution(squeeze, kernel: 1), narrow = Convolution(expand, kernel: 1);
        fire.From(squeezed);
        int wide = Convolution(expand, kernel: 3);
        fire.From(narrow).Concat(wide);
        return (hasBypass ? fire.Add(NetworkDescription.Input) : fire).Build();

        int Convolution(int channels, int kernel)
        {
            fire.Conv2d(channels, kernel, padding: kernel / 2);
            return (hasNorm ? fire.BatchNorm() : fire).Activation().Here;
        }
    }
}
