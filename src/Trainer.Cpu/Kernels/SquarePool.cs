using System.Runtime.CompilerServices;

namespace Sweep.Trainer.Cpu.Kernels;

/// <summary>Max pooling over 2x2 windows that tile two lines: the usual pooling, without loops over the window.</summary>
internal static unsafe class SquarePool
{
    /// <summary>Takes the first maximum of each window; NaN wins, as in PyTorch.</summary>
    /// <param name="lines">(2, 2 * width, samples).</param>
    /// <param name="width">Windows.</param>
    /// <param name="samples">Samples per position.</param>
    /// <param name="output">(width, samples) maxima.</param>
    /// <param name="winners">(width, samples) the place of the maximum in its window, 0 to 3.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Forward<TLanes, TVector>(float* lines, int width, int samples, float* output, float* winners)
        where TLanes : struct, ILanes<TVector>
        where TVector : unmanaged
    {
        float* places = stackalloc float[3] { 1, 2, 3 };
        TVector zero = TLanes.Zero, one = TLanes.Broadcast(places), two = TLanes.Broadcast(places + 1),
            three = TLanes.Broadcast(places + 2);
        nint next = samples, line = 2 * (nint)width * samples;
        for (int x = 0; x < width; x++, lines += samples)
        {
            for (int s = 0; s < samples; s += TLanes.Count, lines += TLanes.Count, output += TLanes.Count, winners += TLanes.Count)
            {
                TVector above = TLanes.Larger(TLanes.Load(lines + next), TLanes.Load(lines), one, zero, out TVector aboveTag);
                TVector below = TLanes.Larger(TLanes.Load(lines + line + next), TLanes.Load(lines + line), three, two,
                    out TVector belowTag);
                TLanes.Store(TLanes.Larger(below, above, belowTag, aboveTag, out TVector tag), output);
                TLanes.Store(tag, winners);
            }
        }
    }

    /// <summary>Gives each window's gradient to its winner and zero to the others.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Backward<TLanes, TVector>(float* gradients, float* winners, int width, int samples, float* lines)
        where TLanes : struct, ILanes<TVector>
        where TVector : unmanaged
    {
        float* places = stackalloc float[3] { 1, 2, 3 };
        TVector zero = TLanes.Zero, one = TLanes.Broadcast(places), two = TLanes.Broadcast(places + 1),
            three = TLanes.Broadcast(places + 2);
        nint next = samples, line = 2 * (nint)width * samples;
        for (int x = 0; x < width; x++, lines += samples)
        {
            for (int s = 0; s < samples; s += TLanes.Count, lines += TLanes.Count, gradients += TLanes.Count, winners += TLanes.Count)
            {
                TVector gradient = TLanes.Load(gradients), winner = TLanes.Load(winners);
                TLanes.Store(TLanes.WhereEqual(winner, zero, gradient), lines);
                TLanes.Store(TLanes.WhereEqual(winner, one, gradient), lines + next);
                TLanes.Store(TLanes.WhereEqual(winner, two, gradient), lines + line);
                TLanes.Store(TLanes.WhereEqual(winner, three, gradient), lines + line + next);
            }
        }
    }
}
