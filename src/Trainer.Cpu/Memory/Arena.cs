using System.Runtime.InteropServices;

namespace Sweep.Trainer.Cpu.Memory;

/// <summary>The memory of one network: zeroed, aligned to cache lines, outside the garbage collector's heap, freed together.</summary>
/// <param name="countsOnly">Whether large blocks of floats are counted and not allocated, to learn what a network takes: it can be compiled
/// then, and not computed with. What layers write as they are made is there: tables of whole numbers, and running statistics.</param>
internal sealed unsafe class Arena(bool countsOnly = false) : IDisposable
{
    private const int Alignment = 64;
    private const long LargeBlock = 1 << 16; // bytes
    private readonly List<nint> blocks = [];

    /// <summary>Bytes handed out so far.</summary>
    public long Bytes { get; private set; }

    /// <summary>(count) zeros.</summary>
    /// <exception cref="OutOfMemoryException">There is no memory left.</exception>
    public float* Floats(long count)
    {
        long bytes = count * sizeof(float);
        if (!countsOnly || bytes < LargeBlock)
            return (float*)Allocate(bytes);
        Bytes += bytes;
        return (float*)Alignment; // nobody may read or write there
    }

    /// <summary>(count) zeros.</summary>
    public int* Ints(long count) => (int*)Allocate(count * sizeof(int));

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (nint block in blocks)
            NativeMemory.AlignedFree((void*)block);
        blocks.Clear();
    }

    private void* Allocate(long bytes)
    {
        nuint size = (nuint)Math.Max(bytes, 1);
        void* block = NativeMemory.AlignedAlloc(size, Alignment);
        blocks.Add((nint)block);
        NativeMemory.Clear(block, size);
        Bytes += bytes;
        return block;
    }
}
