namespace Sweep.Trainer.Data.Catalogue;

/// <summary>Finds the files of datasets in the user's data folder, then in the cache folder. Reads directory entries only.</summary>
public sealed class DatasetLocator
{
    /// <summary>The environment variable that names the data folder when no option does.</summary>
    public const string DataVariable = "SWEEP_DATA";

    /// <summary>Looks in these folders.</summary>
    /// <param name="dataFolder">Holds one folder per dataset, or is itself the folder of one; never written to; null for none.</param>
    /// <param name="cacheFolder">Holds one folder per dataset; downloads go there.</param>
    public DatasetLocator(string? dataFolder, string cacheFolder)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(cacheFolder);
        DataFolder = string.IsNullOrWhiteSpace(dataFolder) ? null : Path.GetFullPath(dataFolder);
        CacheFolder = Path.GetFullPath(cacheFolder);
    }

    /// <summary>The user's folder, absolute; null for none.</summary>
    public string? DataFolder { get; }

    /// <summary>Where downloads go, absolute.</summary>
    public string CacheFolder { get; }

    /// <summary>The folders that this environment means.</summary>
    /// <param name="dataFolder">The user's option; null to use <see cref="DataVariable"/>.</param>
    /// <param name="variable">Reads an environment variable, such as <see cref="Environment.GetEnvironmentVariable(string)"/>.</param>
    public static DatasetLocator FromEnvironment(string? dataFolder, Func<string, string?> variable)
    {
        ArgumentNullException.ThrowIfNull(variable);
        return new DatasetLocator(dataFolder ?? variable(DataVariable), Path.Combine(UserCache(variable), "sweep", "datasets"));
    }

    /// <summary>Where the downloads of a dataset go.</summary>
    public string DownloadFolder(DatasetDescription dataset)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        return Path.Combine(CacheFolder, dataset.Folders[0]);
    }

    /// <summary>Looks for every dataset of the catalogue, in its order; takes no longer than listing a few folders.</summary>
    public IReadOnlyList<DatasetLocation> LocateAll() => [.. DatasetCatalogue.All.Select(Locate)];

    /// <summary>Looks for a dataset: of its forms the first that is there wins, and of a form the first folder that holds all
    /// files.</summary>
    public DatasetLocation Locate(DatasetDescription dataset)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        return dataset.FileForms.Select(LocateForm).MinBy(found => found.State)!; // states are in the order of their use
    }

    private DatasetLocation LocateForm(DatasetDescription dataset)
    {
        if (dataset.IsOwn)
            return LocateOwn(dataset);
        if (dataset.IsGenerated)
            return new DatasetLocation(dataset, DatasetState.Generated, null, new Dictionary<string, string>(), null, []);

        List<string> folders = [.. FoldersOf(dataset)];
        string? archive = null, bestFolder = null;
        var best = new Dictionary<string, string>();
        foreach (string folder in folders)
        {
            Dictionary<string, string> found = FilesIn(folder, dataset);
            if (found.Count > best.Count)
                (best, bestFolder) = (found, folder);
            if (dataset.Archive is { } packed && File.Exists(Path.Combine(folder, packed.Name)))
                archive ??= Path.Combine(folder, packed.Name);
        }
        DatasetState state = best.Count == dataset.Files.Count ? DatasetState.Present
            : archive is not null ? DatasetState.Archived
            : best.Count > 0 ? DatasetState.Incomplete
            : DatasetState.Absent;
        string? where = state == DatasetState.Archived ? Path.GetDirectoryName(archive) : bestFolder;
        return new DatasetLocation(dataset, state, where, best, archive, folders);
    }

    /// <summary>Where the paths of users' own files begin, unless they are absolute: the data folder, then the working folder.</summary>
    internal IReadOnlyList<string> OwnFolders => [.. DataFolder is null ? [] : (string[])[DataFolder], Directory.GetCurrentDirectory()];

    /// <summary>A user's own file or folder; null where there is none.</summary>
    internal string? FindOwn(string path) => OwnFolders.Select(folder => Path.GetFullPath(Path.Combine(folder, path)))
        .FirstOrDefault(Path.Exists);

    private DatasetLocation LocateOwn(DatasetDescription dataset)
    {
        var found = dataset.Files.Select(file => (file.Name, Path: FindOwn(file.Name))).Where(file => file.Path is not null)
            .ToDictionary(file => file.Name, file => file.Path!);
        var state = found.Count == dataset.Files.Count ? DatasetState.Present
            : found.Count > 0 ? DatasetState.Incomplete : DatasetState.Absent;
        return new DatasetLocation(dataset, state, Path.GetDirectoryName(found.Values.FirstOrDefault()), found, null, OwnFolders);
    }

    private IEnumerable<string> FoldersOf(DatasetDescription dataset)
    {
        if (DataFolder is not null)
        {
            foreach (string folder in dataset.Folders)
                yield return Path.Combine(DataFolder, folder);
            // Datasets that share their file names cannot be told apart by the files: the folder's own name has to say it.
            if (!dataset.SharesFileNames || dataset.Folders.Any(folder => EndsWith(DataFolder, folder)))
                yield return DataFolder;
        }
        yield return DownloadFolder(dataset);
    }

    private static bool EndsWith(string path, string folder)
    {
        string end = Path.DirectorySeparatorChar + folder.Replace('/', Path.DirectorySeparatorChar);
        return Path.TrimEndingDirectorySeparator(path).EndsWith(end, StringComparison.OrdinalIgnoreCase);
    }

    private static Dictionary<string, string> FilesIn(string folder, DatasetDescription dataset)
    {
        var found = new Dictionary<string, string>();
        if (!Directory.Exists(folder))
            return found;
        foreach (DatasetFile file in dataset.Files)
        {
            string? path = file.Candidates.Select(name => Path.Combine(folder, name)).FirstOrDefault(File.Exists);
            if ((path ?? FindUnpacked(folder, file)) is { } there)
                found.Add(file.Name, there);
        }
        return found;
    }

    private static string? FindUnpacked(string folder, DatasetFile file)
    {
        if (file.Folder is null)
            return null;
        string below = Path.Combine(folder, file.Folder);
        return Directory.Exists(below) ? below : EndsWith(folder, file.Folder) ? folder : null;
    }

    private static string UserCache(Func<string, string?> variable)
    {
        if (OperatingSystem.IsWindows() && variable("LOCALAPPDATA") is { Length: > 0 } local)
            return local;
        // The XDG base directory specification has relative values ignored.
        if (variable("XDG_CACHE_HOME") is { Length: > 0 } cache && Path.IsPathRooted(cache))
            return cache;
        string? home = variable("HOME") is { Length: > 0 } own ? own : Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        return string.IsNullOrEmpty(home) ? Path.GetTempPath() : Path.Combine(home, ".cache");
    }
}
