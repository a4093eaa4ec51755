using Sweep.Trainer.Networks;

namespace Sweep.Trainer.Cpu.Layers;

/// <summary>Sizes of a convolution as its loops see them; distances are in floats.</summary>
/// <remarks>Letters: C input channels per group, O output channels per group. A 1x1 convolution sees each plane as one long line.</remarks>
internal sealed class ConvolutionGeometry
{
    public ConvolutionGeometry(TensorShape input, TensorShape output, LayerDescription.Convolution layer, Extent pool, int samples)
    {
        Groups = layer.Groups;
        C = input.Channels / layer.Groups;
        O = layer.OutputChannels / layer.Groups;
        (Kernel, Stride, Padding, Pool, Samples) = (layer.Kernel, layer.Stride, layer.Padding, pool, samples);
        (InputHeight, InputWidth) = (input.Height, input.Width);
        (Height, Width) = (output.Height * pool.Height, output.Width * pool.Width); // what pooling leaves out is not computed
        bool pointwise = Kernel == Extent.Square(1) && Stride == Extent.Square(1) && Padding == default && pool == Extent.Square(1);
        if (pointwise)
        {
            (InputWidth, InputHeight) = (input.Plane, 1);
            (Width, Height) = (input.Plane, 1);
        }
    }

    public int Groups { get; }

    public int C { get; }

    public int O { get; }

    public Extent Kernel { get; }

    public Extent Stride { get; }

    public Extent Padding { get; }

    /// <summary>The window of the pooling fused behind; 1x1 for none.</summary>
    public Extent Pool { get; }

    public int Samples { get; }

    public int InputHeight { get; }

    public int InputWidth { get; }

    /// <summary>Computed output lines, before pooling.</summary>
    public int Height { get; }

    /// <summary>Computed output positions per line, before pooling.</summary>
    public int Width { get; }

    public bool IsPooled => Pool != Extent.Square(1);

    public int KernelPlane => Kernel.Height * Kernel.Width;

    public int InputLine => InputWidth * Samples;

    public int InputPlane => InputHeight * InputLine;

    public int OutputLine => Width * Samples;

    public int OutputPlane => Height * OutputLine;

    /// <summary>The input position that an output position and a kernel column meet at, or null in the padding.</summary>
    public int? InputPosition(int outputPosition, int kernelColumn)
    {
        int position = outputPosition * Stride.Width + kernelColumn - Padding.Width;
        return (uint)position < (uint)InputWidth ? position : null;
    }

    /// <summary>The output position that an input position and a kernel column meet at, or null if there is none.</summary>
    public int? OutputPosition(int inputPosition, int kernelColumn)
    {
        int distance = inputPosition + Padding.Width - kernelColumn;
        return distance >= 0 && distance % Stride.Width == 0 && distance / Stride.Width < Width ? distance / Stride.Width : null;
    }
}
