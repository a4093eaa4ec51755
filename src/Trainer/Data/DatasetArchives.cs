using System.IO.Compression;

namespace Sweep.Trainer.Data;

/// <summary>Takes the files of a dataset out of a zip archive, each straight from the archive to its place.</summary>
internal static class DatasetArchives
{
    /// <summary>Extracts what is missing in a folder; other members are not touched.</summary>
    /// <exception cref="DatasetException">The archive is damaged or lacks a file.</exception>
    public static async Task ExtractAsync(DatasetDescription dataset, string archivePath, string folder, CancellationToken stop)
    {
        try
        {
            var file = new FileStream(archivePath, FileMode.Open, FileAccess.Read, FileShare.Read);
            await using var _ = file.ConfigureAwait(false);
            using var archive = new ZipArchive(file, ZipArchiveMode.Read);
            foreach (DatasetFile wanted in dataset.Files)
                await ExtractAsync(dataset, archive, wanted, (archivePath, folder), stop).ConfigureAwait(false);
        }
        catch (InvalidDataException e)
        {
            throw new DatasetException(dataset.Name, archivePath, $"{archivePath} is corrupt or cut off: {e.Message}",
                "Delete it and let it be fetched again, or replace it by a good copy.", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new DatasetException(dataset.Name, archivePath, $"{archivePath} cannot be unpacked to {folder}: {e.Message}",
                "Check the space on the disk and the permissions of both.", e);
        }
    }

    private static async Task ExtractAsync(DatasetDescription dataset, ZipArchive archive, DatasetFile wanted,
        (string Archive, string Folder) where, CancellationToken stop)
    {
        string[] names = [.. wanted.Candidates];
        ZipArchiveEntry entry = archive.Entries.FirstOrDefault(member => names.Contains(member.Name))
            ?? throw new DatasetException(dataset.Name, where.Archive,
                $"{where.Archive} lacks a file: expected a member {wanted.DownloadName}, found {archive.Entries.Count} others.",
                "Put the published archive in its place.");

        // The name comes from the catalogue's list, never a path from the archive, so nothing can be written elsewhere.
        string target = Path.Combine(where.Folder, entry.Name);
        if (File.Exists(target))
            return;
        Stream source = await entry.OpenAsync(stop).ConfigureAwait(false);
        await using var _ = source.ConfigureAwait(false);
        var partial = new FileStream(target + ".partial", FileMode.Create, FileAccess.Write, FileShare.None);
        await using (partial.ConfigureAwait(false))
            await source.CopyToAsync(partial, stop).ConfigureAwait(false);
        File.Move(target + ".partial", target, overwrite: true);
    }
}
