using System.Formats.Tar;
using System.IO.Compression;
using Sweep.Trainer.Data.Files;

namespace Sweep.Trainer.Data.Catalogue;

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
            var target = new Target(dataset, archivePath, folder);
            if (archivePath.EndsWith(".zip", StringComparison.OrdinalIgnoreCase))
                await ExtractZipAsync(file, target, stop).ConfigureAwait(false);
            else
                await ExtractTarAsync(file, target, stop).ConfigureAwait(false);
            if (target.FindMissing() is { } missing)
            {
                throw new DatasetException(dataset.Name, archivePath,
                    $"{archivePath} lacks a file: expected a member {missing.Name}, found {target.Members.Count} others.",
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
            target.Members.Check(entry);
            if (!target.Takes(entry.Name))
                continue;
            var content = new ZipMemberStream(entry);
            await using var _ = content.ConfigureAwait(false);
            await target.WriteAsync(entry.Name, content, stop).ConfigureAwait(false);
        }
    }

    private static async Task ExtractTarAsync(FileStream file, Target target, CancellationToken stop)
    {
        var unpacked = new GZipStream(file, CompressionMode.Decompress);
        await using var _ = unpacked.ConfigureAwait(false);
        var limited = new LimitedStream(unpacked, target.MaximumAll, () => target.TooLong());
        await using var ___ = limited.ConfigureAwait(false);
        var archive = new TarReader(limited);
        await using var __ = archive.ConfigureAwait(false);
        while (await archive.GetNextEntryAsync(cancellationToken: stop).ConfigureAwait(false) is { } entry)
        {
            string name = Path.GetFileName(entry.Name);
            target.Members.Check(entry.Name, entry.EntryType is TarEntryType.SymbolicLink or TarEntryType.HardLink);
            if (entry.EntryType is TarEntryType.RegularFile or TarEntryType.V7RegularFile && target.Takes(name))
                await target.WriteAsync(name, entry.DataStream ?? Stream.Null, stop).ConfigureAwait(false);
        }
        await limited.CopyToAsync(Stream.Null, stop).ConfigureAwait(false); // at its end the checksum is compared
    }

    // Files get their names when all are there and the archive has proved to be sound.
    private sealed class Target(DatasetDescription dataset, string archivePath, string folder)
    {
        private const int MaximumMembers = 1000;

        // A file holds at most all samples, and texts beside them where it is a pickle. Archives may have more than is taken.
        private readonly long maximumFile = 2 * dataset.Bytes + (1 << 20);

        private readonly List<string> written = [];
        private readonly HashSet<string> found = [];

        public ArchiveMembers Members { get; } = new(dataset.Name, archivePath, MaximumMembers);

        public long MaximumAll => 16 * maximumFile;

        // Names come from the catalogue's list, never a path from the archive, so nothing can be written elsewhere.
        public bool Takes(string name) => dataset.Files.Any(file => file.Candidates.Contains(name)) && found.Add(name)
            && !File.Exists(Path.Combine(folder, name));

        public async Task WriteAsync(string name, Stream content, CancellationToken stop)
        {
            string path = Path.Combine(folder, name);
            var limited = new LimitedStream(content, maximumFile, () => Members.TooLong(name, maximumFile));
            await using var _ = limited.ConfigureAwait(false);
            var partial = new FileStream(path + ".partial", FileMode.Create, FileAccess.Write, FileShare.None);
            await using (partial.ConfigureAwait(false))
                await limited.CopyToAsync(partial, stop).ConfigureAwait(false);
            written.Add(path);
        }

        public DatasetException TooLong() => new(dataset.Name, archivePath,
            $"{archivePath} is too long: expected at most {MaximumAll} bytes when unpacked, found more.", DataFileReader.Different);

        public DatasetFile? FindMissing() => dataset.Files.FirstOrDefault(file => !file.Candidates.Any(found.Contains));

        public void Complete()
        {
            foreach (string path in written)
                File.Move(path + ".partial", path, overwrite: true);
        }
    }
}
