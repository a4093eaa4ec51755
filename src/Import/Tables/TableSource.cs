namespace Sweep.Import.Tables;

/// <summary>A file that holds one table.</summary>
public abstract class TableSource : IImportSource
{
    /// <inheritdoc/>
    public abstract string Name { get; }

    /// <inheritdoc/>
    public abstract string Description { get; }

    /// <inheritdoc/>
    public abstract bool Recognises(string path);

    /// <inheritdoc/>
    public async Task<ImportReading> ReadAsync(string path, ImportQuestion question, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(path);
        ArgumentNullException.ThrowIfNull(question);
        return Study(await ReadTableAsync(path, cancellation).ConfigureAwait(false), question);
    }

    /// <summary>The trainings in a table, or the mistakes of its file and of its rows together.</summary>
    internal static ImportReading Study(TableReading read, ImportQuestion question)
    {
        if (read.Table is null)
            return new ImportReading(null, read.Mistakes, read.Notes);
        var reading = new TableStudy(read.Table, question).Read();
        return new ImportReading(read.Mistakes.Count > 0 ? null : reading.Study, [.. read.Mistakes, .. reading.Mistakes],
            [.. read.Notes, .. reading.Notes]);
    }

    private protected abstract Task<TableReading> ReadTableAsync(string path, CancellationToken cancellation);
}
