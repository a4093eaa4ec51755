using Sweep.Trainer.Networks;

namespace Sweep.Trainer.Architectures;

/// <summary>A network that trials can name.</summary>
/// <param name="Name">The level in a spec: "mnist-conv".</param>
/// <param name="Description">One line for people.</param>
/// <param name="Citation">Where it comes from.</param>
/// <param name="Example">The input that its parameter counts in lists are for.</param>
/// <param name="Describe">Makes the description for so many classes; the input shape is bound later.</param>
public sealed record Architecture(string Name, string Description, string Citation, TensorShape Example, Func<int, NetworkDescription> Describe)
{
    /// <summary>The network for an input shape and a number of classes.</summary>
    /// <exception cref="NetworkShapeException">The input is too small for it.</exception>
    public ShapedNetwork For(TensorShape input, int classes)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(classes, 2);
        return ShapedNetwork.Infer(Describe(classes), input);
    }
}

/// <summary>The catalogue of architectures.</summary>
public static class ArchitectureCatalogue
{
    private const string AReluPaper = "Chen, Li, Xu: AReLU, arXiv 2006.13858 (2020)";
    private static readonly TensorShape Mnist = new(1, 28, 28);

    /// <summary>All of them, by name.</summary>
    public static IReadOnlyList<Architecture> All { get; } =
    [
        new("mnist-conv", "three convolutions (10, 20, 40 channels), each with max pooling before its activation, and a linear classifier",
            AReluPaper, Mnist, MnistConv),
        new("mnist-linear", "one hidden layer of 512 units", AReluPaper, Mnist, MnistLinear),
    ];

    /// <summary>The architecture of this name, or null.</summary>
    public static Architecture? Find(string name) => All.FirstOrDefault(a => a.Name == name);

    private static NetworkDescription MnistConv(int classes) => new NetworkBuilder("mnist-conv")
        .Conv2d(10, kernel: 5).MaxPool(2).Activation()
        .Conv2d(20, kernel: 5).MaxPool(2).Activation()
        .Conv2d(40, kernel: 3).MaxPool(2).Activation()
        .Flatten().Linear(classes)
        .Build();

    private static NetworkDescription MnistLinear(int classes) => new NetworkBuilder("mnist-linear")
        .Flatten().Linear(512).Activation().Linear(classes)
        .Build();
}
