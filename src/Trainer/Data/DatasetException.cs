namespace Sweep.Trainer.Data;

/// <summary>A dataset is missing, damaged or not what its name says; the message says what to do.</summary>
public sealed class DatasetException : Exception
{
    /// <summary>Makes the message "dataset: problem. remedy".</summary>
    /// <param name="dataset">The catalogue's name of the dataset.</param>
    /// <param name="path">The file or folder it is about; null when there is none.</param>
    /// <param name="problem">What was expected and what was found, naming <paramref name="path"/>.</param>
    /// <param name="remedy">What the user can do.</param>
    /// <param name="cause">The failure below, if any.</param>
    public DatasetException(string dataset, string? path, string problem, string remedy, Exception? cause = null)
        : base($"{dataset}: {problem} {remedy}", cause)
    {
        (Dataset, Path, Problem, Remedy) = (dataset, path, problem, remedy);
    }

    /// <summary>The catalogue's name of the dataset.</summary>
    public string Dataset { get; }

    /// <summary>The file or folder it is about; null when there is none.</summary>
    public string? Path { get; }

    /// <summary>What was expected and what was found.</summary>
    public string Problem { get; }

    /// <summary>What the user can do.</summary>
    public string Remedy { get; }
}
