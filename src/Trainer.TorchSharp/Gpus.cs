using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;

namespace Sweep.Trainer.TorchSharp;

/// <summary>A GPU as NVIDIA's driver reports it.</summary>
/// <param name="Index">Number of the GPU, as in <see cref="TorchDevice.Cuda"/> unless CUDA_VISIBLE_DEVICES reorders them.</param>
/// <param name="Name">"NVIDIA H200".</param>
/// <param name="MemoryMegabytes">All of its memory, in MiB.</param>
/// <param name="ComputeCapability">"9.0".</param>
/// <param name="Driver">Version of the driver: "570.86.15".</param>
public sealed record Gpu(int Index, string Name, long MemoryMegabytes, string ComputeCapability, string Driver)
{
    /// <summary>"cuda:0 NVIDIA H200, 143771 MiB, compute capability 9.0, driver 570.86.15".</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture,
        $"cuda:{Index} {Name}, {MemoryMegabytes} MiB, compute capability {ComputeCapability}, driver {Driver}");
}

/// <summary>The GPUs of this machine, found through nvidia-smi: TorchSharp tells neither their memory nor their kind.</summary>
public static class Gpus
{
    // CUDA 12.8 and what it compiles for (CUDA Toolkit 12.8 release notes, table 3; libtorch 2.10 leaves out Maxwell and Pascal).
    private const int OldestDriver = 570;
    private const double OldestCapability = 7.0;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>Asks the driver; empty where there is none.</summary>
    public static IReadOnlyList<Gpu> Find()
    {
        var start = new ProcessStartInfo("nvidia-smi") { RedirectStandardOutput = true, RedirectStandardError = true };
        start.ArgumentList.Add("--query-gpu=index,name,memory.total,compute_cap,driver_version");
        start.ArgumentList.Add("--format=csv,noheader,nounits");
        try
        {
            using var process = Process.Start(start);
            if (process is null)
                return [];
            string output = process.StandardOutput.ReadToEnd();
            return process.WaitForExit(Patience) && process.ExitCode == 0 ? Read(output) : [];
        }
        catch (Win32Exception)
        {
            return []; // no such command: no driver
        }
    }

    /// <summary>What of this machine's GPUs cannot be used by this build and why, one sentence each; empty if all can.</summary>
    public static IReadOnlyList<string> Problems(IReadOnlyList<Gpu> gpus)
    {
        ArgumentNullException.ThrowIfNull(gpus);
        List<string> problems = [];
        if (gpus.Count == 0)
            return ["No NVIDIA driver answers on this machine (nvidia-smi): there is no GPU, or its driver is not installed."];
        foreach (var gpu in gpus)
        {
            if (!int.TryParse(gpu.Driver.Split('.')[0], NumberStyles.None, CultureInfo.InvariantCulture, out int driver) || driver < OldestDriver)
                problems.Add($"{gpu}: the driver is older than CUDA 12.8 needs ({OldestDriver}); update the driver.");
            if (!double.TryParse(gpu.ComputeCapability, NumberStyles.Float, CultureInfo.InvariantCulture, out double capability) || capability < OldestCapability)
                problems.Add($"{gpu}: libtorch has no code for compute capabilities below {OldestCapability.ToString("0.0", CultureInfo.InvariantCulture)}; train on another GPU or on the processor.");
        }
        if (problems.Count == 0 && TorchDevice.CudaProblem is { } problem)
            problems.Add(problem);
        return problems;
    }

    /// <summary>Reads lines of "index, name, memory in MiB, compute capability, driver"; what is not such a line is left out.</summary>
    internal static IReadOnlyList<Gpu> Read(string lines)
    {
        List<Gpu> gpus = [];
        foreach (string line in lines.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            string[] parts = line.Split(',', StringSplitOptions.TrimEntries);
            if (parts.Length == 5 && int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out int index)
                && long.TryParse(parts[2], NumberStyles.None, CultureInfo.InvariantCulture, out long memory))
                gpus.Add(new Gpu(index, parts[1], memory, parts[3], parts[4]));
        }
        return gpus;
    }
}
