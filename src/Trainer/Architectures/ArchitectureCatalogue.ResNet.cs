using System.Globalization;
using Sweep.Planning.Trials;
using Sweep.Planning.Vocabulary;
using Sweep.Trainer.Networks;

namespace Sweep.Trainer.Architectures;

public static partial class ArchitectureCatalogue
{
    private const int MinResNet = 8; // 6n+2 with one block per stage

    /// <summary>The residual networks for small images: depth 6n+2, shortcuts without weights (option A).</summary>
    /// <remarks>He et al., section 4.2: a 3x3 convolution, then three stages of n blocks of two 3x3 convolutions, a global average pooling
    /// and a linear classifier. The published counts are for 3x32x32.</remarks>
    public static ArchitectureFamily ResNet { get; } = new("resnet",
        "residual network of basic blocks in three stages, for small images; shortcuts subsample and pad with zeros",
        "He, Zhang, Ren, Sun: Deep Residual Learning, arXiv 1512.03385 (2015), section 4.2", new TensorShape(3, 32, 32),
        (_, classes, settings) => ResNetOf(settings.Integer("depth", MinResNet), settings.Integer("width", 1), classes))
    {
        Settings =
        [
            new("depth", "layers with weights, 6n+2", SettingKind.Integer) { Minimum = MinResNet, Maximum = 2000, IsRequired = true },
            new("width", "channels of the first stage; the next two have twice and four times as many", SettingKind.Integer)
            {
                Minimum = 1, Maximum = 1024, Default = new SettingValue.Number(16),
            },
        ],
        Check = settings => ResNetDepthProblem(settings.Integer("depth", MinResNet)),
        Members = [ResNetLevel(20), ResNetLevel(32), ResNetLevel(56), ResNetLevel(110)],
    };

    private static SettingValue.Group ResNetLevel(int depth) =>
        new([new("name", new SettingValue.Text("resnet")), new("depth", new SettingValue.Number(depth))]);

    private static UserDefinitionError? ResNetDepthProblem(int depth)
    {
        int below = depth - (depth - 2) % 6;
        return depth == below ? null : new UserDefinitionError("depth", string.Create(CultureInfo.InvariantCulture,
            $"There is no resnet of depth {depth}: the depth is 6n+2, such as {below} or {below + 6}."));
    }

    private static NetworkDescription ResNetOf(int depth, int width, int classes)
    {
        var net = new NetworkBuilder("resnet").Conv2d(width, kernel: 3, padding: 1, bias: false).BatchNorm().Activation();
        for (int stage = 0, channels = width; stage < 3; stage++)
        {
            for (int block = 0; block < (depth - 2) / 6; block++)
            {
                int from = channels;
                channels = width << stage;
                net.Nested(BasicBlock(from, channels, stride: stage > 0 && block == 0 ? 2 : 1));
            }
        }
        return net.GlobalAveragePool().Linear(classes).Build();
    }

    private static NetworkDescription BasicBlock(int from, int channels, int stride)
    {
        var block = new NetworkBuilder("block");
        int more = channels - from;
        if (stride > 1)
            block.AveragePool(1, stride).Layer(new LayerDescription.PadChannels(more / 2, more - more / 2));
        int shortcut = block.Here;
        return block.From(NetworkDescription.Input)
            .Conv2d(channels, kernel: 3, stride, padding: 1, bias: false).BatchNorm().Activation()
            .Conv2d(channels, kernel: 3, padding: 1, bias: false).BatchNorm()
            .Add(shortcut).Activation()
            .Build();
    }
}
