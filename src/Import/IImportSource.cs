namespace Sweep.Import;

/// <summary>Reads one kind of file, database or folder that others write. It reads only; what it returns is judged, paired and stored by
/// the same code for all sources.</summary>
/// <remarks>A reader gives every parameter of a training as a setting under the source's own name, the seed among them
/// (<see cref="ImportedRun.Seed"/> stays null unless the source itself knows seeds). The names that the user gave
/// (<see cref="ImportQuestion"/>) are applied afterwards, by the reader of the design. A training under way is left out with a
/// note; one that failed is a run with <see cref="Planning.Trials.TrialOutcome.Failed"/>.</remarks>
public interface IImportSource
{
    /// <summary>As <c>--from</c> names it: "csv", "optuna".</summary>
    string Name { get; }

    /// <summary>What it reads, for people: "an Optuna storage (SQLite)".</summary>
    string Description { get; }

    /// <summary>Whether a file or folder is of this kind, judged by its content. False, not an exception, for what cannot be
    /// read.</summary>
    /// <param name="path">An existing file or folder.</param>
    bool Recognises(string path);

    /// <summary>Reads everything, or finds all mistakes.</summary>
    /// <param name="path">An existing file or folder.</param>
    /// <param name="question">What the user asked for.</param>
    /// <param name="cancellation">Ends the reading.</param>
    /// <exception cref="IOException">The file cannot be read; told to the user as it is, like
    /// <see cref="UnauthorizedAccessException"/>.</exception>
    Task<ImportReading> ReadAsync(string path, ImportQuestion question, CancellationToken cancellation);
}
