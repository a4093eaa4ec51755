using System.Numerics;
using System.Runtime.CompilerServices;

namespace Sweep.Trainer.Cpu.Layers;

/// <summary>Max pooling over windows that tile the plane, on a few lines just computed, and the way back of its gradient.</summary>
internal static unsafe class PoolLines
{
    /// <summary>Takes the first maximum of each window; NaN wins, as in PyTorch.</summary>
    /// <param name="lines">(kernelHeight, width * kernelWidth, samples).</param>
    /// <param name="kernelHeight">Lines per window.</param>
    /// <param name="kernelWidth">Positions per line of a window.</param>
    /// <param name="width">Windows.</param>
    /// <param name="samples">Samples per position.</param>
    /// <param name="output">(width, samples) maxima.</param>
    /// <param name="winners">(width, samples) the place of the maximum in its window, as a number.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Forward(float* lines, int kernelHeight, int kernelWidth, int width, int samples, float* output, float* winners)
    {
        nint line = (nint)width * kernelWidth * samples;
        for (int x = 0; x < width; x++)
        {
            for (int s = 0; s < samples; s += Vector<float>.Count)
            {
                float* window = lines + (nint)x * kernelWidth * samples + s;
                var best = Vector.Load(window);
                var winner = Vector<float>.Zero;
                var place = Vector<float>.Zero;
                for (int y = 0; y < kernelHeight; y++)
                {
                    for (int i = y == 0 ? 1 : 0; i < kernelWidth; i++)
                    {
                        var value = Vector.Load(window + y * line + i * samples);
                        place += Vector<float>.One;
                        var better = Vector.GreaterThan(value, best) | ~Vector.Equals(value, value);
                        best = Vector.ConditionalSelect(better, value, best);
                        winner = Vector.ConditionalSelect(better, place, winner);
                    }
                }
                Vector.Store(best, output + (nint)x * samples + s);
                Vector.Store(winner, winners + (nint)x * samples + s);
            }
        }
    }

    /// <summary>Gives each window's gradient to its winner and zero to the others.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Backward(float* gradients, float* winners, int kernelHeight, int kernelWidth, int width, int samples, float* lines)
    {
        nint line = (nint)width * kernelWidth * samples;
        for (int x = 0; x < width; x++)
        {
            for (int s = 0; s < samples; s += Vector<float>.Count)
            {
                float* window = lines + (nint)x * kernelWidth * samples + s;
                var gradient = Vector.Load(gradients + (nint)x * samples + s);
                var winner = Vector.Load(winners + (nint)x * samples + s);
                var place = Vector<float>.Zero;
                for (int y = 0; y < kernelHeight; y++)
                {
                    for (int i = 0; i < kernelWidth; i++)
                    {
                        Vector.Store(Vector.ConditionalSelect(Vector.Equals(winner, place), gradient, Vector<float>.Zero), window + y * line
                            + i * samples);
                        place += Vector<float>.One;
                    }
                }
            }
        }
    }
}
