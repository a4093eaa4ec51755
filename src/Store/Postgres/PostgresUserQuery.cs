using System.Data;
using System.Globalization;
using Npgsql;
using NpgsqlTypes;
using Sweep.Store.Sql;

namespace Sweep.Store.Postgres;

/// <summary>A user's statement in a read-only transaction with the server's own time limit.</summary>
internal sealed class PostgresUserQuery : UserQuery
{
    private readonly NpgsqlConnection connection;
    private readonly CancellationToken cancellation;
    private readonly TimeProvider time;
    private readonly long begun;
    private NpgsqlTransaction? transaction;
    private NpgsqlBatch? batch;
    private NpgsqlDataReader? reader;

    private PostgresUserQuery(NpgsqlConnection connection, TimeProvider time, CancellationToken cancellation) =>
        (this.connection, this.time, begun, this.cancellation) = (connection, time, time.GetTimestamp(), cancellation);

    public override IReadOnlyList<object?> Header => [.. Enumerable.Range(0, reader!.FieldCount).Select(reader.GetName)];

    public static async Task<PostgresUserQuery> OpenAsync(NpgsqlConnection connection, string sql, TimeProvider time,
        CancellationToken cancellation)
    {
        var query = new PostgresUserQuery(connection, time, cancellation);
        try
        {
            query.transaction = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellation).ConfigureAwait(false);
            await using (var limits = connection.CreateCommand())
            {
                limits.CommandText = string.Create(CultureInfo.InvariantCulture,
                    $"set transaction read only; set local statement_timeout = {(int)TimeLimit.TotalMilliseconds}");
                await limits.ExecuteNonQueryAsync(cancellation).ConfigureAwait(false);
            }
            query.batch = new NpgsqlBatch(connection, query.transaction)
            {
                BatchCommands = { new NpgsqlBatchCommand(sql) },   // a batch command is one statement
                Timeout = (int)(TimeLimit + TimeLimit / 4).TotalSeconds,   // the server ends it first, unless it is gone
            };
            query.reader = await query.GuardAsync(() => query.batch.ExecuteReaderAsync(cancellation)).ConfigureAwait(false);
            return query;
        }
        catch
        {
            await query.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    public override Task<IReadOnlyList<object?>?> NextAsync() => GuardAsync<IReadOnlyList<object?>?>(async () =>
    {
        if (!await reader!.ReadAsync(cancellation).ConfigureAwait(false))
            return null;
        var row = new object?[reader.FieldCount];
        for (int i = 0; i < row.Length; i++)
        {
            try
            {
                row[i] = await reader.IsDBNullAsync(i, cancellation).ConfigureAwait(false) ? null : Plain(reader, i);
            }
            catch (Exception fault) when (fault is InvalidCastException or NotSupportedException or OverflowException)
            {
                throw new QueryRefusedException($"Column '{reader.GetName(i)}' has a value of the type {reader.GetDataTypeName(i)} "
                    + "that cannot be read: cast it to text or, if it is a number, to double precision.", fault);
            }
        }
        return row;
    });

    private static object Plain(NpgsqlDataReader reader, int column)
    {
        switch (reader.GetDataTypeName(column))
        {
            case "json" or "jsonb":
                return QueryValues.NormalizeJson(reader.GetString(column));
            case "interval":
                var interval = reader.GetFieldValue<NpgsqlInterval>(column);
                return QueryValues.FormatDuration(interval.Months, interval.Days, interval.Time);
            default:
                return QueryValues.Normalize(reader.GetValue(column));
        }
    }

    public override async ValueTask DisposeAsync()
    {
        if (reader is not null)
            await reader.DisposeAsync().ConfigureAwait(false);
        if (batch is not null)
            await batch.DisposeAsync().ConfigureAwait(false);
        if (transaction is not null)
            await transaction.DisposeAsync().ConfigureAwait(false);
        await connection.DisposeAsync().ConfigureAwait(false);
    }

    private async Task<T> GuardAsync<T>(Func<Task<T>> step)
    {
        try
        {
            return await step().ConfigureAwait(false);
        }
        catch (PostgresException fault) when (fault.SqlState == PostgresErrorCodes.QueryCanceled)
        {
            throw new QueryRefusedException(time.GetElapsedTime(begun) >= TimeLimit
                ? $"The statement ran longer than {TimeLimit.TotalMinutes:0} minutes."
                : $"The server cancelled the statement: {fault.MessageText}.", fault);
        }
        catch (PostgresException fault)
            when (fault.SqlState == PostgresErrorCodes.ReadOnlySqlTransaction || !PostgresFault.IsPassing(fault))
        {
            throw new QueryRefusedException(fault.MessageText, fault);
        }
        catch (NotSupportedException fault)
        {
            throw new QueryRefusedException("Only one statement at a time.", fault);
        }
    }
}
