using Sweep.Trainer.Cpu.Layers;

namespace Sweep.Trainer.Cpu.Kernels;

/// <summary>The arguments of one call of a <see cref="TapKernel"/>.</summary>
internal unsafe struct TapCall
{
    /// <summary>Gradient of the first output channel at the first position of the first line.</summary>
    public float* Gradient;

    /// <summary>The first position of the input line that meets it.</summary>
    public float* Input;

    /// <summary>(rows, taps) vectors of partial sums.</summary>
    public float* Sums;

    /// <summary>Lines of positions; may be 0.</summary>
    public int Lines;
}
