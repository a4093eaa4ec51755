using System.Data;
using Microsoft.Data.Sqlite;

namespace Sweep.Store.Sqlite;

/// <summary>Creates, migrates and checks the schema of a file.</summary>
internal static class SqliteSchema
{
    private static readonly int Newest = StoreSql.Sqlite.Migrations[^1].Version;

    /// <summary>Applies the missing migrations in one transaction; processes that start together take turns.</summary>
    public static async Task MigrateAsync(SqliteConnection connection, string path, CancellationToken cancellation)
    {
        if (await ReadVersionAsync(new StoreSession(connection, null, StoreSql.Sqlite, cancellation), path).ConfigureAwait(false) == Newest)
            return;
        await using var transaction = connection.BeginTransaction(IsolationLevel.Serializable, deferred: false);
        var session = new StoreSession(connection, transaction, StoreSql.Sqlite, cancellation);
        int? version = await ReadVersionAsync(session, path).ConfigureAwait(false);
        if (version is null)
            await session.ExecuteAsync(StoreSql.CreateSchema).ConfigureAwait(false);
        foreach (var migration in StoreSql.Sqlite.Migrations.Where(m => m.Version > (version ?? 0)))
        {
            await session.ExecuteTextAsync(migration.Sql).ConfigureAwait(false);
            await session.ExecuteAsync(StoreSql.AddMigration, ("version", migration.Version), ("name", migration.Name)).ConfigureAwait(false);
        }
        await transaction.CommitAsync(cancellation).ConfigureAwait(false);
    }

    /// <summary>Refuses a file that reading alone cannot serve.</summary>
    public static async Task CheckAsync(SqliteConnection connection, string path, CancellationToken cancellation)
    {
        int? version = await ReadVersionAsync(new StoreSession(connection, null, StoreSql.Sqlite, cancellation), path).ConfigureAwait(false);
        if (version != Newest)
        {
            throw new StoreUnavailableException(path, version is null
                ? "the file is empty. A sweep that is submitted or run creates the store; or name another with --store."
                : $"it has schema version {version} and this program reads {Newest}. Submitting or running a sweep upgrades it.", null);
        }
    }

    /// <summary>Refreshes what the query planner knows; cheap, since it samples.</summary>
    public static async Task AnalyzeAsync(SqliteConnection connection, CancellationToken cancellation)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = "pragma analysis_limit = 1000; pragma optimize = 0x10002";
        await command.ExecuteNonQueryAsync(cancellation).ConfigureAwait(false);
    }

    /// <summary>The version of the schema; null in an empty database.</summary>
    private static async Task<int?> ReadVersionAsync(StoreSession session, string path)
    {
        var (hasSchema, tables) = (await session.QueryAsync(StoreSql.FindSchema, row => (row.GetInt32(0), row.GetInt32(1))).ConfigureAwait(false)).Single();
        if (hasSchema == 0)
        {
            return tables == 0
                ? null
                : throw new StoreUnavailableException(path, "it is a database of another program. Name another file with --store.", null);
        }
        int version = (await session.QueryAsync(StoreSql.ReadVersion, row => row.GetInt32(0)).ConfigureAwait(false)).Single();
        return version <= Newest
            ? version
            : throw new StoreUnavailableException(path, $"it has schema version {version}, written by a newer release; this one knows {Newest}. Upgrade this program.", null);
    }
}
