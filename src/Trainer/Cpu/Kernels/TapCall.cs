namespace Sweep.Trainer.Cpu.Kernels;

/// <summary>The arguments of one <see cref="TapProduct"/>: a block of rows (output channels) x taps (weights of a kernel row).</summary>
/// <remarks>Distances are in floats.</remarks>
internal unsafe struct TapCall
{
    /// <summary>Gradient of the first output channel at the first position.</summary>
    public float* Gradient;

    /// <summary>From one output channel's gradient to the next.</summary>
    public nint GradientRow;

    /// <summary>The input that meets the first tap at the first position.</summary>
    public float* Input;

    /// <summary>From one tap's input to the next.</summary>
    public nint InputTap;

    /// <summary>From one line of positions to the next in the input.</summary>
    public nint InputLine;

    /// <summary>From one position to the next in the input; in the gradient positions are contiguous.</summary>
    public nint InputPosition;

    /// <summary>Lines of positions.</summary>
    public int Lines;

    /// <summary>Positions per line.</summary>
    public int Positions;

    /// <summary>Floats per position: a multiple of the vector.</summary>
    public int Samples;

    /// <summary>(rows, taps) vectors of partial sums.</summary>
    public float* Sums;

    /// <summary>From one row's partial sums to the next.</summary>
    public nint SumsRow;

    /// <summary>Whether to add to the partial sums instead of setting them.</summary>
    public bool Accumulate;
}
