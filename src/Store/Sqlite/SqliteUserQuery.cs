using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Sweep.Store.Sqlite;

/// <summary>A user's statement on a connection that cannot write, interrupted at the time limit or on cancellation.</summary>
internal sealed class SqliteUserQuery : UserQuery
{
    private readonly SqliteReader source;
    private readonly SqliteCommand command;
    private readonly CancellationTokenSource limit;
    private readonly CancellationTokenRegistration interruption;
    private readonly CancellationToken cancellation;
    private SqliteDataReader? reader;

    private SqliteUserQuery(SqliteReader source, string sql, TimeProvider time, CancellationToken cancellation)
    {
        this.source = source;
        this.cancellation = cancellation;
        command = source.Connection.CreateCommand();
        command.CommandText = sql;
        limit = new CancellationTokenSource(TimeLimit, time);
        var handle = source.Connection.Handle!;
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
            row[i] = reader.IsDBNull(i) ? null : reader.GetValue(i);
        return row;
    }));

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
            throw new QueryRefusedException(limit.IsCancellationRequested ? $"The statement ran longer than {TimeLimit.TotalMinutes:0} minutes." : fault.Message, fault);
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
