using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;

namespace Sweep.Trainer.Engines;

/// <summary>The GPUs of this machine, found through nvidia-smi: no engine has to be there for it, and TorchSharp tells neither their memory
/// nor their kind.</summary>
public static class Gpus
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10); // a driver in trouble may never answer

    /// <summary>Asks the driver; empty where there is none, or none that answers. Of several only those that CUDA_VISIBLE_DEVICES lets CUDA
    /// see, numbered as CUDA numbers them.</summary>
    public static async Task<IReadOnlyList<Gpu>> FindAsync(CancellationToken cancellation)
    {
        var start = new ProcessStartInfo("nvidia-smi") { RedirectStandardOutput = true, RedirectStandardError = true };
        start.ArgumentList.Add("--query-gpu=index,name,memory.total,compute_cap,driver_version");
        start.ArgumentList.Add("--format=csv,noheader,nounits");
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        patience.CancelAfter(Patience);
        try
        {
            using var process = Process.Start(start);
            if (process is null)
                return [];
            try
            {
                Task<string> output = process.StandardOutput.ReadToEndAsync(patience.Token),
                    errors = process.StandardError.ReadToEndAsync(patience.Token);
                string lines = await output.ConfigureAwait(false);
                await errors.ConfigureAwait(false);
                await process.WaitForExitAsync(patience.Token).ConfigureAwait(false);
                return process.ExitCode == 0 ? Visible(Read(lines), Environment.GetEnvironmentVariable("CUDA_VISIBLE_DEVICES")) : [];
            }
            catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
            {
                process.Kill();
                return [];
            }
        }
        catch (Win32Exception)
        {
            return []; // no such command: no driver
        }
    }

    /// <summary>Those that CUDA sees (CUDA C++ Programming Guide, "CUDA Environment Variables"): up to the first number that is none, in
    /// the order given. GPUs named by UUID are counted, but which they are nvidia-smi's numbers do not tell.</summary>
    internal static IReadOnlyList<Gpu> Visible(IReadOnlyList<Gpu> gpus, string? visible)
    {
        if (visible is null)
            return gpus;
        string[] names = visible.Split(',', StringSplitOptions.TrimEntries);
        if (names.All(n => n.Length > 0 && !char.IsAsciiDigit(n[0]) && n[0] != '-'))
            return [.. gpus.Take(names.Length)];
        return [.. names.Select(n => gpus.FirstOrDefault(g => g.Index.ToString(CultureInfo.InvariantCulture) == n))
            .TakeWhile(g => g is not null).Select((g, i) => g! with { Index = i })];
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
