using Sweep.Trainer.Networks;

namespace Sweep.Trainer.Architectures;

public static partial class ArchitectureCatalogue
{
    /// <summary>Three hidden layers of 256 units.</summary>
    public static ArchitectureFamily ElsaMlp { get; } = new("elsa-mlp",
        "three hidden layers of 256 units: 3072-256-256-256-10 for CIFAR-10",
        "Chen, Li, Xu: AReLU, arXiv 2006.13858 (2020), notebook ELSA of the code", new TensorShape(3, 32, 32),
        (_, classes, _) => new NetworkBuilder("elsa-mlp").Flatten().Linear(256).Activation().Linear(256).Activation().Linear(256)
            .Activation().Linear(classes).Build())
    {
        Group = ArchitectureGroup.FullyConnected,
        PublishedInitialization = "Notebook: PyTorch's default.",
    };
}
