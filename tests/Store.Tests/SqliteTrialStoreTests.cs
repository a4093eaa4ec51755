using Microsoft.Data.Sqlite;
using Sweep.Testing;

namespace Sweep.Store.Tests;

public sealed class SqliteTrialStoreTests : TrialStoreContract
{
    private readonly TemporaryFolder folder = new();

    private string Path => folder["sweep.db"];

    protected override Task CreateDatabaseAsync() => Task.CompletedTask;

    protected override Task DropDatabaseAsync()
    {
        folder.Dispose();
        return Task.CompletedTask;
    }

    protected override Task<ITrialStore> OpenAsync(StoreAccess access) => TrialStores.OpenAsync(Path, access, TimeProvider.System, Cancellation);

    protected override async Task ExecuteAsync(string sql)
    {
        await using var connection = new SqliteConnection($"Data Source={Path};Pooling=False");
        await connection.OpenAsync(Cancellation);
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync(Cancellation);
    }

    protected override async Task<long> CountAsync(string sql)
    {
        await using var connection = new SqliteConnection($"Data Source={Path};Pooling=False");
        await connection.OpenAsync(Cancellation);
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        return (long)(await command.ExecuteScalarAsync(Cancellation))!;
    }

    protected override Task ExpireLeasesAsync() => ExecuteAsync("update leases set expires_at = cast(unixepoch('now', 'subsec') * 1000 as integer) - 1");

    protected override Task SetClockBackAsync() =>
        ExecuteAsync("update leases set leased_at = leased_at + 86400000, expires_at = expires_at + 86400000");

    internal override StoreSql Statements => StoreSql.Sqlite;
}
