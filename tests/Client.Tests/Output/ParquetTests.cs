using DuckDB.NET.Data;
using Parquet;
using Sweep.Client.Output;
using Sweep.Testing;

namespace Sweep.Client.Tests.Output;

/// <summary>Parquet files as other programs see them: read by DuckDB, and by Parquet.Net where the file's own structure is asked.</summary>
public sealed class ParquetTests : IDisposable
{
    private static readonly DateTimeOffset Moment = new(2026, 11, 30, 12, 34, 56, 789, TimeSpan.Zero);

    private readonly TemporaryFolder folder = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private string File => folder["table.parquet"];

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Columns_have_types_and_values_come_back()
    {
        TabularColumn[] columns =
        [
            TabularColumn.Of(ColumnKind.Text, "text"), TabularColumn.Of(ColumnKind.Integer, "whole"),
            TabularColumn.Of(ColumnKind.Number, "number"), TabularColumn.Of(ColumnKind.Flag, "flag"),
            TabularColumn.Of(ColumnKind.Time, "time"),
        ];
        await WriteAsync(columns, ["a,\"b\"\u00e4\u2192", 1L << 60, 0.1, true, Moment], [null, null, null, null, null],
            ["=1+1", -1, double.NegativeInfinity, false, Moment.AddTicks(10)]);
        Assert.Equal(["VARCHAR", "BIGINT", "DOUBLE", "BOOLEAN", "TIMESTAMP WITH TIME ZONE"], await TypesAsync());
        var rows = await ReadAsync("select text, whole, number, flag, epoch_us(time) from 'FILE'");
        long time = (Moment - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;
        Assert.Equal([["a,\"b\"\u00e4\u2192", 1L << 60, 0.1, true, time], [null, null, null, null, null],
            ["=1+1", -1L, double.NegativeInfinity, false, time + 1]], rows);
    }

    [Fact]
    public async Task A_number_that_is_none_stays_one_and_is_not_null()
    {
        await WriteAsync([TabularColumn.Of(ColumnKind.Number, "loss")], [double.NaN], [null]);
        Assert.Equal([[double.NaN], [null]], await ReadAsync("select loss from 'FILE'"));
    }

    [Fact]
    public async Task Labels_become_values_of_their_column()
    {
        TabularColumn[] columns = [TabularColumn.Of(ColumnKind.Integer, "batchSize"), TabularColumn.Of(ColumnKind.Number, "learningRate"),
            TabularColumn.Of(ColumnKind.Flag, "augment")];
        await WriteAsync(columns, ["64", "0.01", "true"], ["128", "1E-05", "false"]);
        Assert.Equal([[64L, 0.01, true], [128L, 1e-5, false]], await ReadAsync("select * from 'FILE'"));
    }

    [Fact]
    public async Task Columns_of_unknown_kind_get_the_narrowest_that_holds_all_values()
    {
        TabularColumn[] columns = [new("whole"), new("mixed"), new("number"), new("flag"), new("time"), new("seconds"), new("nothing")];
        await WriteAsync(columns, [1, 1, 1L, true, Moment, TimeSpan.FromSeconds(1.5), null],
            [2L, "x", 0.5, null, null, TimeSpan.Zero, null]);
        Assert.Equal(["BIGINT", "VARCHAR", "DOUBLE", "BOOLEAN", "TIMESTAMP WITH TIME ZONE", "DOUBLE", "VARCHAR"], await TypesAsync());
        Assert.Equal([[1L, "1", 1.0, true, 1.5, null], [2L, "x", 0.5, null, 0.0, null]],
            await ReadAsync("select whole, mixed, number, flag, seconds, nothing from 'FILE'"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_table_without_rows_has_its_columns(bool isKnown)
    {
        await WriteAsync([isKnown ? TabularColumn.Of(ColumnKind.Integer, "seed") : new("seed")]);
        Assert.Equal([[0L]], await ReadAsync("select count(seed) from 'FILE'"));
    }

    [Fact]
    public async Task Row_groups_are_bounded_and_rows_are_asked_for_one_group_after_another()
    {
        TabularColumn[] columns = [.. Enumerable.Range(0, 600).Select(i => TabularColumn.Of(ColumnKind.Integer, $"c{i}"))];
        int limit = ParquetTable.RowsPerGroup(columns.Length), asked = 0;
        Assert.InRange(limit, 1024, 2048);
        int rows = 2 * limit + 1;
        var stream = new MostAhead(() => asked);
        await ParquetTable.WriteAsync(Tabular.Create(columns, Rows()), stream, Cancellation);
        Assert.InRange(stream.Most, 1, limit); // never more than a group is held
        stream.Position = 0;
        await using var reader = await ParquetReader.CreateAsync(stream, cancellationToken: Cancellation);
        Assert.Equal([limit, limit, 1], reader.RowGroups.Select(g => g.RowCount));

        IEnumerable<IReadOnlyList<object?>> Rows()
        {
            for (; asked < rows; asked++)
                yield return [.. Enumerable.Repeat<object?>(asked, columns.Length)];
        }
    }

    [Fact]
    public async Task Rows_that_break_off_leave_nothing_that_reads_as_a_whole_file()
    {
        var pipe = new MemoryStream();
        var broken = Tabular.Create([TabularColumn.Of(ColumnKind.Integer, "seed")], Rows());
        await Assert.ThrowsAsync<TimeoutException>(() => ParquetTable.WriteAsync(broken, pipe, Cancellation));
        Assert.InRange(pipe.Length, 5, long.MaxValue); // a row group was written
        Assert.False(pipe.ToArray().AsSpan().EndsWith("PAR1"u8)); // as each Parquet file ends

        static IEnumerable<IReadOnlyList<object?>> Rows()
        {
            for (int row = 0; row <= ParquetTable.RowsPerGroup(columns: 1); row++)
                yield return [row];
            throw new TimeoutException();
        }
    }

    private async Task WriteAsync(TabularColumn[] columns, params object?[][] rows)
    {
        var screen = new RememberingScreen();
        await TableFile.WriteAsync(Tabular.Create(columns, rows), OutputFormat.Parquet, File, screen.Screen, Cancellation);
    }

    private async Task<string[]> TypesAsync() =>
        [.. (await ReadAsync("select column_type from (describe from 'FILE')")).Select(r => (string)r[0]!)];

    private async Task<List<object?[]>> ReadAsync(string sql)
    {
        await using var connection = new DuckDBConnection("DataSource=:memory:");
        await connection.OpenAsync(Cancellation);
        await using var command = connection.CreateCommand();
        command.CommandText = sql.Replace("FILE", File, StringComparison.Ordinal);
        await using var reader = await command.ExecuteReaderAsync(Cancellation);
        var rows = new List<object?[]>();
        while (await reader.ReadAsync(Cancellation))
            rows.Add([.. Enumerable.Range(0, reader.FieldCount).Select(i => reader.IsDBNull(i) ? null : reader.GetValue(i))]);
        return rows;
    }

    /// <summary>Notes how many rows were taken at most between two times that something was written.</summary>
    private sealed class MostAhead(Func<int> taken) : MemoryStream
    {
        private int before;

        public int Most { get; private set; }

        public override void Write(ReadOnlySpan<byte> buffer)
        {
            Note();
            base.Write(buffer);
        }

        public override void Write(byte[] buffer, int offset, int count)
        {
            Note();
            base.Write(buffer, offset, count);
        }

        private void Note()
        {
            Most = Math.Max(Most, taken() - before);
            before = taken();
        }
    }
}
