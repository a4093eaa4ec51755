namespace Sweep.Store.Sql;

/// <summary>Creates, migrates and checks the schema; the same steps on every engine.</summary>
internal static class StoreSchema
{
    /// <summary>The version that a store has, for the session's engine; null where there is no store yet.</summary>
    public static async Task<int?> ReadVersionAsync(StoreSession session, string store)
    {
        var (hasSchema, tables) = (await session.QueryAsync(StoreSql.FindSchema, row => (row.GetInt32(0), row.GetInt32(1)))
            .ConfigureAwait(false)).Single();
        if (hasSchema == 0)
            return tables == 0 ? null : throw new StoreUnavailableException(store,
                "it is a database of another program. Name another with --store.", null);
        int version = (await session.QueryAsync(StoreSql.ReadVersion, row => row.GetInt32(0)).ConfigureAwait(false)).Single();
        return version <= session.NewestVersion
            ? version
            : throw new StoreUnavailableException(store,
                $"it has schema version {version}, written by a newer release; this one knows {session.NewestVersion}. Upgrade this "
                    + "program.", null);
    }

    /// <summary>Applies the missing migrations, in the session's transaction.</summary>
    public static async Task MigrateAsync(StoreSession session, string store)
    {
        await session.ExecuteAsync(StoreSql.LockMigration).ConfigureAwait(false);
        int? version = await ReadVersionAsync(session, store).ConfigureAwait(false);
        if (version is null)
            await session.ExecuteAsync(StoreSql.CreateSchema).ConfigureAwait(false);
        foreach (var migration in session.Migrations.Where(m => m.Version > (version ?? 0)))
        {
            await session.ExecuteTextAsync(migration.Sql).ConfigureAwait(false);
            await session.ExecuteAsync(StoreSql.AddMigration, ("version", migration.Version), ("name", migration.Name))
                .ConfigureAwait(false);
        }
    }

    /// <summary>Refuses what reading alone cannot serve.</summary>
    public static async Task CheckAsync(StoreSession session, string store)
    {
        int? version = await ReadVersionAsync(session, store).ConfigureAwait(false);
        if (version != session.NewestVersion)
        {
            throw new StoreUnavailableException(store, version is null
                ? "there is no store in it yet. A sweep that is submitted or run creates one; or name another with --store."
                : $"it has schema version {version} and this program reads {session.NewestVersion}. `sweep migrate` upgrades it, and so "
                    + "does submitting or running a sweep.", null);
        }
    }
}
