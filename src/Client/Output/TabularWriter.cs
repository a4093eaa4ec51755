using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Spectre.Console;

namespace Sweep.Client.Output;

/// <summary>Writes a <see cref="Tabular"/> as a table, JSON, CSV or Parquet. All are streamed: a million rows need no memory.</summary>
internal static class TabularWriter
{
    private static readonly JsonWriterOptions JsonOptions =
        new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static Task WriteAsync(Tabular data, OutputFormat format, Screen screen, CancellationToken cancellation) => format switch
    {
        OutputFormat.Table => WriteTableAsync(data, screen.Console, cancellation),
        OutputFormat.Parquet => ParquetTable.WriteAsync(data, screen.Binary ?? throw new UserErrorException(
            "Parquet is binary, and this is a terminal: add --out FILE.parquet, or send it into a file or a pipe."), cancellation),
        _ => WriteTextAsync(data, format, screen.Data, cancellation),
    };

    /// <summary>Writes JSON or CSV.</summary>
    public static Task WriteTextAsync(Tabular data, OutputFormat format, TextWriter writer, CancellationToken cancellation) =>
        format == OutputFormat.Json ? WriteJsonAsync(data, writer, cancellation) : WriteCsvAsync(data, writer, cancellation);

    private static async Task WriteTableAsync(Tabular data, IAnsiConsole console, CancellationToken cancellation)
    {
        var layout = new TableLayout(data.Columns, console);
        await foreach (var row in data.Rows.WithCancellation(cancellation))
            layout.Add(row);
        layout.End();
    }

    /// <summary>Writes CSV after RFC 4180.</summary>
    public static async Task WriteCsvAsync(Tabular data, TextWriter writer, CancellationToken cancellation)
    {
        await writer.WriteAsync(CsvText.Line(data.Columns.Select(c => c.Name)) + "\r\n");
        await foreach (var row in data.Rows.WithCancellation(cancellation))
            await writer.WriteAsync(CsvText.Line(row.Select(TabularColumn.Text)) + "\r\n");
        await writer.FlushAsync(cancellation);
    }

    /// <summary>Writes several tables as one JSON object, each under its name.</summary>
    public static async Task WriteJsonAsync(IReadOnlyList<(string Name, Tabular Data)> tables, TextWriter writer,
        CancellationToken cancellation)
    {
        using var buffer = new MemoryStream();
        await using var json = new Utf8JsonWriter(buffer, JsonOptions);
        json.WriteStartObject();
        foreach (var (name, data) in tables)
        {
            json.WritePropertyName(name);
            await WriteRowsAsync(data, json, buffer, writer, cancellation);
        }
        json.WriteEndObject();
        await DrainAsync(json, buffer, writer, cancellation);
        await writer.WriteLineAsync();
        await writer.FlushAsync(cancellation);
    }

    private static async Task WriteJsonAsync(Tabular data, TextWriter writer, CancellationToken cancellation)
    {
        using var buffer = new MemoryStream();
        await using var json = new Utf8JsonWriter(buffer, JsonOptions);
        await WriteRowsAsync(data, json, buffer, writer, cancellation);
        await writer.WriteLineAsync();
        await writer.FlushAsync(cancellation);
    }

    private static async Task WriteRowsAsync(Tabular data, Utf8JsonWriter json, MemoryStream buffer, TextWriter writer,
        CancellationToken cancellation)
    {
        json.WriteStartArray();
        await foreach (var row in data.Rows.WithCancellation(cancellation))
        {
            WriteRow(json, data.Columns, row);
            await DrainAsync(json, buffer, writer, cancellation);
        }
        json.WriteEndArray();
        await DrainAsync(json, buffer, writer, cancellation);
    }

    /// <summary>Writes one row as an object.</summary>
    public static void WriteRow(Utf8JsonWriter json, IReadOnlyList<TabularColumn> columns, IReadOnlyList<object?> row)
    {
        json.WriteStartObject();
        for (int i = 0; i < columns.Count; i++)
        {
            json.WritePropertyName(columns[i].Name);
            WriteValue(json, row[i]);
        }
        json.WriteEndObject();
    }

    private static async Task DrainAsync(Utf8JsonWriter json, MemoryStream buffer, TextWriter writer, CancellationToken cancellation)
    {
        await json.FlushAsync(cancellation);
        await writer.WriteAsync(Encoding.UTF8.GetString(buffer.GetBuffer(), 0, checked((int)buffer.Length)));
        buffer.SetLength(0);
    }

    private static void WriteValue(Utf8JsonWriter json, object? value)
    {
        switch (value)
        {
            case null: json.WriteNullValue(); break;
            case bool flag: json.WriteBooleanValue(flag); break;
            case int or long or short or byte: json.WriteNumberValue(Convert.ToInt64(value,
                System.Globalization.CultureInfo.InvariantCulture)); break;
            case double number when double.IsFinite(number): json.WriteNumberValue(number); break;
            case JsonElement element: element.WriteTo(json); break;
            case TimeSpan span: json.WriteNumberValue(span.TotalSeconds); break;
            // NaN and infinities become strings: JSON has no number for them
            default: json.WriteStringValue(TabularColumn.Text(value)); break;
        }
    }
}
