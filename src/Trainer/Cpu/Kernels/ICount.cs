namespace Sweep.Trainer.Cpu.Kernels;

/// <summary>A compile-time number: the JIT drops what it excludes.</summary>
internal interface ICount
{
    static abstract int Value { get; }
}
