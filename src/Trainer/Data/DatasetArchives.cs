using System.Formats.Tar;
using System.IO.Compression;

namespace Sweep.Trainer.Data;

/// <summary>Takes the files of a dataset out of a zip or tar.gz archive, each straight from the archive to its place.</summary>
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
            var target = new Target(dataset, folder);
            if (archivePath.EndsWith(".zip", StringComparison.OrdinalIgnoreCase))
                await ExtractZipAsync(file, target, stop).ConfigureAwait(false);
            else
                await ExtractTarAsync(file, target, stop).ConfigureAwait(false);
            if (target.FindMissing() is { } missing)
            {
                throw new DatasetException(dataset.Name, archivePath,
                    $"{archivePath} lacks a file: expected a member {missing.Name}, found {target.MembersSeen} others.",
                    "Put the published archive in its place.");
            }
            target.Complete();
        }
        // A tar archive that ends early is an EndOfStreamException.
        catch (Exception e) when (e is InvalidDataException or EndOfStreamException)
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

    private static async Task ExtractZipAsync(FileStream file, Target target, CancellationToken stop)
    {
        using var archive = new ZipArchive(file, ZipArchiveMode.Read);
        foreach (ZipArchiveEntry entry in archive.Entries)
        {
            if (!target.Takes(entry.Name))
                continue;
            Stream content = await entry.OpenAsync(stop).ConfigureAwait(false);
            await using var _ = content.ConfigureAwait(false);
            await target.WriteAsync(entry.Name, content, stop).ConfigureAwait(false);
        }
    }

    private static async Task ExtractTarAsync(FileStream file, Target target, CancellationToken stop)
    {
        var unpacked = new GZipStream(file, CompressionMode.Decompress);
        await using var _ = unpacked.ConfigureAwait(false);
        var archive = new TarReader(unpacked);
        await using var __ = archive.ConfigureAwait(false);
        while (await archive.GetNextEntryAsync(cancellationToken: stop).ConfigureAwait(false) is { } entry)
        {
            string name = Path.GetFileName(entry.Name);
            if (entry.EntryType is TarEntryType.RegularFile or TarEntryType.V7RegularFile && target.Takes(name))
                await target.WriteAsync(name, entry.DataStream ?? Stream.Null, stop).ConfigureAwait(false);
        }
        await unpacked.CopyToAsync(Stream.Null, stop).ConfigureAwait(false); // at its end the checksum is compared
    }

    // Files get their names when all are there and the archive has proved to be sound.
    private sealed class Target(DatasetDescription dataset, string folder)
    {
        private readonly List<string> written = [];
        private readonly HashSet<string> found = [];

        public int MembersSeen { get; private set; }

        // Names come from the catalogue's list, never a path from the archive, so nothing can be written elsewhere.
        public bool Takes(string name)
        {
            MembersSeen++;
            return dataset.Files.Any(file => file.Candidates.Contains(name)) && found.Add(name) && !File.Exists(Path.Combine(folder, name));
        }

        public async Task WriteAsync(string name, Stream content, CancellationToken stop)
        {
            string path = Path.Combine(folder, name);
            var partial = new FileStream(path + ".partial", FileMode.Create, FileAccess.Write, FileShare.None);
            await using (partial.ConfigureAwait(false))
                await content.CopyToAsync(partial, stop).ConfigureAwait(false);
            written.Add(path);
        }

        public DatasetFile? FindMissing() => dataset.Files.FirstOrDefault(file => !file.Candidates.Any(found.Contains));

        public void Complete()
        {
            foreach (string path in written)
                File.Move(path + ".partial", path, overwrite: true);
        }
    }
}
