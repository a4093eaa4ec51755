namespace Sweep.Testing;

/// <summary>Finds files of the repository that are no code.</summary>
public static class RepositoryRoot
{
    /// <summary>The path of a file below the folder that holds Sweep.sln.</summary>
    public static string Find(params string[] path)
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Sweep.sln")))
                return Path.Combine([folder.FullName, .. path]);
        }
        throw new InvalidOperationException($"Sweep.sln is not above {AppContext.BaseDirectory}.");
    }
}
