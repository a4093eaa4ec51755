namespace Sweep.Trainer.Cpu.Kernels;

/// <summary>The arguments of one <see cref="BlockProduct"/>: a block of rows x vectors of the result.</summary>
/// <remarks>Distances are in floats.</remarks>
internal unsafe struct BlockCall
{
    /// <summary>The block's first vector.</summary>
    public float* Destination;

    /// <summary>From one row of the block to the next.</summary>
    public nint DestinationRow;

    /// <summary>From one vector of a row to the next.</summary>
    public nint DestinationVector;

    /// <summary>What <see cref="Offsets"/> count from.</summary>
    public float* Source;

    /// <summary>From one vector of the source to the next.</summary>
    public nint SourceVector;

    /// <summary>(<see cref="Terms"/>) where each term's vectors lie.</summary>
    public int* Offsets;

    /// <summary>How many products are summed.</summary>
    public int Terms;

    /// <summary>Factor of the first row and term.</summary>
    public float* Weights;

    /// <summary>From one row's factor to the next.</summary>
    public nint WeightRow;

    /// <summary>From one term's factor to the next.</summary>
    public nint WeightTerm;

    /// <summary>(rows) start values; null: start from zero, or from the destination if <see cref="Accumulate"/>.</summary>
    public float* Bias;

    /// <summary>Whether the sum is added to the destination.</summary>
    public bool Accumulate;

    /// <summary>How many blocks of the same form; at least 1.</summary>
    public int Repeats;

    /// <summary>From one block's source to the next one's.</summary>
    public nint SourceRepeat;

    /// <summary>From one block's destination to the next one's.</summary>
    public nint DestinationRepeat;
}
