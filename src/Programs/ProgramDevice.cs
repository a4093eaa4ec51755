namespace Sweep.Programs;

/// <summary>What an attempt may use of the machine.</summary>
/// <param name="Cuda">The GPU for CUDA_VISIBLE_DEVICES; null where none was found.</param>
/// <param name="Threads">Threads to compute with, at least 1.</param>
internal sealed record ProgramDevice(string? Cuda, int Threads)
{
    private const string Visible = "CUDA_VISIBLE_DEVICES", Threading = "OMP_NUM_THREADS";

    private static readonly Lazy<IReadOnlyList<string>> Gpus = new(FindGpus);

    /// <summary>The part of a slot: GPUs in turn, processors divided by the number of slots.</summary>
    public static ProgramDevice Of(int slot, int slots)
    {
        string? gpu = Gpus.Value.Count > 0 ? Gpus.Value[slot % Gpus.Value.Count] : null;
        int threads = int.TryParse(Environment.GetEnvironmentVariable(Threading), out int named) && named > 0 ? named
            : Math.Max(1, Environment.ProcessorCount / Math.Max(1, slots));
        return new ProgramDevice(gpu, threads);
    }

    /// <summary>Says it in the variables that programs and their libraries know.</summary>
    public void Tell(IDictionary<string, string> environment)
    {
        string threads = Threads.ToString(System.Globalization.CultureInfo.InvariantCulture);
        (environment["SWEEP_THREADS"], environment[Threading]) = (threads, threads);
        if (Cuda is not null)
            environment[Visible] = Cuda;
    }

    // Those that the worker may see, else those whose device files exist.
    private static IReadOnlyList<string> FindGpus()
    {
        if (Environment.GetEnvironmentVariable(Visible) is { } visible)
            return visible.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        if (!Directory.Exists("/dev"))
            return [];
        return [.. Directory.EnumerateFiles("/dev", "nvidia*").Select(f => Path.GetFileName(f)["nvidia".Length..])
            .Where(n => n.Length > 0 && n.All(char.IsAsciiDigit)).OrderBy(n => n.Length).ThenBy(n => n, StringComparer.Ordinal)];
    }
}
