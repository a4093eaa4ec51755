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
                var cells = new List<object?>();
                for (int g = 0; g < reader.RowGroupCount; g++)
                {
                    using var group = reader.OpenRowGroupReader(g);
                    cells.AddRange(await ReadColumnAsync(group, data, cancellation).ConfigureAwait(false));
                }
                columns.Add((data.Name, cells));
            }
            int rows = columns.Count == 0 ? 0 : columns[0].Cells.Count;
            return rows == 0 ? new TableReading(null, [$"{source} has no rows."], notes)
                : new TableReading(new Table(source, "row", [.. columns.Select(c => c.Name)],
                    [.. Enumerable.Range(0, rows).Select(r => new TableRow(r + 1, [.. columns.Select(c => c.Cells[r])]))]), [], notes);
        }
        catch (Exception error) when (error is ParquetException or InvalidDataException or NotSupportedException)
        {
            return new TableReading(null, [$"{source} cannot be read as Parquet: {error.Message}"], []);
        }
    }

    private static Task<IEnumerable<object?>> ReadColumnAsync(ParquetRowGroupReader group, DataField field, CancellationToken cancellation)
    {
        var type = field.ClrType;
        return type == typeof(string) || type == typeof(ReadOnlyMemory<char>) ? TextsAsync(group, field, cancellation)
            : type == typeof(double) ? ReadAsync<double>(group, field, v => v, cancellation)
            // The decimal digits that were meant: 0.9 as a float is 0.89999998 as a double.
            : type == typeof(float) ? ReadAsync<float>(group, field,
                v => double.Parse(v.ToString("R", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture), cancellation)
            : type == typeof(bool) ? ReadAsync<bool>(group, field, v => v, cancellation)
            : type == typeof(sbyte) ? ReadAsync<sbyte>(group, field, v => (double)v, cancellation)
            : type == typeof(byte) ? ReadAsync<byte>(group, field, v => (double)v, cancellation)
            : type == typeof(short) ? ReadAsync<short>(group, field, v => (double)v, cancellation)
            : type == typeof(ushort) ? ReadAsync<ushort>(group, field, v => (double)v, cancellation)
            : type == typeof(int) ? ReadAsync<int>(group, field, v => (double)v, cancellation)
            : type == typeof(uint) ? ReadAsync<uint>(group, field, v => (double)v, cancellation)
            : type == typeof(long) ? ReadAsync<long>(group, field, v => (double)v, cancellation)
            : type == typeof(ulong) ? ReadAsync<ulong>(group, field, v => (double)v, cancellation)
            : type == typeof(decimal) ? ReadAsync<decimal>(group, field, v => (double)v, cancellation)
            : type == typeof(DateTime) ? ReadAsync<DateTime>(group, field, v => v.ToString("O", CultureInfo.InvariantCulture), cancellation)
            : throw new NotSupportedException($"the column {field.Name} holds values of the type {type.Name}. Leave it out of the file.");
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
