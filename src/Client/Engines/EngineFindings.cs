using Sweep.Trainer.Engines;

namespace Sweep.Client.Engines;

/// <summary>GPUs and engines as rows of `sweep doctor`: what, state, details. Pure.</summary>
internal static class EngineFindings
{
    /// <summary>The rows.</summary>
    /// <param name="gpus">What the driver reports.</param>
    /// <param name="torch">The TorchSharp engine.</param>
    public static IEnumerable<IReadOnlyList<object?>> Create(IReadOnlyList<Gpu> gpus, IEngineFactory torch)
    {
        var fitness = torch.Inspect(gpus);
        yield return ["engine: cpu", "ok", "trains on the processor, one trial per core"];
        yield return fitness.Problem is { } problem
            ? ["engine: torchsharp", "absent", problem]
            : ["engine: torchsharp", "ok", $"libtorch {fitness.Version}: --engine torchsharp trains on {Devices(fitness)}"];
        if (gpus.Count == 0)
        {
            yield return ["GPU", "absent",
                "no NVIDIA driver answers on this machine (nvidia-smi): there is no GPU, or its driver is not installed"];
        }
        for (int i = 0; i < gpus.Count; i++)
        {
            string name = $"GPU: cuda:{gpus[i].Index}";
            string? reason = fitness.Problem is null
                ? fitness.GpuProblems[i]
                : "no libtorch; SWEEP_TORCH=cuda ./sweep doctor builds with CUDA's";
            yield return reason is null ? [name, "ok", gpus[i].Facts] : [name, "unusable", $"{gpus[i].Facts}. Not usable: {reason}"];
        }
    }

    private static string Devices(EngineFitness fitness) =>
        fitness.GpuProblems.Count(p => p is null) is var usable and > 0 ? $"{usable} {(usable == 1 ? "GPU" : "GPUs")}" : "the processor";
}
