namespace Sweep.Testing;

/// <summary>Finds the server programs of Postgres: on PATH, or where Debian, Red Hat and Homebrew put them.</summary>
internal static class PostgresBinaries
{
    /// <summary>The folder with initdb and pg_ctl, or null.</summary>
    public static string? Find() => Folders().FirstOrDefault(folder =>
        File.Exists(Path.Combine(folder, "initdb")) && File.Exists(Path.Combine(folder, "pg_ctl")));

    private static IEnumerable<string> Folders()
    {
        foreach (string folder in (Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries))
            yield return folder;
        foreach (string parent in new[] { "/usr/lib/postgresql", "/usr", "/opt/homebrew/opt", "/usr/local/opt" }.Where(Directory.Exists))
        {
            foreach (string version in Directory.GetDirectories(parent).Where(IsPostgres).OrderDescending(StringComparer.Ordinal))
                yield return Path.Combine(version, "bin");
        }
    }

    private static bool IsPostgres(string folder) =>
        folder.Contains("postgresql", StringComparison.Ordinal) || Path.GetFileName(folder).StartsWith("pgsql-", StringComparison.Ordinal);
}
