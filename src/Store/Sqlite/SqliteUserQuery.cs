using System.Globalization;
using Microsoft.Data.Sqlite;
using SQLitePCL;
using Sweep.Store.Sql;

namespace Sweep.Store.Sqlite;

/// <summary>A user's statement on a connection that cannot write, interrupted at the time limit or on cancellation.</summary>
internal sealed class SqliteUserQuery : UserQuery
{
    /// <summary>Columns of tables that are JSON on Postgres: SQLite has no type for it, but tells of a view's column whose it is.</summary>
    private static readonly HashSet<(string? Table, string? Column)> JsonColumns =
        [("configurations", "labels"), ("environments", "facts"), ("looks", "decisions")];

    /// <summary>How SQLite's date functions write a moment; it has no type for one, and its views are made with these functions.</summary>
    private static readonly string[] MomentFormats = ["yyyy-MM-dd HH:mm:ss", "yyyy-MM-dd HH:mm:ss.fff"];

    private const int MaxValueBytes = 1 << 24; // a statement cannot make texts that need the memory of a machine

    private readonly SqliteReader source;
    private readonly SqliteCommand command;
    private readonly int formerLimit;
    private readonly CancellationTokenSource limit;
    private readonly CancellationTokenRegistration interruption;
    private readonly CancellationToken cancellation;
    private SqliteDataReader? reader;
    private bool[] isJson = [];

    private SqliteUserQuery(SqliteReader source, string sql, TimeProvider time, CancellationToken cancellation)
    {
        this.source = source;
        this.cancellation = cancellation;
        command = source.Connection.CreateCommand();
        command.CommandText = sql;
        limit = new CancellationTokenSource(TimeLimit, time);
        var handle = source.Connection.Handle!;
        formerLimit = raw.sqlite3_limit(handle, raw.SQLITE_LIMIT_LENGTH, MaxValueBytes);
        var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellation);
        interruption = either.Token.Register(() =>
        {
            raw.sqlite3_interrupt(handle);
            either.Dispose();
        });
    }

    public override IReadOnlyList<object?> Header => [.. Enumerable.Range(0, reader!.FieldCount).Select(reader.GetName)];

    public static SqliteUserQuery Open(SqliteReader source, string sql, TimeProvider time, CancellationToken cancellation)
    {
        SqliteUserQuery? query = null;
        try
        {
            RefuseSeveral(source.Connection, sql);
            query = new SqliteUserQuery(source, sql, time, cancellation);
            query.reader = query.Guard(query.command.ExecuteReader);
            var statement = query.reader.Handle;
            query.isJson = [.. Enumerable.Range(0, query.reader.FieldCount).Select(i => JsonColumns.Contains(
                (raw.sqlite3_column_table_name(statement, i).utf8_to_string(),
                    raw.sqlite3_column_origin_name(statement, i).utf8_to_string())))];
            return query;
        }
        catch
        {
            query?.Close();
            source.Dispose();
            throw;
        }
    }

    public override Task<IReadOnlyList<object?>?> NextAsync() => Task.Run(() => Guard<IReadOnlyList<object?>?>(() =>
    {
        if (!reader!.Read())
            return null;
        var row = new object?[reader.FieldCount];
        for (int i = 0; i < row.Length; i++)
            row[i] = reader.IsDBNull(i) ? null : Plain(reader.GetValue(i), isJson[i]);
        return row;
    }));

    private static object Plain(object value, bool isJson) => value switch
    {
        string text when isJson => QueryValues.NormalizeJson(text),
        string text when DateTime.TryParseExact(text, MomentFormats, CultureInfo.InvariantCulture, DateTimeStyles.None, out var time) =>
            QueryValues.FormatTimestamp(time, "'Z'"),
        _ => QueryValues.Normalize(value),
    };

    public override ValueTask DisposeAsync()
    {
        Close();
        return source.DisposeAsync();
    }

    private void Close()
    {
        interruption.Dispose();
        limit.Dispose();
        reader?.Dispose();
        command.Dispose();
        raw.sqlite3_limit(source.Connection.Handle!, raw.SQLITE_LIMIT_LENGTH, formerLimit);
    }

    private T Guard<T>(Func<T> step)
    {
        try
        {
            return step();
        }
        catch (SqliteException fault)
        {
            cancellation.ThrowIfCancellationRequested();
            throw new QueryRefusedException(limit.IsCancellationRequested
                ? $"The statement ran longer than {TimeLimit.TotalMinutes:0} minutes." : fault.Message, fault);
        }
    }

    private static void RefuseSeveral(SqliteConnection connection, string sql)
    {
        if (raw.sqlite3_prepare_v2(connection.Handle!, sql, out var statement, out string rest) != raw.SQLITE_OK)
            throw new QueryRefusedException(raw.sqlite3_errmsg(connection.Handle!).utf8_to_string(), null);
        using (statement)
        {
            if (raw.sqlite3_stmt_readonly(statement) == 0)
                throw new QueryRefusedException("The statement would write.", null);
        }
        if (raw.sqlite3_prepare_v2(connection.Handle!, rest, out var second, out _) != raw.SQLITE_OK || !second.IsInvalid)
        {
            second?.Dispose();
            throw new QueryRefusedException("Only one statement at a time.", null);
        }
    }
}
