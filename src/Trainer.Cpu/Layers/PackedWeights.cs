using System.Runtime.CompilerServices;
using Sweep.Trainer.Cpu.Memory;

namespace Sweep.Trainer.Cpu.Layers;

/// <summary>A layer's weights in the order in which a kernel reads them.</summary>
internal sealed unsafe class PackedWeights
{
    private readonly int* order; // (count) where each comes from
    private readonly int count;

    public PackedWeights(int[] order, Arena arena)
    {
        count = order.Length;
        Values = arena.Floats(count);
        this.order = arena.Ints(count);
        order.CopyTo(new Span<int>(this.order, count));
    }

    /// <summary>(count) as of the last <see cref="Pack"/>.</summary>
    public float* Values { get; }

    /// <summary>Copies the weights.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Pack(float* weights)
    {
        float* to = Values;
        int* from = order, end = order + count;
        for (; from + 4 <= end; from += 4, to += 4)
        {
            to[0] = weights[from[0]];
            to[1] = weights[from[1]];
            to[2] = weights[from[2]];
            to[3] = weights[from[3]];
        }
        for (; from < end; from++, to++)
            *to = weights[*from];
    }
}
