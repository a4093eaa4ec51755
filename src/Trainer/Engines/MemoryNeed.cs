namespace Sweep.Trainer.Engines;

/// <summary>The memory that a training takes.</summary>
/// <param name="Bytes">Activations, gradients, parameters and states of the optimizer at their peak.</param>
/// <param name="IsExact">Whether the engine will allocate just that; otherwise it is an estimate.</param>
public readonly record struct MemoryNeed(long Bytes, bool IsExact);
