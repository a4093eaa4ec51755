namespace Sweep.Trainer.Data;

/// <summary>One file of a dataset: under which names it is found and from where it is fetched.</summary>
/// <param name="Name">The published name, ".gz" included; also the name of a download in the cache folder.</param>
public sealed record DatasetFile(string Name)
{
    /// <summary>Addresses in the order to try; empty when it comes in an archive.</summary>
    public IReadOnlyList<Uri> Sources { get; init; } = [];

    /// <summary>Published checksum, lowercase hexadecimal: MD5 (32 digits) or SHA-256 (64 digits); null when none is known.</summary>
    public string? Checksum { get; init; }

    /// <summary>Other names that unpacked copies have.</summary>
    public IReadOnlyList<string> OtherNames { get; init; } = [];

    /// <summary>The folder with the content of the file, where that is a zip archive with images: it is read as it is, and so is this
    /// folder, into which users may have unpacked it. Null for other files.</summary>
    public string? Folder { get; init; }

    /// <summary>All names to look for, plain or compressed.</summary>
    public IEnumerable<string> Candidates => Folder is not null ? OtherNames.Prepend(Name)
        : OtherNames.Prepend(Name.EndsWith(".gz", StringComparison.Ordinal) ? Name[..^3] : Name)
            .SelectMany(name => new[] { name, name + ".gz" });
}

/// <summary>An archive from which the files of a dataset are taken.</summary>
/// <param name="Name">File name of the archive in the cache folder; it ends in ".zip" or ".tar.gz".</param>
/// <param name="Sources">Addresses in the order to try.</param>
/// <param name="Checksum">As of a <see cref="DatasetFile"/>.</param>
public sealed record DatasetArchive(string Name, IReadOnlyList<Uri> Sources, string? Checksum);
