using System.Runtime.CompilerServices;

namespace Sweep.Trainer.Cpu.Kernels;

/// <summary>Turns rows into columns, tile by tile, so that both sides use whole cache lines.</summary>
internal static unsafe class Transposition
{
    private const int Tile = 16;

    /// <summary>destination[c][r] = source[r][c].</summary>
    /// <param name="source">(rows, columns).</param>
    /// <param name="rows">Any.</param>
    /// <param name="columns">Any.</param>
    /// <param name="destination">(columns, destinationLine), of which the first <paramref name="rows"/> of each line are written.</param>
    /// <param name="destinationLine">At least <paramref name="rows"/>.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run(float* source, int rows, int columns, float* destination, int destinationLine)
    {
        for (int r0 = 0; r0 < rows; r0 += Tile)
        {
            int r1 = Math.Min(rows, r0 + Tile);
            for (int c0 = 0; c0 < columns; c0 += Tile)
            {
                int c1 = Math.Min(columns, c0 + Tile);
                for (int c = c0; c < c1; c++)
                {
                    float* from = source + (nint)r0 * columns + c, to = destination + (nint)c * destinationLine + r0;
                    for (int r = r0; r < r1; r++, from += columns)
                        *to++ = *from;
                }
            }
        }
    }
}
