using System.Globalization;
using Parquet;
using Parquet.Schema;

namespace Sweep.Import.Tables;

/// <summary>A Parquet file, as pandas, polars, DuckDB and Spark write it. Columns of lists and structures are left out.</summary>
public sealed class ParquetSource : TableSource
{
    private static readonly byte[] Magic = "PAR1"u8.ToArray();

    /// <inheritdoc/>
    public override string Name => "parquet";

    /// <inheritdoc/>
    public override string Description => "Parquet";

    /// <summary>Begins with the four letters of the format.</summary>
    /// <param name="path">The file.</param>
    public override bool Recognises(string path)
    {
        if (!File.Exists(path))
            return false;
        using var file = File.OpenRead(path);
        byte[] start = new byte[Magic.Length];
        return file.ReadAtLeast(start, start.Length, throwOnEndOfStream: false) == start.Length && start.AsSpan().SequenceEqual(Magic);
    }

    private protected override async Task<TableReading> ReadTableAsync(string path, CancellationToken cancellation)
    {
        string source = Path.GetFileName(path);
        try
        {
            await using var reader = await ParquetReader.CreateAsync(path, null, cancellation).ConfigureAwait(false);
            var (columns, notes) = (new List<(string Name, List<object?> Cells)>(), new List<string>());
            foreach (var field in reader.Schema.Fields)
            {
                if (field is not DataField { IsArray: false } data)
                {
                    notes.Add($"The column {field.Name} holds lists or structures and is left out.");
                    continue;
                }
                if (ReaderOf(data, cancellation) is not { } read)
                {
                    notes.Add($"The column {field.Name} holds values of the type {data.ClrType.Name} and is left out.");
                    continue;
                }
                var cells = new List<object?>();
                for (int g = 0; g < reader.RowGroupCount; g++)
                {
                    using var group = reader.OpenRowGroupReader(g);
                    cells.AddRange(await read(group).ConfigureAwait(false));
                }
                columns.Add((data.Name, cells));
            }
            int rows = columns.Count == 0 ? 0 : columns[0].Cells.Count;
            return rows == 0 ? new TableReading(null, [$"{source} has no rows."], notes)
                : new TableReading(new Table(source, "row", [.. columns.Select(c => c.Name)],
                    [.. Enumerable.Range(0, rows).Select(r => new TableRow(r + 1, [.. columns.Select(c => c.Cells[r])]))]), [], notes);
        }
        catch (Exception error) when (error is not (OperationCanceledException or UnauthorizedAccessException))
        {
            // Of damaged files Parquet.Net says whatever goes wrong within it, such as an index out of range.
            return new TableReading(null, [$"{source} cannot be read as Parquet; is it damaged? {error.Message}"], []);
        }
    }

    // Null for types that are no settings and no metrics, such as dates without a time and bytes.
    private static Func<ParquetRowGroupReader, Task<IEnumerable<object?>>>? ReaderOf(DataField field, CancellationToken cancellation)
    {
        var type = field.ClrType;
        return type == typeof(string) || type == typeof(ReadOnlyMemory<char>) ? group => TextsAsync(group, field, cancellation)
            : type == typeof(double) ? group => ReadAsync<double>(group, field, v => v, cancellation)
            // The decimal digits that were meant: 0.9 as a float is 0.89999998 as a double.
            : type == typeof(float) ? group => ReadAsync<float>(group, field,
                v => double.Parse(v.ToString("R", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture), cancellation)
            : type == typeof(bool) ? group => ReadAsync<bool>(group, field, v => v, cancellation)
            : type == typeof(sbyte) ? group => ReadAsync<sbyte>(group, field, v => (double)v, cancellation)
            : type == typeof(byte) ? group => ReadAsync<byte>(group, field, v => (double)v, cancellation)
            : type == typeof(short) ? group => ReadAsync<short>(group, field, v => (double)v, cancellation)
            : type == typeof(ushort) ? group => ReadAsync<ushort>(group, field, v => (double)v, cancellation)
            : type == typeof(int) ? group => ReadAsync<int>(group, field, v => (double)v, cancellation)
            : type == typeof(uint) ? group => ReadAsync<uint>(group, field, v => (double)v, cancellation)
            : type == typeof(long) ? group => ReadAsync<long>(group, field, v => (double)v, cancellation)
            : type == typeof(ulong) ? group => ReadAsync<ulong>(group, field, v => (double)v, cancellation)
            : type == typeof(decimal) ? group => ReadAsync<decimal>(group, field, v => (double)v, cancellation)
            : type == typeof(DateTime) ? group => ReadAsync<DateTime>(group, field, v => v.ToString("O", CultureInfo.InvariantCulture),
                cancellation)
            : null;
    }

    private static async Task<IEnumerable<object?>> TextsAsync(ParquetRowGroupReader group, DataField field, CancellationToken cancellation)
    {
        string?[] cells = new string?[group.RowCount];
        await group.ReadAsync(field, cells.AsMemory()!, null, cancellation).ConfigureAwait(false);
        return cells;
    }

    private static async Task<IEnumerable<object?>> ReadAsync<T>(ParquetRowGroupReader group, DataField field, Func<T, object> convert,
        CancellationToken cancellation)
        where T : struct
    {
        if (field.IsNullable)
        {
            var some = new T?[group.RowCount];
            await group.ReadAsync<T>(field, some.AsMemory(), null, cancellation).ConfigureAwait(false);
            return some.Select(v => v is { } value ? convert(value) : null);
        }
        var all = new T[group.RowCount];
        await group.ReadAsync<T>(field, all.AsMemory(), null, cancellation).ConfigureAwait(false);
        return all.Select(v => (object?)convert(v));
    }
}
