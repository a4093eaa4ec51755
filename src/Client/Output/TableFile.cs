using System.Text;

namespace Sweep.Client.Output;

/// <summary>A table that goes into a file instead of standard output: --out.</summary>
internal static class TableFile
{
    private static readonly Dictionary<string, OutputFormat> FormatOf = new(StringComparer.OrdinalIgnoreCase)
    {
        [".parquet"] = OutputFormat.Parquet, [".csv"] = OutputFormat.Csv, [".json"] = OutputFormat.Json,
    };

    /// <summary>The format to write in.</summary>
    /// <param name="asked">What --format says; null without.</param>
    /// <param name="path">What --out says; null for standard output.</param>
    /// <param name="usual">The format where neither says one.</param>
    /// <exception cref="UserErrorException">A file cannot have it.</exception>
    public static OutputFormat Choose(OutputFormat? asked, string? path, OutputFormat usual)
    {
        if (path is null)
            return asked ?? usual;
        OutputFormat? format = asked ?? (FormatOf.TryGetValue(Path.GetExtension(path), out var named) ? named
            : usual == OutputFormat.Table ? null : usual);
        return format is { } chosen && chosen != OutputFormat.Table ? chosen
            : throw new UserErrorException(
                $"--out {path}: name the format by the end of the name, .parquet, .csv or .json, or by --format.");
    }

    /// <summary>Writes a table.</summary>
    /// <param name="data">The rows.</param>
    /// <param name="format">The format; no file has <see cref="OutputFormat.Table"/>.</param>
    /// <param name="path">The file, which appears or is replaced when all is written; null for standard output.</param>
    /// <param name="screen">Has standard output.</param>
    /// <param name="cancellation">Ends the writing; no file is left.</param>
    /// <exception cref="UserErrorException">The file cannot be written.</exception>
    public static async Task WriteAsync(Tabular data, OutputFormat format, string? path, Screen screen, CancellationToken cancellation)
    {
        if (path is null)
        {
            await TabularWriter.WriteAsync(data, format, screen, cancellation);
            return;
        }
        string unfinished = path + ".unfinished";
        await using var file = Create(unfinished, path);
        try
        {
            if (format == OutputFormat.Parquet)
                await ParquetTable.WriteAsync(data, file, cancellation);
            else
                await WriteTextAsync(data, format, file, cancellation);
            await file.DisposeAsync();
            File.Move(unfinished, path, overwrite: true);
        }
        catch (Exception error)
        {
            await file.DisposeAsync();
            File.Delete(unfinished);
            if (error is IOException or UnauthorizedAccessException)
                throw new UserErrorException($"--out {path}: {error.Message}");
            throw;
        }
    }

    private static FileStream Create(string unfinished, string path)
    {
        try
        {
            if (Directory.Exists(path))
                throw new UserErrorException($"--out {path}: that is a folder; name a file in it.");
            if (Path.GetFullPath(path).StartsWith("/dev/", StringComparison.Ordinal)) // the file would take its place
                throw new UserErrorException($"--out {path}: that is a device. Without --out the table goes to standard output.");
            if (Path.GetDirectoryName(Path.GetFullPath(path)) is { } folder && !Directory.Exists(folder))
                throw new UserErrorException($"--out {path}: there is no folder {folder}.");
            // Without a buffer: on a full disk its content would fail once more when the file is closed.
            return new FileStream(unfinished, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new UserErrorException($"--out {path}: {error.Message}");
        }
    }

    private static async Task WriteTextAsync(Tabular data, OutputFormat format, Stream file, CancellationToken cancellation)
    {
        await using var writer = new StreamWriter(file, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), 1 << 16);
        await TabularWriter.WriteTextAsync(data, format, writer, cancellation);
    }
}
