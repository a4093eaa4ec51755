using System.Globalization;
using Microsoft.Data.Sqlite;
using Npgsql;
using Sweep.Testing;

namespace Sweep.Client.Tests.OldStores;

/// <summary>A copy of a store that a former release made (README.md), restored for one test.</summary>
internal sealed class OldStore : IAsyncDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly TestDatabase? database;

    private OldStore(string name, TestDatabase? database) =>
        (Schema, this.database) = (SchemaOf(name), database);

    /// <summary>The names of all stores: "schema-3.sqlite" is the text of an SQLite database, "schema-3.dump" that of a Postgres
    /// database.</summary>
    public static IEnumerable<string> Names =>
        Directory.GetFiles(Folder, "schema-*").Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal);

    /// <summary>The version of its schema.</summary>
    public int Schema { get; }

    /// <summary>What the command line and the store take.</summary>
    public string Address => database?.Address ?? folder["sweep.db"];

    private static string Folder => RepositoryRoot.Find("tests", "Client.Tests", "OldStores");

    /// <summary>Makes the copy; skips the test where it needs a server and there is none.</summary>
    public static async Task<OldStore> RestoreAsync(string name, PrivatePostgres postgres)
    {
        bool isServer = name.EndsWith(".dump", StringComparison.Ordinal);
        var store = new OldStore(name, isServer ? await postgres.CreateDatabaseAsync() : null);
        string text = await File.ReadAllTextAsync(Path.Combine(Folder, name));
        if (store.database is { } database)
        {
            await database.ExecuteAsync(text);
            return store;
        }
        await using var connection = new SqliteConnection($"Data Source={store.Address};Pooling=False");
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = "pragma journal_mode = wal;\n" + text;
        await command.ExecuteNonQueryAsync();
        return store;
    }

    /// <summary>The version of the schema of the store of that name.</summary>
    public static int SchemaOf(string name) => int.Parse(name.Split('-', '.')[1], CultureInfo.InvariantCulture);

    /// <summary>The text of a spec that the stores were filled with.</summary>
    public static string Spec(string name) => File.ReadAllText(Path.Combine(Folder, "specs", name + ".yaml"));

    /// <summary>Reads past the store, whatever its schema; one text per row.</summary>
    public async Task<string[]> ReadAsync(string sql)
    {
        await using System.Data.Common.DbConnection connection = database is null
            ? new SqliteConnection($"Data Source={Address};Pooling=False")
            : new NpgsqlConnection(Address);
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await using var reader = await command.ExecuteReaderAsync();
        var rows = new List<string>();
        while (await reader.ReadAsync())
        {
            object[] values = new object[reader.FieldCount];
            reader.GetValues(values);
            rows.Add(string.Join('|', values.Select(value => Convert.ToString(value, CultureInfo.InvariantCulture))));
        }
        return [.. rows];
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        folder.Dispose();
        if (database is not null)
            await database.DisposeAsync();
    }
}
