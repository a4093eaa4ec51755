namespace Sweep.Trainer.Engines;

/// <summary>The memory that a training takes.</summary>
/// <param name="Bytes">At their peak.</param>
/// <param name="IsExact">Whether the engine will allocate just that; otherwise it is an estimate.</param>
public readonly record struct MemoryNeed(long Bytes, bool IsExact);
