namespace Sweep.Client.Output;

/// <summary>Rows whose kinds are known only when the last one was seen, in a temporary file that goes with this object.</summary>
internal sealed class ValueSpool : IAsyncDisposable
{
    private readonly FileStream file;
    private readonly ColumnKind?[] kinds;
    private readonly IReadOnlyList<TabularColumn> columns;
    private long rows;

    private ValueSpool(IReadOnlyList<TabularColumn> columns)
    {
        this.columns = columns;
        kinds = [.. columns.Select(c => c.Kind)];
        file = new FileStream(Path.GetTempFileName(), new FileStreamOptions // which only this user may read
        {
            Mode = FileMode.Open, Access = FileAccess.ReadWrite, Options = FileOptions.DeleteOnClose, BufferSize = 1 << 16,
        });
    }

    /// <summary>The rows, with the kind of every column; a column without values is text.</summary>
    public Tabular Data => new([.. columns.Select((c, i) => c with { Kind = kinds[i] ?? ColumnKind.Text })], ReadAsync());

    /// <summary>Takes all rows in.</summary>
    public static async Task<ValueSpool> FillAsync(Tabular data, CancellationToken cancellation)
    {
        var spool = new ValueSpool(data.Columns);
        try
        {
            await using var writer = new BinaryWriter(spool.file, System.Text.Encoding.UTF8, leaveOpen: true);
            await foreach (var row in data.Rows.WithCancellation(cancellation))
                spool.Take(row, writer);
        }
        catch
        {
            await spool.DisposeAsync(); // nobody else will
            throw;
        }
        return spool;
    }

    public ValueTask DisposeAsync() => file.DisposeAsync();

    private void Take(IReadOnlyList<object?> row, BinaryWriter writer)
    {
        rows++;
        for (int i = 0; i < kinds.Length; i++)
        {
            var kind = ColumnKinds.Of(row[i]);
            kinds[i] = ColumnKinds.Join(kinds[i], kind);
            writer.Write((sbyte)(kind is { } known ? (int)known : -1));
            switch (kind)
            {
                case ColumnKind.Integer: writer.Write(Convert.ToInt64(row[i], System.Globalization.CultureInfo.InvariantCulture)); break;
                case ColumnKind.Number: writer.Write(row[i] is TimeSpan span ? span.TotalSeconds : Convert.ToDouble(row[i],
                    System.Globalization.CultureInfo.InvariantCulture)); break;
                case ColumnKind.Flag: writer.Write((bool)row[i]!); break;
                case ColumnKind.Time: writer.Write(((DateTimeOffset)row[i]!).UtcTicks); break;
                case ColumnKind.Text: writer.Write(TabularColumn.Text(row[i])); break;
            }
        }
    }

    private async IAsyncEnumerable<IReadOnlyList<object?>> ReadAsync()
    {
        file.Position = 0;
        using var reader = new BinaryReader(file, System.Text.Encoding.UTF8, leaveOpen: true);
        for (long row = 0; row < rows; row++)
            yield return [.. kinds.Select(_ => Value(reader))];
        await Task.CompletedTask;
    }

    private static object? Value(BinaryReader reader) => (ColumnKind)reader.ReadSByte() switch
    {
        ColumnKind.Integer => reader.ReadInt64(),
        ColumnKind.Number => reader.ReadDouble(),
        ColumnKind.Flag => reader.ReadBoolean(),
        ColumnKind.Time => new DateTimeOffset(reader.ReadInt64(), TimeSpan.Zero),
        ColumnKind.Text => reader.ReadString(),
        _ => null,
    };
}
