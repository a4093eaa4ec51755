using Sweep.Trainer.Networks;

namespace Sweep.Trainer.Architectures;

public static partial class ArchitectureCatalogue
{
    private const string FewShotInitialization =
        "learn2learn: convolutions Xavier uniform, batch norm weights U(0,1), biases 0; the authors' code has no batch norm weights.";

    /// <summary>The network of few-shot learning for Omniglot: convolutions of stride 2.</summary>
    public static ArchitectureFamily FewShotOmniglot { get; } = new("few-shot-cnn-omniglot",
        "four blocks of a 3x3 convolution of stride 2 and batch normalisation; the mean over all positions",
        "Finn, Abbeel, Levine: Model-Agnostic Meta-Learning, arXiv 1703.03400 (2017), section 5.2", new TensorShape(1, 28, 28),
        (_, classes, settings) =>
        {
            var block = new NetworkBuilder("block").ConvNormActivation(settings.Integer("width", 1), kernel: 3, stride: 2, bias: true)
                .Build();
            return new NetworkBuilder("few-shot-cnn-omniglot").Nested(block).Nested(block).Nested(block).Nested(block).GlobalAveragePool()
                .Linear(classes).Build();
        })
    {
        Group = ArchitectureGroup.FewShot,
        PublishedInitialization = FewShotInitialization,
        Settings = [ArchitectureSettings.Width(64, "channels of all convolutions")],
    };

    /// <summary>The network of few-shot learning for mini-ImageNet: convolutions with max pooling.</summary>
    public static ArchitectureFamily FewShotMini { get; } = new("few-shot-cnn-mini",
        "four blocks of a 3x3 convolution, batch normalisation and max pooling, for mini-ImageNet",
        "Ravi, Larochelle: Optimization as a Model for Few-Shot Learning, ICLR 2017", new TensorShape(3, 84, 84),
        (_, classes, settings) =>
        {
            var block = new NetworkBuilder("block").ConvNormActivation(settings.Integer("width", 1), kernel: 3, bias: true).MaxPool(2)
                .Build();
            return new NetworkBuilder("few-shot-cnn-mini").Nested(block).Nested(block).Nested(block).Nested(block).Flatten()
                .Linear(classes).Build();
        })
    {
        Group = ArchitectureGroup.FewShot,
        PublishedInitialization = FewShotInitialization,
        Settings = [ArchitectureSettings.Width(32, "channels of all convolutions")],
    };
}
