namespace Sweep.Trainer.Data.Own;

/// <summary>A user's own files and how they are to be read.</summary>
/// <param name="name">Of the dataset; errors begin with it.</param>
internal abstract class OwnSource(string name)
{
    /// <summary>Of the dataset.</summary>
    public string Name => name;

    /// <summary>Files or folders as the user wrote them.</summary>
    public abstract IReadOnlyList<string> Paths { get; }

    /// <summary>What is in the files.</summary>
    /// <param name="paths">Where they were found.</param>
    /// <param name="stop">Ends the reading early.</param>
    /// <exception cref="DatasetException">They cannot be used.</exception>
    public abstract OwnFacts Inspect(IReadOnlyList<string> paths, CancellationToken stop);

    /// <summary>The samples, for files that have been inspected.</summary>
    public abstract (DatasetSplit Train, DatasetSplit Test) Load(OwnFacts facts, IReadOnlyList<string> paths, CancellationToken stop);

    /// <summary>The error for a file that cannot be read.</summary>
    protected DatasetException Unreadable(string path, Exception cause) =>
        Error(path, $"{path} cannot be read: {cause.Message}", "Check that it is there and may be read.", cause);

    /// <summary>An error that names a file.</summary>
    protected DatasetException Error(string path, string problem, string remedy, Exception? cause = null) =>
        new(name, path, problem, remedy, cause);
}

/// <summary>A way to write a dataset of one's own.</summary>
/// <param name="Key">The key that chooses it and names the files.</param>
/// <param name="Create">Reads the options; mistakes stay in them.</param>
internal sealed record OwnKind(string Key, Func<OwnOptions, OwnSource> Create);

/// <summary>Samples of a user's own files, once it is certain that they are those of the plan.</summary>
internal sealed class OwnFormat(OwnSource source, OwnFacts facts) : DatasetFormat("own files")
{
    /// <inheritdoc/>
    public override Dataset Read(DatasetDescription dataset, IReadOnlyList<string> paths, CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        OwnFacts found = source.Inspect(paths, stop);
        if (found != facts)
        {
            throw new DatasetException(dataset.Name, paths[0], $"{paths[0]} is not what the sweep was planned with: expected {facts}, "
                + $"found {found}.", "Put the same files there, or plan a new sweep with these.");
        }
        var (train, test) = source.Load(facts, paths, stop);
        return dataset.WithSamples(train, test);
    }
}
