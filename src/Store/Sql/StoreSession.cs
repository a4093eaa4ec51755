using System.Data.Common;

namespace Sweep.Store.Sql;

/// <summary>A connection inside a transaction, and the statements of its engine. Of a file with several statements only the last returns
/// rows.</summary>
internal sealed class StoreSession(DbConnection connection, DbTransaction? transaction, StoreSql sql, CancellationToken cancellation)
{
    /// <summary>The connection itself, for what only its engine can do.</summary>
    public DbConnection Connection => connection;

    /// <summary>The migrations of its engine, oldest first.</summary>
    public IReadOnlyList<Migration> Migrations => sql.Migrations;

    /// <summary>The schema version that this program writes.</summary>
    public int NewestVersion => sql.Migrations[^1].Version;

    /// <summary>Ends the work of this session.</summary>
    public CancellationToken Cancellation => cancellation;

    /// <summary>How long a statement may take; null for what its connection is set to.</summary>
    public TimeSpan? StatementLimit { get; init; }

    /// <summary>A command for a named statement.</summary>
    public DbCommand Command(string name, params ReadOnlySpan<(string Name, object? Value)> parameters)
    {
        var command = CreateCommand(sql[name]);
        foreach (var (parameterName, value) in parameters)
        {
            var parameter = command.CreateParameter();
            parameter.ParameterName = parameterName;
            parameter.Value = value ?? DBNull.Value;
            command.Parameters.Add(parameter);
        }
        return command;
    }

    /// <summary>Runs a statement for its effect.</summary>
    public async Task ExecuteAsync(string name, params (string Name, object? Value)[] parameters)
    {
        await using var command = Command(name, parameters);
        await command.ExecuteNonQueryAsync(cancellation).ConfigureAwait(false);
    }

    /// <summary>Runs text that is no named statement, such as a migration.</summary>
    public async Task ExecuteTextAsync(string text)
    {
        await using var command = CreateCommand(text);
        await command.ExecuteNonQueryAsync(cancellation).ConfigureAwait(false);
    }

    /// <summary>Runs a statement for its rows.</summary>
    /// <exception cref="UnreadableRowException">A row holds what no version of the program stores.</exception>
    public async Task<List<T>> QueryAsync<T>(string name, Func<DbDataReader, T> map, params (string Name, object? Value)[] parameters)
    {
        await using var command = Command(name, parameters);
        await using var reader = await command.ExecuteReaderAsync(cancellation).ConfigureAwait(false);
        var rows = new List<T>();
        while (await reader.ReadAsync(cancellation).ConfigureAwait(false))
            rows.Add(Map(reader, map));
        return rows;
    }

    private static T Map<T>(DbDataReader reader, Func<DbDataReader, T> map)
    {
        try
        {
            return map(reader);
        }
        catch (Exception fault) when (fault is not (DbException or OperationCanceledException))
        {
            throw new UnreadableRowException(fault);
        }
    }

    private DbCommand CreateCommand(string text)
    {
        var command = connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = text;
        if (StatementLimit is { } limit)
            command.CommandTimeout = (int)limit.TotalSeconds;
        return command;
    }
}
