namespace Sweep.Trainer.Data;

/// <summary>What one file of a dataset holds.</summary>
public enum DatasetPart
{
    /// <summary>The images to learn from.</summary>
    TrainImages,

    /// <summary>Their classes.</summary>
    TrainLabels,

    /// <summary>The images to be judged on.</summary>
    TestImages,

    /// <summary>Their classes.</summary>
    TestLabels,
}

/// <summary>One of the four files of a dataset: under which names it is found and from where it is fetched.</summary>
/// <param name="Part">What it holds.</param>
/// <param name="Names">File names without ".gz", the published one first; each is also looked for with ".gz".</param>
/// <param name="Sources">Addresses of the gzip file in the order to try; empty when it comes in an archive.</param>
/// <param name="Md5">Published checksum of the gzip file, lowercase hexadecimal; null when none is known.</param>
public sealed record DatasetFile(DatasetPart Part, IReadOnlyList<string> Names, IReadOnlyList<Uri> Sources, string? Md5)
{
    /// <summary>The name that a download gets in the cache folder.</summary>
    public string DownloadName => Names[0] + ".gz";

    /// <summary>All names to look for, plain or compressed.</summary>
    public IEnumerable<string> Candidates => Names.SelectMany(name => new[] { name, name + ".gz" });
}

/// <summary>A zip archive from which the files of a dataset are taken.</summary>
/// <param name="Name">File name of the archive in the cache folder.</param>
/// <param name="Sources">Addresses in the order to try.</param>
/// <param name="Md5">Published checksum, lowercase hexadecimal; null when none is known.</param>
public sealed record DatasetArchive(string Name, IReadOnlyList<Uri> Sources, string? Md5);
