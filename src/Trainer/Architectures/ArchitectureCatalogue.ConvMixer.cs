using Sweep.Planning.Vocabulary;
using Sweep.Trainer.Networks;

namespace Sweep.Trainer.Architectures;

public static partial class ArchitectureCatalogue
{
    /// <summary>Patches, then depthwise and 1x1 convolutions at one resolution.</summary>
    /// <remarks>Figure 3 of the paper; the activation stands before the batch normalisation.</remarks>
    public static ArchitectureFamily ConvMixer { get; } = new("convmixer",
        "a convolution over patches, then blocks of a depthwise convolution with a shortcut and a 1x1 convolution",
        "Trockman, Kolter: Patches Are All You Need?, arXiv 2201.09792 (2022)", new TensorShape(3, 32, 32),
        (_, classes, settings) =>
        {
            int width = settings.Integer("width", 1), kernel = settings.Integer("kernel", 1), patch = settings.Integer("patch", 1);
            var block = new NetworkBuilder("block").Conv2d(width, kernel, padding: kernel / 2, groups: width).Activation().BatchNorm()
                .Add(NetworkDescription.Input).Conv2d(width, kernel: 1).Activation().BatchNorm().Build();
            var net = new NetworkBuilder("convmixer").Conv2d(width, patch, patch).Activation().BatchNorm();
            for (int i = 0; i < settings.Integer("depth", 1); i++)
                net.Nested(block);
            return net.GlobalAveragePool().Linear(classes).Build();
        })
    {
        Group = ArchitectureGroup.Modern,
        PublishedInitialization = "Code of the authors: PyTorch's default.",
        Settings =
        [
            ArchitectureSettings.Width(256, "channels of all layers"),
            ArchitectureSettings.Whole("depth", "blocks", minimum: 1, maximum: 1000, usual: 8),
            ArchitectureSettings.Whole("kernel", "size of the depthwise convolutions, odd", minimum: 1, maximum: 99, usual: 5),
            ArchitectureSettings.Whole("patch", "size of the patches", minimum: 1, maximum: 1024, usual: 2),
        ],
        Check = settings => settings.Integer("kernel", 1) % 2 == 1 ? null
            : new UserDefinitionError("kernel", "The kernel of convmixer is odd, so that the shortcut keeps the size: 3, 5, 7 or more."),
    };
}
