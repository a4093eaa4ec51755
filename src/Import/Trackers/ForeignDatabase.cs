using System.Globalization;
using Microsoft.Data.Sqlite;

namespace Sweep.Import.Trackers;

/// <summary>An SQLite database that another program wrote. It is only read, and nothing in it is trusted.</summary>
/// <remarks>Whatever is wrong with the file becomes an <see cref="InvalidDataException"/> for people.</remarks>
internal sealed class ForeignDatabase : IDisposable
{
    private static readonly byte[] Magic = "SQLite format 3\0"u8.ToArray();

    private readonly string path;
    private readonly SqliteConnection connection;

    private ForeignDatabase(string path, SqliteConnection connection) => (this.path, this.connection) = (path, connection);

    /// <summary>Whether a file says that it is an SQLite database.</summary>
    public static bool IsOne(string path)
    {
        if (!File.Exists(path))
            return false;
        using var file = File.OpenRead(path);
        byte[] start = new byte[Magic.Length];
        return file.ReadAtLeast(start, start.Length, throwOnEndOfStream: false) == start.Length && start.AsSpan().SequenceEqual(Magic);
    }

    /// <summary>Whether a file is an SQLite database with these tables.</summary>
    public static bool HasTables(string path, params IReadOnlyList<string> tables)
    {
        try
        {
            if (!IsOne(path))
                return false;
            using var database = Open(path);
            return tables.All(table => database.Has(table));
        }
        catch (Exception e) when (e is InvalidDataException or IOException or UnauthorizedAccessException)
        {
            return false; // another reader, or nobody, recognises it
        }
    }

    /// <summary>Opens a database for reading.</summary>
    /// <exception cref="InvalidDataException">It is none.</exception>
    public static ForeignDatabase Open(string path)
    {
        var connection = new SqliteConnection(
            new SqliteConnectionStringBuilder { DataSource = path, Mode = SqliteOpenMode.ReadOnly, Pooling = false }.ToString());
        var database = new ForeignDatabase(path, connection);
        try
        {
            connection.Open();
            using var guard = connection.CreateCommand();
            guard.CommandText = "pragma trusted_schema = off";
            guard.ExecuteNonQuery();
            return database;
        }
        catch (SqliteException e)
        {
            database.Dispose();
            throw database.Damaged(e);
        }
    }

    /// <summary>Whether there is a table with these columns. A view is none: what it would run is not known.</summary>
    public bool Has(string table, params IReadOnlyList<string> columns)
    {
        if (!Rows("select 1 from sqlite_master where type = 'table' and name = $name", ("$name", table)).Any())
            return false;
        var existing = Rows("select name from pragma_table_info($name)", ("$name", table)).Select(row => row.Text(0)).ToHashSet();
        return columns.All(existing.Contains);
    }

    /// <summary>The rows of a query.</summary>
    /// <exception cref="InvalidDataException">The database is damaged.</exception>
    public IEnumerable<ForeignRow> Rows(string sql, params IReadOnlyList<(string Name, object Value)> parameters)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        foreach (var (name, value) in parameters)
            command.Parameters.AddWithValue(name, value);
        using var reader = Guarded(command.ExecuteReader);
        while (Guarded(reader.Read))
        {
            object[] values = new object[reader.FieldCount];
            Guarded(() => reader.GetValues(values));
            yield return new ForeignRow(values);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => connection.Dispose();

    private T Guarded<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (SqliteException e)
        {
            throw Damaged(e);
        }
    }

    private InvalidDataException Damaged(SqliteException e) =>
        new($"{path}: the database cannot be read: {e.Message} Copy it anew while no program writes to it.", e);
}

/// <summary>One row; its values may be of any kind, whatever the schema says.</summary>
internal readonly struct ForeignRow(object[] values)
{
    /// <summary>Text; numbers as text; null is empty.</summary>
    public string Text(int column) => Convert.ToString(values[column], CultureInfo.InvariantCulture) ?? "";

    /// <summary>A number; null where there is none.</summary>
    public double? Number(int column) => values[column] switch
    {
        double number => number,
        long number => number,
        _ => null,
    };

    /// <summary>An integer; null where there is none.</summary>
    public long? Integer(int column) => values[column] is long number ? number : null;
}
