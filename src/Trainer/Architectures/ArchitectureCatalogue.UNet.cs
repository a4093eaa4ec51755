using Sweep.Trainer.Data;
using Sweep.Trainer.Networks;

namespace Sweep.Trainer.Architectures;

public static partial class ArchitectureCatalogue
{
    /// <summary>The U-Net with padded convolutions and batch norm.</summary>
    /// <remarks>Ronneberger, Fischer, Brox, section 2; sizes as Buda, Saha, Mazurowski, Computers in Biology and Medicine 109 (2019),
    /// 218-225, doi:10.1016/j.compbiomed.2019.05.002: their network is width 32 with 4 levels. Each level has two 3x3 convolutions on the
    /// way down, a pooling, a transposed convolution and two more on the way up, which read the level's output too.</remarks>
    public static ArchitectureFamily UNet { get; } = new("unet",
        "U-Net: down by poolings and up by transposed convolutions, each level joined to its way up; makes a mask",
        "Ronneberger, Fischer, Brox: U-Net, MICCAI 2015, arXiv 1505.04597", new TensorShape(3, 64, 64),
        (_, channels, settings) => UNetOf(settings.Integer("levels", 1), settings.Integer("width", 1), channels))
    {
        Group = ArchitectureGroup.Segmentation,
        PublishedInitialization = "Ronneberger et al., section 3: normal with variance 2/fan-in.",
        UsualTask = new Segmentation(),
        Settings =
        [
            ArchitectureSettings.Whole("levels", "poolings; each halves height and width, which 2^levels divides", minimum: 1, maximum: 10,
                usual: 4),
            ArchitectureSettings.Width(32, "channels of the first level; each further one has twice as many"),
        ],
    };

    private static NetworkDescription UNetOf(int levels, int width, int channels)
    {
        var net = new NetworkBuilder("unet");
        int[] joined = new int[levels];
        for (int level = 0; level < levels; level++)
        {
            joined[level] = Twice(net, width << level).Here;
            net.MaxPool(2);
        }
        Twice(net, width << levels);
        for (int level = levels - 1; level >= 0; level--)
            Twice(net.ConvTranspose2d(width << level, kernel: 2).Concat(joined[level]), width << level);
        return net.Conv2d(channels, kernel: 1).Build();
    }

    private static NetworkBuilder Twice(NetworkBuilder net, int width) => net
        .Conv2d(width, kernel: 3, padding: 1, bias: false).BatchNorm().Activation()
        .Conv2d(width, kernel: 3, padding: 1, bias: false).BatchNorm().Activation();
}
