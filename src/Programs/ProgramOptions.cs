namespace Sweep.Programs;

/// <summary>Where and how a worker runs programs.</summary>
/// <param name="Folder">The programs folder, in which each starts; null where this worker was given none and runs none.</param>
/// <param name="Checkpoints">Below which each trial has a folder of its own.</param>
/// <param name="Slots">How many run at the same time, which share the processors.</param>
public sealed record ProgramOptions(string? Folder, string Checkpoints, int Slots)
{
    /// <summary>The programs folder that was named: by the option, else by $SWEEP_PROGRAMS, else the given one; null for none.</summary>
    /// <param name="option">What the option says; null for nothing.</param>
    /// <param name="otherwise">Where neither says anything.</param>
    public static string? LocateFolder(string? option, string? otherwise) =>
        new[] { option, Environment.GetEnvironmentVariable("SWEEP_PROGRAMS"), otherwise }.FirstOrDefault(f => !string.IsNullOrEmpty(f))
            is { } folder ? Path.GetFullPath(folder) : null;

    /// <summary>Below which trials have their folders: that of checkpoints, else one of this user on this machine.</summary>
    public static string LocateCheckpoints(string? checkpoints)
    {
        if (checkpoints is not null)
            return Path.GetFullPath(checkpoints);
        string? cache = Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is { Length: > 0 } named && Path.IsPathRooted(named) ? named
            : Environment.GetEnvironmentVariable("HOME") is { Length: > 0 } home ? Path.Combine(home, ".cache") : null;
        return Path.Combine(cache ?? Path.GetTempPath(), "sweep", "programs");
    }
}
