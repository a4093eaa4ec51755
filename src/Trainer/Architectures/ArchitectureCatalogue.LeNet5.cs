using Sweep.Trainer.Networks;

namespace Sweep.Trainer.Architectures;

public static partial class ArchitectureCatalogue
{
    private const int LeNetRows = 32; // what the first convolution is made for

    /// <summary>LeNet-5 in the form of today: max pooling, a full second convolution and a linear classifier.</summary>
    /// <remarks>An input of less than 32 rows is padded by 2, as 28x28 is in the paper; a larger one is not. The network of 1998 has
    /// trainable subsampling, a sparse second convolution and radial basis functions at the end: 60,000 parameters.</remarks>
    public static ArchitectureFamily LeNet5 { get; } = new("lenet-5",
        "two 5x5 convolutions with max pooling, then layers of 120 and 84 units; images of less than 32 rows are padded by 2",
        "LeCun, Bottou, Bengio, Haffner: Gradient-Based Learning, Proceedings of the IEEE 86 (1998)", new TensorShape(1, 28, 28),
        (input, classes, _) => new NetworkBuilder("lenet-5")
            .Conv2d(6, kernel: 5, padding: input.Height < LeNetRows ? 2 : 0).Activation().MaxPool(2)
            .Conv2d(16, kernel: 5).Activation().MaxPool(2)
            .Flatten().Linear(120).Activation().Linear(84).Activation().Linear(classes)
            .Build())
    {
        Group = ArchitectureGroup.PlainConvolutional,
        PublishedInitialization = "Paper: uniform within 2.4/fan-in.",
    };
}
