namespace Sweep.Trainer.Networks;

/// <summary>A window that slides over a plane, as in convolutions and poolings.</summary>
/// <param name="Kernel">Its size, at least 1x1.</param>
/// <param name="Stride">Its steps, at least 1x1.</param>
/// <param name="Padding">Places added on each side of the plane.</param>
/// <param name="Ceil">Whether a last window counts that begins before the padding behind the plane and ends beyond it.</param>
internal readonly record struct Window(Extent Kernel, Extent Stride, Extent Padding, bool Ceil = false)
{
    /// <summary>What is wrong with the window itself or for this input; null if nothing is.</summary>
    public string? Problem(TensorShape input)
    {
        if (Kernel.Height < 1 || Kernel.Width < 1 || Stride.Height < 1 || Stride.Width < 1 || Padding.Height < 0 || Padding.Width < 0)
            return $"has kernel {Kernel}, stride {Stride}, padding {Padding}; kernel and stride start at 1, padding at 0.";
        return Kernel.Height > input.Height + 2 * Padding.Height || Kernel.Width > input.Width + 2 * Padding.Width
            ? $"has a kernel of {Kernel}, larger than its input {input} with padding {Padding}: "
                + "make the images larger, pad more, or use a network or stem that shrinks them less."
            : null;
    }

    /// <summary>The same for a pooling, which pads at most half of its kernel.</summary>
    public string? PoolingProblem(TensorShape input) => 2 * Padding.Height > Kernel.Height || 2 * Padding.Width > Kernel.Width
        ? $"pads {Padding}, more than half of its kernel {Kernel}."
        : Problem(input);

    /// <summary>One output per place of the window.</summary>
    public TensorShape Output(TensorShape input, int channels) => new(channels,
        Places(input.Height, Kernel.Height, Stride.Height, Padding.Height), Places(input.Width, Kernel.Width, Stride.Width, Padding.Width));

    /// <summary>"k3 s2 p1", or "k1x3" where height and width differ: the padding only where there is any, the stride where it is not the
    /// usual one.</summary>
    public string Describe(Extent usualStride) =>
        $"k{Kernel.Short}{(Stride == usualStride ? "" : $" s{Stride.Short}")}{(Padding == default ? "" : $" p{Padding.Short}")}"
        + (Ceil ? " ceil" : "");

    private int Places(int size, int kernel, int stride, int padding)
    {
        int whole = (size + 2 * padding - kernel) / stride + 1;
        return Ceil && (size + 2 * padding - kernel) % stride > 0 && whole * stride < size + padding ? whole + 1 : whole;
    }
}
