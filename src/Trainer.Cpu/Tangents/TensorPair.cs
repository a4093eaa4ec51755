using Sweep.Trainer.Cpu.Memory;

namespace Sweep.Trainer.Cpu.Tangents;

/// <summary>A tensor and its tangent, as a layer reads or writes them.</summary>
/// <param name="Value">Its gradients are how those of the loss move along the direction.</param>
/// <param name="Tangent">How the values move along the direction; its gradients are those of the loss.</param>
internal readonly record struct TensorPair(Tensor Value, Tensor Tangent);
