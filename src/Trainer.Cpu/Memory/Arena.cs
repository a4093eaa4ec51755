using System.Runtime.InteropServices;

namespace Sweep.Trainer.Cpu.Memory;

/// <summary>The memory of one network: zeroed, aligned to cache lines, outside the garbage collector's heap, freed together.</summary>
internal sealed unsafe class Arena : IDisposable
{
    private const int Alignment = 64;
    private readonly List<nint> blocks = [];

    /// <summary>Bytes handed out so far.</summary>
    public long Bytes { get; private set; }

    /// <summary>(count) zeros.</summary>
    /// <exception cref="OutOfMemoryException">There is no memory left.</exception>
    public float* Floats(long count) => (float*)Allocate(count * sizeof(float));

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
