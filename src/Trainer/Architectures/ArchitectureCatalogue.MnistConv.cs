using Sweep.Trainer.Networks;

namespace Sweep.Trainer.Architectures;

public static partial class ArchitectureCatalogue
{
    /// <summary>The convolutional network of the AReLU paper.</summary>
    public static ArchitectureFamily MnistConv { get; } = new("mnist-conv",
        "three convolutions (10, 20, 40 channels), each with max pooling before its activation, and a linear classifier",
        "Chen, Li, Xu: AReLU, arXiv 2006.13858 (2020)", new TensorShape(1, 28, 28),
        (_, classes, _) => new NetworkBuilder("mnist-conv")
            .Conv2d(10, kernel: 5).MaxPool(2).Activation()
            .Conv2d(20, kernel: 5).MaxPool(2).Activation()
            .Conv2d(40, kernel: 3).MaxPool(2).Activation()
            .Flatten().Linear(classes)
            .Build())
    {
        Group = ArchitectureGroup.PlainConvolutional,
        PublishedInitialization = "Code of the authors: PyTorch's default.",
    };
}
