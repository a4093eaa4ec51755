using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Sweep.Scheduling;

/// <summary>Facts about this process that could explain a difference between two results; stored with each attempt.</summary>
public static class WorkerEnvironment
{
    /// <summary>Version of this program.</summary>
    public static string SweepVersion { get; } = typeof(WorkerEnvironment).Assembly.GetName().Version?.ToString(3) ?? "unknown";

    /// <summary>All facts, by name.</summary>
    public static IReadOnlyDictionary<string, string> Describe() => new SortedDictionary<string, string>(StringComparer.Ordinal)
    {
        ["sweep"] = SweepVersion,
        ["runtime"] = RuntimeInformation.FrameworkDescription,
        ["system"] = RuntimeInformation.OSDescription,
        ["architecture"] = RuntimeInformation.ProcessArchitecture.ToString(),
        ["processor"] = ProcessorName(),
        ["vectors"] = VectorWidth(),
    };

    /// <summary>The vectors that the processor offers, for people.</summary>
    public static string VectorWidth()
    {
        if (Avx512F.IsSupported)
            return "512 bits (AVX-512)";
        if (Vector256.IsHardwareAccelerated)
            return Fma.IsSupported ? "256 bits (AVX2 with FMA)" : "256 bits";
        return Vector128.IsHardwareAccelerated ? "128 bits" : "none";
    }

    /// <summary>The processor's name as the system tells it; "unknown" where it does not.</summary>
    public static string ProcessorName()
    {
        const string File = "/proc/cpuinfo";
        if (OperatingSystem.IsLinux() && System.IO.File.Exists(File))
        {
            string? line = System.IO.File.ReadLines(File).FirstOrDefault(l => l.StartsWith("model name", StringComparison.Ordinal));
            if (line is not null)
                return line[(line.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim();
        }
        return Environment.GetEnvironmentVariable("PROCESSOR_IDENTIFIER") ?? "unknown"; // Windows sets it
    }
}
