namespace Sweep.Client.Completion;

/// <summary>The scripts by which shells complete `sweep`: each asks the program itself, so that none knows a command.</summary>
internal static class CompletionScript
{
    private static readonly Dictionary<string, string> FileOf = new(StringComparer.Ordinal)
    {
        ["bash"] = "sweep.bash", ["zsh"] = "sweep.zsh", ["fish"] = "sweep.fish", ["powershell"] = "sweep.ps1",
    };

    /// <summary>The shells that have one.</summary>
    public static IReadOnlyList<string> Shells { get; } = [.. FileOf.Keys];

    /// <summary>The script for a shell.</summary>
    public static string Read(string shell)
    {
        using var reader = new StreamReader(typeof(CompletionScript).Assembly.GetManifestResourceStream("Completion/" + FileOf[shell])!);
        return reader.ReadToEnd();
    }
}
