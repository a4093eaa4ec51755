using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Sweep.Trainer.Cpu.Kernels;

namespace Sweep.Trainer.Bench;

/// <summary>The multiply-add peak of one core: independent accumulators in registers, nothing else.</summary>
internal static unsafe class Peak
{
    private const long Rounds = 1_500_000; // about 5 ms

    /// <summary>What the core reaches at this moment with the vectors of a kernel set, in GFLOP/s (a multiply-add is two).</summary>
    public static double Now(KernelSet kernels) => kernels.Lanes switch
    {
        16 => Measure<Lanes512, Vector512<float>>(),
        8 => Measure<Lanes256, Vector256<float>>(),
        _ => Measure<Lanes128, Vector128<float>>(),
    };

    private static double Measure<TLanes, TVector>()
        where TLanes : struct, ILanes<TVector>
        where TVector : unmanaged
    {
        float* sink = stackalloc float[16];
        double seconds = CpuTime.Of(() => Run<TLanes, TVector>(Rounds, sink));
        return Rounds * 12.0 * 2 * TLanes.Count / seconds / 1e9;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Run<TLanes, TVector>(long rounds, float* sink)
        where TLanes : struct, ILanes<TVector>
        where TVector : unmanaged
    {
        TVector f = TLanes.Broadcast(sink), g = TLanes.Broadcast(sink + 1);
        TVector a = f, b = f, c = f, d = f, e = f, h = f, i = f, j = f, k = f, l = f, m = f, n = f;
        for (long round = 0; round < rounds; round++)
        {
            a = TLanes.MultiplyAdd(f, g, a);
            b = TLanes.MultiplyAdd(f, g, b);
            c = TLanes.MultiplyAdd(f, g, c);
            d = TLanes.MultiplyAdd(f, g, d);
            e = TLanes.MultiplyAdd(f, g, e);
            h = TLanes.MultiplyAdd(f, g, h);
            i = TLanes.MultiplyAdd(f, g, i);
            j = TLanes.MultiplyAdd(f, g, j);
            k = TLanes.MultiplyAdd(f, g, k);
            l = TLanes.MultiplyAdd(f, g, l);
            m = TLanes.MultiplyAdd(f, g, m);
            n = TLanes.MultiplyAdd(f, g, n);
        }
        Keep<TLanes, TVector>(a, sink);
        Keep<TLanes, TVector>(b, sink);
        Keep<TLanes, TVector>(c, sink);
        Keep<TLanes, TVector>(d, sink);
        Keep<TLanes, TVector>(e, sink);
        Keep<TLanes, TVector>(h, sink);
        Keep<TLanes, TVector>(i, sink);
        Keep<TLanes, TVector>(j, sink);
        Keep<TLanes, TVector>(k, sink);
        Keep<TLanes, TVector>(l, sink);
        Keep<TLanes, TVector>(m, sink);
        Keep<TLanes, TVector>(n, sink);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Keep<TLanes, TVector>(TVector value, float* sink)
        where TLanes : struct, ILanes<TVector>
        where TVector : unmanaged => TLanes.Store(TLanes.MultiplyAdd(value, value, TLanes.Load(sink)), sink);
}
