using Sweep.Trainer.Networks;

namespace Sweep.Trainer.Architectures;

public static partial class ArchitectureCatalogue
{
    /// <summary>The fully connected network of the AReLU paper.</summary>
    public static ArchitectureFamily MnistLinear { get; } = new("mnist-linear", "one hidden layer of 512 units",
        "Chen, Li, Xu: AReLU, arXiv 2006.13858 (2020)", new TensorShape(1, 28, 28),
        (_, classes, _) => new NetworkBuilder("mnist-linear").Flatten().Linear(512).Activation().Linear(classes).Build())
    {
        Group = ArchitectureGroup.FullyConnected,
        PublishedInitialization = "Code of the authors: PyTorch's default.",
    };
}
