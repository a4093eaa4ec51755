using Sweep.Trainer.Cpu.Layers;

namespace Sweep.Trainer.Cpu.Kernels;

/// <summary>The arguments of one call of a <see cref="PooledTapKernel"/>.</summary>
internal unsafe struct PooledTapCall
{
    /// <summary>(lines, windows, samples) gradients of an output channel's maxima.</summary>
    public float* Gradient;

    /// <summary>(lines, windows, samples) the place of each maximum in its window, 0 to 3.</summary>
    public float* Winners;

    /// <summary>The input that meets the first window's first position and the first tap.</summary>
    public float* Input;

    /// <summary>(kernel lines, kernel columns) vectors of partial sums, overwritten.</summary>
    public float* Sums;

    /// <summary>Lines of windows.</summary>
    public int Lines;
}
