using System.Globalization;
using System.Text;
using CsvHelper;
using CsvHelper.Configuration;
using Sweep.Import.Tables;
using Sweep.Import.Trackers;

namespace Sweep.Import.WeightsAndBiases;

/// <summary>Reads what Weights &amp; Biases exports as CSV: the table of runs, or the data of a chart.</summary>
/// <remarks><see cref="RunTable"/> and <see cref="ChartExport"/> say how.</remarks>
public sealed class WeightsAndBiasesSource : IImportSource
{
    private const int Looked = 4096;

    /// <inheritdoc/>
    public string Name => "wandb";

    /// <inheritdoc/>
    public string Description => "a CSV export of Weights & Biases (table of runs, or data of a chart)";

    /// <inheritdoc/>
    public bool Recognises(string path)
    {
        try
        {
            return File.Exists(path) && Header(path) is var header && (RunTable.IsOne(header) || ChartExport.IsOne(header));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or CsvHelperException)
        {
            return false; // another reader, or nobody, recognises it
        }
    }

    /// <inheritdoc/>
    public async Task<ImportReading> ReadAsync(string path, ImportQuestion question, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(question);
        string text = await File.ReadAllTextAsync(path, cancellation).ConfigureAwait(false);
        var (table, mistakes, notes) = CsvSource.Parse(Path.GetFileName(path), text, cancellation);
        if (table is null || mistakes.Count > 0)
            return new ImportReading(null, mistakes, notes);
        var builder = new StudyBuilder($"W&B export {table.Source}", "run", question);
        if (ChartExport.IsOne(table.Columns))
            ChartExport.Read(table, builder);
        else
            RunTable.Read(table, question, builder);
        return builder.Build();
    }

    private static string[] Header(string path)
    {
        using var file = File.OpenRead(path);
        byte[] start = new byte[Looked];
        int count = file.ReadAtLeast(start, Looked, throwOnEndOfStream: false);
        if (start.AsSpan(0, count).Contains((byte)0))
            return [];
        file.Position = 0;
        using var reader = new StreamReader(file, Encoding.UTF8);
        using var parser = new CsvParser(reader, new CsvConfiguration(CultureInfo.InvariantCulture)
        {
            MaxFieldSize = Looked,
            BadDataFound = null,
        });
        return parser.Read() ? parser.Record! : [];
    }
}
