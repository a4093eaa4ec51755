using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Sweep.Trainer.Cpu.Kernels;

/// <summary>Turns rows into columns, four by four in registers where the processor can.</summary>
internal static unsafe class Transposition
{
    /// <summary>destination[c][r] = source[offsets[r] + c].</summary>
    /// <param name="source">What offsets count from.</param>
    /// <param name="offsets">(rows) where each row starts.</param>
    /// <param name="rows">Any.</param>
    /// <param name="columns">A multiple of 16.</param>
    /// <param name="destination">(columns, destinationLine), of which the first <paramref name="rows"/> of each line are written.</param>
    /// <param name="destinationLine">At least <paramref name="rows"/>.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run(float* source, int* offsets, int rows, int columns, float* destination, nint destinationLine)
    {
        int r = 0;
        for (; Sse.IsSupported && r + 4 <= rows; r += 4)
        {
            float* a = source + offsets[r], b = source + offsets[r + 1], c = source + offsets[r + 2], d = source + offsets[r + 3];
            float* to = destination + r;
            for (int column = 0; column < columns; column += 4, to += 4 * destinationLine)
            {
                Vector128<float> va = Sse.LoadVector128(a + column), vb = Sse.LoadVector128(b + column);
                Vector128<float> vc = Sse.LoadVector128(c + column), vd = Sse.LoadVector128(d + column);
                Vector128<float> lowAB = Sse.UnpackLow(va, vb), lowCD = Sse.UnpackLow(vc, vd);
                Vector128<float> highAB = Sse.UnpackHigh(va, vb), highCD = Sse.UnpackHigh(vc, vd);
                Sse.Store(to, Sse.MoveLowToHigh(lowAB, lowCD));
                Sse.Store(to + destinationLine, Sse.MoveHighToLow(lowCD, lowAB));
                Sse.Store(to + 2 * destinationLine, Sse.MoveLowToHigh(highAB, highCD));
                Sse.Store(to + 3 * destinationLine, Sse.MoveHighToLow(highCD, highAB));
            }
        }
        for (; r < rows; r++)
        {
            float* from = source + offsets[r];
            for (int column = 0; column < columns; column++)
                destination[column * destinationLine + r] = from[column];
        }
    }
}
