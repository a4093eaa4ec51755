namespace Sweep.Import.MLflow;

/// <summary>Reads an experiment from where MLflow tracks runs: a folder, or a database.</summary>
public sealed class MLflowSource : IImportSource
{
    /// <inheritdoc/>
    public string Name => "mlflow";

    /// <inheritdoc/>
    public string Description => "an MLflow tracking folder (mlruns) or database (SQLite)";

    /// <inheritdoc/>
    public bool Recognises(string path) => MLflowFolder.Recognises(path) || MLflowDatabase.Recognises(path);

    /// <inheritdoc/>
    public async Task<ImportReading> ReadAsync(string path, ImportQuestion question, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(question);
        return Directory.Exists(path) ? await MLflowFolder.ReadAsync(path, question, cancellation).ConfigureAwait(false)
            : MLflowDatabase.Read(path, question, cancellation);
    }
}
