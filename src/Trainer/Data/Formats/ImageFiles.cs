using System.IO.Compression;
using Sweep.Trainer.Data.Files;

namespace Sweep.Trainer.Data.Formats;

/// <summary>The files of a dataset whose images are files of their own: in a zip archive, which is not unpacked, or in a folder.
/// Thread-safe.</summary>
internal abstract class ImageFiles : IDisposable
{
    private ImageFiles(string path) => Path = path;

    /// <summary>The archive or the folder.</summary>
    public string Path { get; }

    /// <summary>Paths below the root, with "/", in the order of their code points.</summary>
    public abstract IReadOnlyList<string> Names { get; }

    /// <summary>Opens an archive or a folder.</summary>
    /// <param name="dataset">Its counts say how many files there may be.</param>
    /// <param name="root">The folder within the archive that is the root.</param>
    /// <param name="path">The zip archive, or the folder itself.</param>
    /// <exception cref="DatasetException">It cannot be read, is damaged, or has members that no published archive has.</exception>
    public static ImageFiles Open(DatasetDescription dataset, string root, string path)
    {
        long maximum = 2L * (dataset.TrainCount + dataset.TestCount) + 10_000; // folders, texts and parts that are not read
        try
        {
            return Directory.Exists(path) ? new Unpacked(dataset.Name, path, maximum) : new Zipped(dataset.Name, path, root, maximum);
        }
        catch (InvalidDataException e)
        {
            throw new DatasetException(dataset.Name, path, $"{path} is corrupt or cut off: {e.Message}", DataFileReader.Damaged, e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new DatasetException(dataset.Name, path, $"{path} cannot be read: {e.Message}",
                "Check that it is there and may be read.", e);
        }
    }

    /// <summary>The bytes of a file.</summary>
    /// <param name="name">One of <see cref="Names"/>, or another path below the root.</param>
    /// <param name="maximumBytes">It is refused if it has more.</param>
    /// <exception cref="DatasetException">There is none of this name, or it is damaged or too long.</exception>
    public abstract byte[] Read(string name, long maximumBytes);

    /// <summary>A file as errors name it.</summary>
    public abstract string Describe(string name);

    /// <inheritdoc/>
    public abstract void Dispose();

    private sealed class Zipped : ImageFiles
    {
        private readonly string dataset;
        private readonly ArchiveMembers members;
        private readonly ZipArchive archive;
        private readonly Dictionary<string, ZipArchiveEntry> entries = [];

        public Zipped(string dataset, string path, string root, long maximum)
            : base(path)
        {
            this.dataset = dataset;
            members = new ArchiveMembers(dataset, path, maximum);
            archive = ZipFile.OpenRead(path);
            try
            {
                foreach (ZipArchiveEntry entry in archive.Entries)
                {
                    members.Check(entry);
                    if (entry.FullName.StartsWith(root + "/", StringComparison.Ordinal) && !entry.FullName.EndsWith('/')
                        && !entries.TryAdd(entry.FullName[(root.Length + 1)..], entry))
                        throw members.Refuse(entry.FullName, "is there twice");
                }
            }
            catch
            {
                archive.Dispose();
                throw;
            }
            Names = [.. entries.Keys.Order(StringComparer.Ordinal)];
        }

        public override IReadOnlyList<string> Names { get; }

        public override byte[] Read(string name, long maximumBytes)
        {
            if (!entries.TryGetValue(name, out ZipArchiveEntry? entry))
            {
                throw new DatasetException(dataset, Path, $"{Path} lacks a file: expected a member {name}, found {members.Count} others.",
                    DataFileReader.Different);
            }
            if (entry.Length > maximumBytes)
                throw members.TooLong(entry.FullName, maximumBytes);
            byte[] bytes = new byte[entry.Length];
            try
            {
                bool isWhole;
                lock (archive) // all members are read through one stream
                {
                    using var content = new ZipMemberStream(entry);
                    isWhole = content.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false) == bytes.Length
                        && content.ReadByte() < 0;
                }
                if (isWhole)
                    return bytes;
            }
            catch (Exception e) when (e is InvalidDataException or IOException)
            {
                throw new DatasetException(dataset, Path, $"{Describe(name)} is corrupt or cut off: {e.Message}", DataFileReader.Damaged,
                    e);
            }
            throw new DatasetException(dataset, Path, $"{Describe(name)} is corrupt: expected {bytes.Length} bytes, found "
                + "more or fewer.", DataFileReader.Damaged);
        }

        public override string Describe(string name) => $"{Path}: {entries[name].FullName}";

        public override void Dispose() => archive.Dispose();
    }

    private sealed class Unpacked : ImageFiles
    {
        private const int MaximumDepth = 8;

        private readonly string dataset;

        public Unpacked(string dataset, string path, long maximum)
            : base(path)
        {
            this.dataset = dataset;
            var below = new EnumerationOptions { RecurseSubdirectories = true, MaxRecursionDepth = MaximumDepth, AttributesToSkip = 0 };
            var names = new List<string>();
            foreach (string file in Directory.EnumerateFiles(path, "*", below))
            {
                if (names.Count == maximum)
                {
                    throw new DatasetException(dataset, path, $"{path} has too many files: expected at most {maximum}, found more.",
                        DataFileReader.Different);
                }
                names.Add(System.IO.Path.GetRelativePath(path, file).Replace(System.IO.Path.DirectorySeparatorChar, '/'));
            }
            names.Sort(StringComparer.Ordinal);
            Names = names;
        }

        public override IReadOnlyList<string> Names { get; }

        public override byte[] Read(string name, long maximumBytes)
        {
            string file = Describe(name);
            try
            {
                if (new FileInfo(file).Length <= maximumBytes)
                    return File.ReadAllBytes(file);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                throw new DatasetException(dataset, file, $"{file} cannot be read: {e.Message}",
                    "Check that the file is there and may be read.", e);
            }
            throw new DatasetException(dataset, file, $"{file} is too long: expected at most {maximumBytes} bytes.",
                DataFileReader.Different);
        }

        public override string Describe(string name) =>
            System.IO.Path.Combine(Path, name.Replace('/', System.IO.Path.DirectorySeparatorChar));

        public override void Dispose()
        {
        }
    }
}
