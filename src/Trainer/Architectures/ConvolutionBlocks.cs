using Sweep.Trainer.Networks;

namespace Sweep.Trainer.Architectures;

/// <summary>Sequences of layers that most convolutional families share.</summary>
internal static class ConvolutionBlocks
{
    /// <summary>A convolution that keeps the size but for its stride (odd kernels, padding of half the kernel), and batch
    /// normalisation.</summary>
    public static NetworkBuilder ConvNorm(this NetworkBuilder net, int channels, int kernel, int stride = 1, int groups = 1,
        bool bias = false) =>
        net.Conv2d(channels, kernel, stride, kernel / 2, groups, bias).BatchNorm();

    /// <summary>The same with an activation behind it.</summary>
    public static NetworkBuilder ConvNormActivation(this NetworkBuilder net, int channels, int kernel, int stride = 1, int groups = 1,
        bool bias = false) =>
        net.ConvNorm(channels, kernel, stride, groups, bias).Activation();

    /// <summary>The stem of the networks for ImageNet: a 7x7 convolution and a max pooling, each of stride 2.</summary>
    public static NetworkBuilder ImageNetStem(this NetworkBuilder net, int channels) =>
        net.ConvNormActivation(channels, kernel: 7, stride: 2).MaxPool(3, stride: 2, padding: 1);
}
