using Parquet;
using Parquet.Schema;

namespace Sweep.Client.Output;

/// <summary>Writes a <see cref="Tabular"/> as a Parquet file: typed columns, row groups of bounded size, compressed with Snappy.</summary>
/// <remarks>Rows are streamed: memory holds one row group of about a million values. Where the kinds of the columns are not known
/// beforehand, as those of a user's query, the rows go through a temporary file first (<see cref="ValueSpool"/>).</remarks>
internal static class ParquetTable
{
    private const int ValuesPerGroup = 1 << 20, MinRowsPerGroup = 1 << 10, MaxRowsPerGroup = 1 << 16;

    /// <summary>Writes all rows.</summary>
    /// <param name="data">The rows.</param>
    /// <param name="stream">Where to; it is only written to, from its beginning to its end.</param>
    /// <param name="cancellation">Ends the writing; the file is then no Parquet file.</param>
    public static async Task WriteAsync(Tabular data, Stream stream, CancellationToken cancellation)
    {
        if (data.Columns.All(c => c.Kind is not null))
        {
            await WriteTypedAsync(data, stream, cancellation);
            return;
        }
        await using var spool = await ValueSpool.FillAsync(data, cancellation);
        await WriteTypedAsync(spool.Data, stream, cancellation);
    }

    /// <summary>How many rows a row group has, the last one excepted.</summary>
    internal static int RowsPerGroup(int columns) => Math.Clamp(ValuesPerGroup / columns, MinRowsPerGroup, MaxRowsPerGroup);

    private static async Task WriteTypedAsync(Tabular data, Stream stream, CancellationToken cancellation)
    {
        ParquetColumn[] columns = [.. data.Columns.Select(c => ParquetColumn.Create(c.Name, c.Kind!.Value))];
        var schema = new ParquetSchema(columns.Select(c => c.Field));
        await using var output = new ForwardStream(stream);
        await using var writer = await ParquetWriter.CreateAsync(schema, output, cancellationToken: cancellation);
        try
        {
            await WriteGroupsAsync(data.Rows, columns, writer, cancellation);
        }
        catch
        {
            output.IsGivenUp = true;
            throw;
        }
    }

    private static async Task WriteGroupsAsync(IAsyncEnumerable<IReadOnlyList<object?>> data, ParquetColumn[] columns,
        ParquetWriter writer, CancellationToken cancellation)
    {
        int rowsPerGroup = RowsPerGroup(columns.Length), rows = 0;
        await foreach (var row in data.WithCancellation(cancellation))
        {
            for (int i = 0; i < columns.Length; i++)
                columns[i].Add(row[i]);
            if (++rows == rowsPerGroup)
            {
                await WriteGroupAsync(writer, columns, cancellation);
                rows = 0;
            }
        }
        if (rows > 0)
            await WriteGroupAsync(writer, columns, cancellation);
    }

    private static async Task WriteGroupAsync(ParquetWriter writer, ParquetColumn[] columns, CancellationToken cancellation)
    {
        using var group = writer.CreateRowGroup();
        foreach (var column in columns)
            await column.WriteAsync(group, cancellation);
        group.CompleteValidate();
    }

    /// <summary>Knows its position, which a pipe does not; leaves the other stream open.</summary>
    private sealed class ForwardStream(Stream inner) : Stream
    {
        private long position;

        /// <summary>Drops what comes now: a writer that is disposed ends the file, and half of the rows would look like all.</summary>
        public bool IsGivenUp { get; set; }

        public override bool CanRead => false;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => position;

        public override long Position { get => position; set => throw new NotSupportedException(); }

        public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

        public override void Write(ReadOnlySpan<byte> buffer)
        {
            if (!IsGivenUp)
                inner.Write(buffer);
            position += buffer.Length;
        }

        public override void Flush()
        {
            if (!IsGivenUp)
                inner.Flush();
        }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();
    }
}
