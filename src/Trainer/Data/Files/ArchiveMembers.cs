using System.IO.Compression;

namespace Sweep.Trainer.Data.Files;

/// <summary>What no published archive has: members that lead out of the folder, links, and far more members than the dataset needs. An
/// archive with one of them is refused by its name.</summary>
/// <param name="dataset">Named in errors.</param>
/// <param name="archivePath">Named in errors.</param>
/// <param name="maximum">How many members there may be.</param>
internal sealed class ArchiveMembers(string dataset, string archivePath, long maximum)
{
    /// <summary>Members checked so far.</summary>
    public long Count { get; private set; }

    /// <summary>Checks a member of a zip archive.</summary>
    /// <exception cref="DatasetException">It is none that a published archive has.</exception>
    public void Check(ZipArchiveEntry entry)
    {
        const int kinds = 0xF000, link = 0xA000; // of Unix' file modes, which stand in the upper half
        Check(entry.FullName, isLink: ((entry.ExternalAttributes >> 16) & kinds) == link);
        if (entry.IsEncrypted)
            throw Refuse(entry.FullName, "is encrypted");
    }

    /// <summary>Checks a member.</summary>
    /// <exception cref="DatasetException">It is none that a published archive has.</exception>
    public void Check(string name, bool isLink)
    {
        if (++Count > maximum)
        {
            throw new DatasetException(dataset, archivePath, $"{archivePath} has too many members: expected at most {maximum}, found more.",
                DataFileReader.Different);
        }
        if (isLink)
            throw Refuse(name, "is a link");
        string path = name.Replace('\\', '/');
        if (path.StartsWith('/') || (path.Length > 1 && path[1] == ':') || path.Split('/').Contains(".."))
            throw Refuse(name, "leads out of the folder");
    }

    /// <summary>The error for a member that is longer than it can be.</summary>
    public DatasetException TooLong(string name, long maximumBytes) =>
        Refuse(name, $"is too long (expected at most {maximumBytes} bytes)");

    /// <summary>The error for an archive with a member that it must not have.</summary>
    public DatasetException Refuse(string name, string problem) => new(dataset, archivePath,
        $"{archivePath} is refused: its member {name} {problem}.", "Put the published archive in its place.");
}
