using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Sweep.Client.Output;

namespace Sweep.Client.Page.Queries;

/// <summary>A kind of file that the rows of a statement can be had as.</summary>
/// <param name="Extension">Of the file's name, and of the address: ".csv".</param>
/// <param name="Name">For people.</param>
/// <param name="Type">Its media type.</param>
/// <param name="WriteAsync">Writes the rows as they come, so that a million needs no memory.</param>
internal sealed record QueryFormat(string Extension, string Name, string Type, Func<Tabular, Stream, CancellationToken, Task> WriteAsync)
{
    private static readonly JsonWriterOptions JsonLayout = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>All of them.</summary>
    public static IReadOnlyList<QueryFormat> All { get; } =
    [
        new(".csv", "CSV", "text/csv; charset=utf-8", WriteCsvAsync),
        new(".parquet", "Parquet", "application/vnd.apache.parquet", WriteParquetAsync),
        new(".jsonl", "JSON lines", "application/jsonl; charset=utf-8", WriteJsonLinesAsync),
    ];

    private static async Task WriteCsvAsync(Tabular rows, Stream target, CancellationToken cancellation)
    {
        await using var writer = new StreamWriter(target, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), leaveOpen: true);
        await TabularWriter.WriteCsvAsync(rows, writer, cancellation);
    }

    // Its writer blocks, which a connection does not allow; and a statement that fails midway is still refused in words.
    private static async Task WriteParquetAsync(Tabular rows, Stream target, CancellationToken cancellation)
    {
        await using var file = new FileStream(Path.Combine(Path.GetTempPath(), Path.GetRandomFileName()), new FileStreamOptions
        {
            Mode = FileMode.CreateNew, Access = FileAccess.ReadWrite, Options = FileOptions.DeleteOnClose, BufferSize = 1 << 16,
        });
        await ParquetTable.WriteAsync(rows, file, cancellation);
        file.Position = 0;
        await file.CopyToAsync(target, cancellation);
    }

    private static async Task WriteJsonLinesAsync(Tabular rows, Stream target, CancellationToken cancellation)
    {
        using var line = new MemoryStream();
        await using var json = new Utf8JsonWriter(line, JsonLayout);
        await foreach (var row in rows.Rows.WithCancellation(cancellation))
        {
            TabularWriter.WriteRow(json, rows.Columns, row);
            await json.FlushAsync(cancellation);
            line.WriteByte((byte)'\n');
            await target.WriteAsync(line.GetBuffer().AsMemory(0, checked((int)line.Length)), cancellation);
            line.SetLength(0);
            json.Reset();
        }
    }
}
