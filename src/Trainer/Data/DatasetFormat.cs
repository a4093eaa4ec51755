namespace Sweep.Trainer.Data;

/// <summary>How the files of a dataset become samples in memory. A file format is one class derived from this; what differs between the
/// datasets of a format are its properties.</summary>
/// <param name="name">As <c>sweep list datasets</c> shows it.</param>
public abstract class DatasetFormat(string name)
{
    /// <summary>As <c>sweep list datasets</c> shows it: "idx".</summary>
    public string Name => name;

    /// <summary>Reads and checks the files; each byte of an image is held once.</summary>
    /// <param name="dataset">Says what the files must hold.</param>
    /// <param name="paths">Where they are, in the order of <see cref="DatasetDescription.Files"/>; empty when there are none.</param>
    /// <param name="stop">Ends the reading early.</param>
    /// <exception cref="DatasetException">A file is damaged or is not that of this dataset.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="stop"/> was signalled.</exception>
    public abstract Dataset Read(DatasetDescription dataset, IReadOnlyList<string> paths, CancellationToken stop);
}
