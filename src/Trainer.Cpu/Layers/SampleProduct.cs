using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Lanes = System.Runtime.Intrinsics.Vector256<float>;

namespace Sweep.Trainer.Cpu.Layers;

/// <summary>Where the operand of a <see cref="SampleProduct"/> lies. Distances are in floats.</summary>
/// <param name="Start">The samples of its first element.</param>
/// <param name="Row">From one row's samples to the next one's.</param>
/// <param name="Term">From one term's samples to the next one's; in a destination from one column's.</param>
internal readonly unsafe record struct SampleMatrix(nint Start, nint Row, nint Term)
{
    public SampleMatrix(float* start, nint row, nint term)
        : this((nint)start, row, term)
    {
    }

    public float* At(nint row) => (float*)Start + row * Row;
}

/// <summary>A product of two matrices for each sample, samples side by side: destination[r][c] = sum over terms t of left[r][t] *
/// right[c][t], in register blocks.</summary>
internal static unsafe class SampleProduct
{
    private const int BlockRows = 4, BlockColumns = 3; // their sums, a row's factor and the columns' factors are 16 registers

    /// <summary>Computes the product. The last blocks overlap those before them where the sizes are no multiples of a block.</summary>
    /// <param name="left">(rows, terms).</param>
    /// <param name="right">(columns, terms).</param>
    /// <param name="destination">(rows, columns) overwritten.</param>
    /// <param name="rows">At least 1.</param>
    /// <param name="columns">At least 1.</param>
    /// <param name="terms">At least 1.</param>
    /// <param name="samples">A multiple of 16.</param>
    public static void Run(SampleMatrix left, SampleMatrix right, SampleMatrix destination, int rows, int columns, int terms, int samples)
    {
        if (rows < BlockRows || columns < BlockColumns)
        {
            RunSmall(left, right, destination, rows, columns, terms, samples);
            return;
        }
        for (int row = 0; row < rows; row += BlockRows)
        {
            int r = Math.Min(row, rows - BlockRows);
            for (int column = 0; column < columns; column += BlockColumns)
            {
                int c = Math.Min(column, columns - BlockColumns);
                float* a = left.At(r), b = right.At(c), to = destination.At(r) + c * destination.Term;
                for (int s = 0; s < samples; s += Lanes.Count)
                    Block(a + s, left.Row, left.Term, b + s, right.Row, right.Term, terms, to + s, destination.Row, destination.Term);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Block(float* a, nint aRow, nint aTerm, float* b, nint bRow, nint bTerm, int terms, float* to, nint toRow,
        nint toColumn)
    {
        Lanes s00 = default, s01 = default, s02 = default, s10 = default, s11 = default, s12 = default;
        Lanes s20 = default, s21 = default, s22 = default, s30 = default, s31 = default, s32 = default;
        for (; terms > 0; terms--, a += aTerm, b += bTerm)
        {
            Lanes b0 = Vector256.Load(b), b1 = Vector256.Load(b + bRow), b2 = Vector256.Load(b + 2 * bRow), factor = Vector256.Load(a);
            s00 = Vector256.MultiplyAddEstimate(factor, b0, s00);
            s01 = Vector256.MultiplyAddEstimate(factor, b1, s01);
            s02 = Vector256.MultiplyAddEstimate(factor, b2, s02);
            factor = Vector256.Load(a + aRow);
            s10 = Vector256.MultiplyAddEstimate(factor, b0, s10);
            s11 = Vector256.MultiplyAddEstimate(factor, b1, s11);
            s12 = Vector256.MultiplyAddEstimate(factor, b2, s12);
            factor = Vector256.Load(a + 2 * aRow);
            s20 = Vector256.MultiplyAddEstimate(factor, b0, s20);
            s21 = Vector256.MultiplyAddEstimate(factor, b1, s21);
            s22 = Vector256.MultiplyAddEstimate(factor, b2, s22);
            factor = Vector256.Load(a + 3 * aRow);
            s30 = Vector256.MultiplyAddEstimate(factor, b0, s30);
            s31 = Vector256.MultiplyAddEstimate(factor, b1, s31);
            s32 = Vector256.MultiplyAddEstimate(factor, b2, s32);
        }
        Store(s00, s01, s02, to, toColumn);
        Store(s10, s11, s12, to + toRow, toColumn);
        Store(s20, s21, s22, to + 2 * toRow, toColumn);
        Store(s30, s31, s32, to + 3 * toRow, toColumn);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(Lanes first, Lanes second, Lanes third, float* to, nint column)
    {
        Vector256.Store(first, to);
        Vector256.Store(second, to + column);
        Vector256.Store(third, to + 2 * column);
    }

    private static void RunSmall(SampleMatrix left, SampleMatrix right, SampleMatrix destination, int rows, int columns, int terms,
        int samples)
    {
        for (int r = 0; r < rows; r++)
        {
            for (int c = 0; c < columns; c++)
            {
                for (int s = 0; s < samples; s += Lanes.Count)
                {
                    float* a = left.At(r) + s, b = right.At(c) + s;
                    var sum = Lanes.Zero;
                    for (int t = 0; t < terms; t++, a += left.Term, b += right.Term)
                        sum = Vector256.MultiplyAddEstimate(Vector256.Load(a), Vector256.Load(b), sum);
                    Vector256.Store(sum, destination.At(r) + c * destination.Term + s);
                }
            }
        }
    }
}
