using Sweep.Planning.Trials;
using Sweep.Planning.Vocabulary;
using Sweep.Trainer.Networks;

namespace Sweep.Trainer.Architectures;

public static partial class ArchitectureCatalogue
{
    private const int SqueezeReduction = 16;

    /// <summary>A residual network whose branches are gated channel by channel.</summary>
    /// <remarks>Before the sum each channel is multiplied by sigmoid(fc(relu(fc(mean)))) with a sixteenth as many hidden units; the
    /// sigmoid is never replaced.</remarks>
    public static ArchitectureFamily SeResNet18 { get; } = new("se-resnet-18",
        "resnet-18 with squeeze and excitation in each block, reduction 16; the sigmoid of a gate is fixed",
        "Hu, Shen, Sun: Squeeze-and-Excitation Networks, arXiv 1709.01507 (2017)", new TensorShape(3, 32, 32),
        (_, classes, settings) =>
        {
            int width = settings.Integer("width", 1);
            bool isCompared = settings.Name("gateActivation") == "compared";
            return new NetworkBuilder("se-resnet-18").ConvNormActivation(width, kernel: 3)
                .Stages(width, width, [2, 2, 2, 2], (from, channels, stride) => ResidualBlocks.Basic(from, channels, stride,
                    projection: true, block => Excited(block, channels, isCompared)))
                .GlobalAveragePool().Linear(classes).Build();
        })
    {
        Group = ArchitectureGroup.Residual,
        PublishedInitialization = "Paper: as the residual networks, normal with variance 2/fan-in.",
        Settings =
        [
            ArchitectureSettings.Width(64),
            new("gateActivation", "what stands between the two layers of a gate", SettingKind.Choice)
            {
                Default = new SettingValue.Text("relu"),
                Choices = [new("relu", "ReLU, whichever activation is compared"), new("compared", "the compared activation")],
            },
        ],
    };

    private static NetworkBuilder Excited(NetworkBuilder block, int channels, bool isCompared)
    {
        int branch = block.Here;
        block.GlobalAveragePool().Linear(Math.Max(1, channels / SqueezeReduction));
        block = isCompared ? block.Activation() : block.Layer(LayerDescription.Elementwise.Relu);
        int gate = block.Linear(channels).Layer(LayerDescription.Elementwise.Sigmoid).Here;
        return block.From(branch).ScaleByChannel(gate);
    }
}
