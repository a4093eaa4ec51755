using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;
using Sweep.Planning.Trials;
using Sweep.Trainer.Transforms;

namespace Sweep.Trainer.Data.Catalogue;

/// <summary>Gives trials their datasets: found, fetched if allowed, read once and shared. Thread-safe; one per process.</summary>
/// <remarks>Owns nothing outside the cache folder. A failed load leaves no trace in memory, so the next call tries again; a restart
/// finds finished downloads and resumes unfinished ones.</remarks>
public sealed class DatasetLoader
{
    /// <summary>How many datasets stay in memory when no training uses them any more.</summary>
    public const int KeptDatasets = 2; // a long-lived worker alternates between few and must not collect all it ever saw

    private readonly DatasetLocator locator;
    private readonly DatasetDownloader? downloader;
    private readonly TimeProvider time;
    private readonly DatasetCache cache = new(KeptDatasets);
    private readonly ConcurrentDictionary<string, SemaphoreSlim> gates = new();

    /// <summary>Makes a loader with nothing loaded.</summary>
    /// <param name="locator">Where to look.</param>
    /// <param name="downloader">Fetches what is missing; null to fail instead.</param>
    /// <param name="time">Paces the wait for another process that fetches the same.</param>
    public DatasetLoader(DatasetLocator locator, DatasetDownloader? downloader, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(locator);
        ArgumentNullException.ThrowIfNull(time);
        (this.locator, this.downloader, this.time) = (locator, downloader, time);
    }

    /// <summary>The dataset of a setting's level, in memory. Blocks while it is read, fetched or loaded by another thread.</summary>
    /// <exception cref="DatasetException">The name is unknown, or the files are missing, damaged or of another dataset.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="stop"/> was signalled.</exception>
    public Dataset Load(SettingValue dataset, CancellationToken stop) => Load(Known(dataset), stop);

    /// <summary>The dataset after a preprocessing, made once and kept like others.</summary>
    /// <inheritdoc cref="Load(SettingValue, CancellationToken)"/>
    public Dataset Load(SettingValue dataset, Preprocessing? preprocessing, CancellationToken stop) =>
        Load(Known(dataset), stop, preprocessing);

    /// <summary>Sees to it that a dataset can be loaded, fetching it if it is missing. Reads nothing into memory.</summary>
    /// <exception cref="DatasetException">The name is unknown, or the files are missing and cannot be fetched.</exception>
    public Task EnsureAsync(SettingValue dataset, CancellationToken stop) => EnsureAsync(Known(dataset), stop);

    internal Dataset Load(DatasetDescription dataset, CancellationToken stop, Preprocessing? preprocessing = null)
    {
        SemaphoreSlim gate = gates.GetOrAdd(dataset.Identity, _ => new SemaphoreSlim(1, 1));
        gate.Wait(stop);
        try
        {
            string identity = preprocessing is null ? dataset.Identity : $"{dataset.Identity} after {preprocessing}";
            if (cache.Find(identity) is { } loaded)
                return loaded;
            Dataset made = cache.Find(dataset.Identity) ?? Read(dataset, stop);
            if (preprocessing is not null)
                made = DatasetPreprocessing.Apply(made, preprocessing, stop);
            cache.Add(identity, made);
            return made;
        }
        finally
        {
            gate.Release();
        }
    }

    internal async Task<DatasetLocation> EnsureAsync(DatasetDescription dataset, CancellationToken stop)
    {
        DatasetLocation location = locator.Locate(dataset);
        if (location.State is DatasetState.Present or DatasetState.Generated)
            return location;
        if (locator.DataFolder is { } folder && !Directory.Exists(folder))
        {
            throw new DatasetException(dataset.Name, folder, $"the data folder {folder} does not exist.",
                $"Correct --data or {DatasetLocator.DataVariable}.");
        }
        if (dataset.IsOwn)
        {
            throw new DatasetException(dataset.Name, location.Folder, Missing(location),
                $"Put it there, or name the folder that holds it with --data or {DatasetLocator.DataVariable}.");
        }
        if (location.State != DatasetState.Archived)
            RequireDownloader(location);

        string cacheFolder = locator.DownloadFolder(dataset);
        using IDisposable held = await HoldAsync(location, cacheFolder, stop).ConfigureAwait(false);
        location = locator.Locate(dataset); // another process may have been quicker
        if (location.State == DatasetState.Present)
            return location;
        try
        {
            if (location.Dataset.Archive is { } archive)
                await FetchArchiveAsync(location, archive, cacheFolder, stop).ConfigureAwait(false);
            else
                await FetchFilesAsync(location, cacheFolder, stop).ConfigureAwait(false);
        }
        catch (DatasetException fault) when (location.State != DatasetState.Archived)
        {
            throw new DatasetException(dataset.Name, location.Folder, $"{Missing(location)} {fault.Problem}", fault.Remedy, fault);
        }
        return locator.Locate(dataset);
    }

    /// <summary>How to put the missing files in place without this program: beside those that are there.</summary>
    internal string ByHand(DatasetLocation location)
    {
        DatasetDescription dataset = location.Dataset;
        bool isIncomplete = location.State == DatasetState.Incomplete;
        string folder = isIncomplete ? location.Folder!
            : locator.DataFolder is { } data ? Path.Combine(data, dataset.Folders[0])
            : locator.DownloadFolder(dataset);
        string files = dataset.Archive is { } archive && !isIncomplete ? archive.Name : string.Join(", ", location.MissingNames);
        string held = isIncomplete ? "all files" : "them", packed = dataset.Files.Any(file => file.Folder is not null)
            ? "as it is or unpacked" : "plain or gzip";
        return $"Put {files} into {folder}, {packed}, or name the folder that holds {held} with --data.";
    }

    private async Task<IDisposable> HoldAsync(DatasetLocation location, string folder, CancellationToken stop)
    {
        try
        {
            return await FolderLock.AcquireAsync(folder, time, stop).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new DatasetException(location.Dataset.Name, folder,
                $"{Missing(location)} The cache folder {folder} cannot be written: {e.Message}", ByHand(location), e);
        }
    }

    private DatasetDownloader RequireDownloader(DatasetLocation location) =>
        downloader is { } web && location.Dataset.CanBeFetched ? web
        : throw new DatasetException(location.Dataset.Name, location.Folder, Missing(location), ByHand(location));

    private async Task FetchFilesAsync(DatasetLocation location, string folder, CancellationToken stop)
    {
        DatasetDescription dataset = location.Dataset;
        DatasetDownloader web = RequireDownloader(location);
        // What is nowhere comes first: where it cannot be had, no file that another folder holds is fetched in vain, or blamed.
        foreach (DatasetFile file in dataset.Files.Where(file => !file.Candidates.Any(name => File.Exists(Path.Combine(folder, name))))
            .OrderBy(file => location.Paths.ContainsKey(file.Name)))
        {
            await web.FetchAsync(dataset.Name, file.Sources, Path.Combine(folder, file.Name), file.Checksum, ByHand(location), stop)
                .ConfigureAwait(false);
        }
    }

    private async Task FetchArchiveAsync(DatasetLocation location, DatasetArchive archive, string folder, CancellationToken stop)
    {
        DatasetDescription dataset = location.Dataset;
        string path = location.ArchivePath ?? Path.Combine(folder, archive.Name);
        if (location.ArchivePath is null)
        {
            await RequireDownloader(location).FetchAsync(dataset.Name, archive.Sources, path, archive.Checksum, ByHand(location), stop)
                .ConfigureAwait(false);
        }
        await DatasetArchives.ExtractAsync(dataset, path, folder, stop).ConfigureAwait(false);
    }

    private Dataset Read(DatasetDescription dataset, CancellationToken stop)
    {
        DatasetLocation location = LocateOrFetch(dataset, stop);
        return location.Dataset.Format.Read(location.Dataset, PathsOf(location), stop);
    }

    private static DatasetDescription Known(SettingValue level)
    {
        ArgumentNullException.ThrowIfNull(level);
        return DatasetCatalogue.Describe(level) ?? throw new DatasetException(level.Label, null, "there is no dataset of this name.",
            $"Known are {string.Join(", ", DatasetCatalogue.All.Select(dataset => dataset.Name))}.");
    }

    private static string Missing(DatasetLocation location) =>
        $"missing {string.Join(", ", location.MissingNames)}; looked in {string.Join(", ", location.Searched)}.";

    private static string[] PathsOf(DatasetLocation location) => [.. location.Dataset.Files.Select(file => location.Paths[file.Name])];

    private DatasetLocation LocateOrFetch(DatasetDescription dataset, CancellationToken stop)
    {
        DatasetLocation location = locator.Locate(dataset);
        if (location.State is DatasetState.Present or DatasetState.Generated)
            return location;

        // Training threads are dedicated and have nothing else to do, so this one waits while the thread pool carries the transfer.
        ExceptionDispatchInfo? failure = null;
        using var finished = new ManualResetEventSlim();
        _ = Task.Run(
            async () =>
            {
                try
                {
                    location = await EnsureAsync(dataset, stop).ConfigureAwait(false);
                }
                catch (Exception e) // thrown again below, on the waiting thread
                {
                    failure = ExceptionDispatchInfo.Capture(e);
                }
                finished.Set();
            },
            CancellationToken.None);
        finished.Wait(CancellationToken.None); // EnsureAsync ends soon after stop
        failure?.Throw();
        return location;
    }
}
