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
        var (table, mistakes, notes) = await ReadTableAsync(path, cancellation).ConfigureAwait(false);
        if (table is null)
            return new ImportReading(null, mistakes, notes);
        var reading = new TableStudy(table, question).Read();
        return reading with { Notes = [.. notes, .. reading.Notes] };
    }

    private protected abstract Task<TableReading> ReadTableAsync(string path, CancellationToken cancellation);
}
