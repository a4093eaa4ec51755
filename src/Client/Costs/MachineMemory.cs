using System.Globalization;

namespace Sweep.Client.Costs;

/// <summary>The memory of this machine.</summary>
internal static class MachineMemory
{
    /// <summary>Bytes that a program could take now: what Linux reports as available, elsewhere what there is; at most what this process is
    /// limited to.</summary>
    public static long Available
    {
        get
        {
            const string MemoryInfo = "/proc/meminfo";
            long limit = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;
            if (!File.Exists(MemoryInfo))
                return limit;
            string? line = File.ReadLines(MemoryInfo).FirstOrDefault(l => l.StartsWith("MemAvailable:", StringComparison.Ordinal));
            return line?.Split(' ', StringSplitOptions.RemoveEmptyEntries) is [_, var kilobytes, ..]
                && long.TryParse(kilobytes, CultureInfo.InvariantCulture, out long available)
                    ? Math.Min(limit, available * 1024)
                    : limit;
        }
    }
}
