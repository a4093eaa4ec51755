namespace Sweep.Trainer.Cpu.Kernels;

/// <summary>What a block's sums start from.</summary>
internal enum ProductStart
{
    Zero,
    Bias,
    Destination,
}

/// <summary>The form of a block product: destination[r][v] = start + sum over lines, steps and terms of weight(r) * source(v), where
/// each block is rows x vectors.</summary>
/// <remarks>Factors of all lines, steps and terms lie one behind another. Distances are in floats.</remarks>
/// <param name="Rows">Of the block.</param>
/// <param name="Vectors">Of each row.</param>
/// <param name="Terms">Summed in one step.</param>
/// <param name="Source">(terms, vectors) where each term's vectors lie; null where a vector has no such term.</param>
/// <param name="SourceStep">From one step to the next in the source.</param>
/// <param name="WeightRow">From one row's factor to the next.</param>
/// <param name="WeightTerm">From one term's factor to the next.</param>
/// <param name="DestinationRow">From one row to the next in the destination.</param>
/// <param name="Destination">(vectors) where each vector of a row goes.</param>
/// <param name="Start">What the sums start from.</param>
/// <param name="Pools">Whether the four vectors of a row are a window of 2x2 positions, of which only the first maximum is stored, and
/// its place, 0 to 3, where the call says.</param>
internal sealed record ProductForm(int Rows, int Vectors, int Terms, Distances Source, int SourceStep, int WeightRow, int WeightTerm,
    int DestinationRow, Distances Destination, ProductStart Start, bool Pools = false);
