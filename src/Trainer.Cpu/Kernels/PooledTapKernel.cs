namespace Sweep.Trainer.Cpu.Kernels;

/// <summary>A compiled weight gradient through a pooling.</summary>
internal unsafe delegate void PooledTapKernel(PooledTapCall* call);
