using System.Diagnostics.CodeAnalysis;
using Sweep.Import.MLflow;
using Sweep.Import.Optuna;
using Sweep.Import.Tables;
using Sweep.Import.TensorBoard;
using Sweep.Import.WeightsAndBiases;

namespace Sweep.Import.Sources;

/// <summary>All readers, and how the one for a file is found.</summary>
public static class ImportSources
{
    /// <summary>In the order in which they are asked: who recognises less comes first.</summary>
    public static IReadOnlyList<IImportSource> All { get; } = [new ParquetSource(), new OptunaSource(), new MLflowSource(),
        new TensorBoardSource(), new WeightsAndBiasesSource(), new JsonLinesSource(), new CsvSource()];

    /// <summary>Finds the reader of a file or folder.</summary>
    /// <param name="path">The file or folder.</param>
    /// <param name="format">The name of a reader; null to go by the content.</param>
    /// <param name="source">The reader.</param>
    /// <param name="mistake">Why there is none, and the remedy.</param>
    public static bool TryFind(string path, string? format, [NotNullWhen(true)] out IImportSource? source,
        [NotNullWhen(false)] out string? mistake)
    {
        source = null;
        mistake = null;
        string kinds = string.Join(", ", All.Select(s => s.Name));
        if (!File.Exists(path) && !Directory.Exists(path))
            mistake = $"There is no file or folder {path}.";
        else if (format is not null && (source = All.FirstOrDefault(s => s.Name == format)) is null)
            mistake = $"--from {format}: there is no such format. There are: {kinds}.";
        else if (format is null && (source = All.FirstOrDefault(s => s.Recognises(path))) is null)
            mistake = $"What is in {path} is not recognised. Readable are: {string.Join("; ", All.Select(s => s.Description))}.";
        return mistake is null;
    }
}
