namespace Sweep.Trainer.Data.Catalogue;

/// <summary>Whether a dataset can be used without fetching anything.</summary>
public enum DatasetState
{
    /// <summary>Computed when needed; there is nothing to find.</summary>
    Generated,

    /// <summary>All files are there.</summary>
    Present,

    /// <summary>Its archive is there; the files are taken out of it when needed.</summary>
    Archived,

    /// <summary>Some of the files are there.</summary>
    Incomplete,

    /// <summary>None of its files was found.</summary>
    Absent,
}

/// <summary>What was found of a dataset on this machine, by file names alone.</summary>
/// <param name="Dataset">The dataset looked for, in the form in which it was found.</param>
/// <param name="State">Whether it can be used as it is.</param>
/// <param name="Folder">Where its files or its archive lie; null when nothing was found.</param>
/// <param name="Paths">The files found there, by their published names.</param>
/// <param name="ArchivePath">The archive, if it was found.</param>
/// <param name="Searched">Every folder that was looked into, in order.</param>
public sealed record DatasetLocation(DatasetDescription Dataset, DatasetState State, string? Folder,
    IReadOnlyDictionary<string, string> Paths, string? ArchivePath, IReadOnlyList<string> Searched)
{
    /// <summary>The published names of the files that were not found.</summary>
    public IEnumerable<string> MissingNames => Dataset.Files.Select(file => file.Name).Where(name => !Paths.ContainsKey(name));
}
