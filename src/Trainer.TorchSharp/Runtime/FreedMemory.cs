using System.Runtime.InteropServices;

namespace Sweep.Trainer.TorchSharp.Runtime;

/// <summary>Lets the process keep the memory that tensors give back, for the next step.</summary>
/// <remarks>At the end of a step most of its memory is free, and glibc hands large free blocks to the system at once: the next step then
/// waits for the same pages to be cleared again, which cost an eighth of small trainings. What is kept is at most what the process once
/// used at a time. Allocators of other systems are left as they are.</remarks>
internal static class FreedMemory
{
    private const int TrimThreshold = -1, TopPad = -2, MmapThreshold = -3; // malloc.h

    /// <summary>Takes effect for the whole process.</summary>
    public static void Keep()
    {
        if (!OperatingSystem.IsLinux() || !NativeLibrary.TryLoad("libc.so.6", out nint glibc)
            || !NativeLibrary.TryGetExport(glibc, nameof(mallopt), out _))
            return;
        _ = mallopt(MmapThreshold, 32 << 20); // the most that glibc allows: larger blocks always come from the system and go back there
        _ = mallopt(TrimThreshold, 1 << 30);
        _ = mallopt(TopPad, 64 << 20); // address space, not memory; below it the heaps of threads are given up whenever they are empty
    }

    [DllImport("libc.so.6")]
    private static extern int mallopt(int parameter, int value);
}
