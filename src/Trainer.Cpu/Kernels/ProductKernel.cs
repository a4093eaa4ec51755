namespace Sweep.Trainer.Cpu.Kernels;

/// <summary>A compiled block product.</summary>
internal unsafe delegate void ProductKernel(ProductCall* call);
