using System.Globalization;

namespace Sweep.Trainer.Engines;

/// <summary>A GPU as NVIDIA's driver reports it.</summary>
/// <param name="Index">Its number, from 0: "cuda:0" unless CUDA_VISIBLE_DEVICES or CUDA_DEVICE_ORDER rearrange them.</param>
/// <param name="Name">"NVIDIA H200".</param>
/// <param name="MemoryMegabytes">All of its memory, in MiB.</param>
/// <param name="ComputeCapability">"9.0".</param>
/// <param name="Driver">Version of the driver: "570.86.15".</param>
public sealed record Gpu(int Index, string Name, long MemoryMegabytes, string ComputeCapability, string Driver)
{
    /// <summary>"cuda:0 NVIDIA H200, 143771 MiB, compute capability 9.0, driver 570.86.15".</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"cuda:{Index} {Facts}");

    /// <summary>The same without its number.</summary>
    public string Facts => string.Create(CultureInfo.InvariantCulture,
        $"{Name}, {MemoryMegabytes} MiB, compute capability {ComputeCapability}, driver {Driver}");
}
