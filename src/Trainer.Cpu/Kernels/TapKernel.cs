namespace Sweep.Trainer.Cpu.Kernels;

/// <summary>A compiled block of a weight gradient.</summary>
internal unsafe delegate void TapKernel(TapCall* call);
