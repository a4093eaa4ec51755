using Sweep.Trainer.Cpu.Layers;

namespace Sweep.Trainer.Cpu.Kernels;

/// <summary>The arguments of one call of a <see cref="ProductKernel"/>. Distances are in floats.</summary>
internal unsafe struct ProductCall
{
    /// <summary>What the form's source distances count from.</summary>
    public float* Source;

    /// <summary>The first factor.</summary>
    public float* Weights;

    /// <summary>The block's first vector.</summary>
    public float* Destination;

    /// <summary>Where the places of maxima go; only used by forms that pool.</summary>
    public float* Winners;

    /// <summary>(rows) start values; only read by forms that start from them.</summary>
    public float* Bias;

    /// <summary>Outer sum, as over the lines of a convolution's kernel; may be 0.</summary>
    public int Lines;

    /// <summary>From the end of one line's steps in the source to the next line.</summary>
    public nint NextLine;

    /// <summary>Inner sum, as over channels.</summary>
    public int Steps;

    /// <summary>How many blocks of the same form, one after another.</summary>
    public int Repeats;

    /// <summary>From one block's source to the next one's.</summary>
    public nint SourceRepeat;

    /// <summary>From one block's destination to the next one's.</summary>
    public nint DestinationRepeat;
}
