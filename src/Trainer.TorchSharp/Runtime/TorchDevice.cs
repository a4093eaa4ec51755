using System.Globalization;
using Sweep.Trainer.Engines;

namespace Sweep.Trainer.TorchSharp.Runtime;

/// <summary>Where tensors live: the processor, or one CUDA GPU. The default value is the processor.</summary>
/// <param name="IsCuda">Whether it is a GPU.</param>
/// <param name="Index">Number of the GPU from 0; 0 for the processor.</param>
public readonly record struct TorchDevice(bool IsCuda, int Index)
{
    /// <summary>The processor.</summary>
    public static TorchDevice Cpu => default;

    /// <summary>A GPU.</summary>
    public static TorchDevice Cuda(int index) => new(IsCuda: true, index);

    /// <summary>Reads "cpu", "cuda" (the first GPU) or "cuda:1"; null for anything else.</summary>
    public static TorchDevice? Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text == "cpu")
            return Cpu;
        if (text == "cuda")
            return Cuda(0);
        return text.StartsWith("cuda:", StringComparison.Ordinal)
            && int.TryParse(text.AsSpan(5), NumberStyles.None, CultureInfo.InvariantCulture, out int index) ? Cuda(index) : null;
    }

    /// <summary>Why libtorch cannot be used on this machine, in one sentence with the remedy; null if it can.</summary>
    public static string? Problem => NativeTorch.Problem;

    /// <summary>Why GPUs cannot be used on this machine, in one sentence with the remedy; null if they can.</summary>
    public static string? CudaProblem => NativeTorch.ProblemOfCuda;

    /// <summary>The GPUs that libtorch can use; empty where CUDA cannot be used.</summary>
    public static IReadOnlyList<TorchDevice> Gpus =>
        CudaProblem is null ? [.. Enumerable.Range(0, torch.cuda.device_count()).Select(Cuda)] : [];

    /// <inheritdoc/>
    public override string ToString() => IsCuda ? string.Create(CultureInfo.InvariantCulture, $"cuda:{Index}") : "cpu";

    internal torch.Device ToTorch() => IsCuda ? new torch.Device(DeviceType.CUDA, Index) : torch.CPU;
}
