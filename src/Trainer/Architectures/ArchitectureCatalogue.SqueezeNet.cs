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

    /// <summary>The smaller form of the authors' repository, without batch normalisation, for ImageNet.</summary>
    /// <remarks>Poolings round up; dropout of 0.5 stands before the last convolution, and an activation behind it.</remarks>
    public static ArchitectureFamily SqueezeNet11 { get; } = new("squeezenet-1.1",
        "eight fire modules without batch normalisation or bypasses, for images of about 224x224",
        "Iandola et al.: SqueezeNet, arXiv 1602.07360 (2016), version 1.1 of the authors' code", new TensorShape(3, 224, 224),
        (_, classes, settings) =>
        {
            var net = new NetworkBuilder("squeezenet-1.1").Conv2d(settings.Scaled(64), kernel: 3, stride: 2).Activation();
            foreach (int width in new[] { 0, 128, 128, 0, 256, 256, 0, 384, 384, 512, 512 })
            {
                net = width == 0
                    ? net.MaxPool(3, stride: 2, ceil: true)
                    : net.Nested(Fire(settings.Scaled(width / 8), settings.Scaled(width / 2), hasNorm: false, hasBypass: false));
            }
            return net.Dropout(0.5).Conv2d(classes, kernel: 1).Activation().GlobalAveragePool().Build();
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
