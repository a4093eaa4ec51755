using Microsoft.Data.Sqlite;
using Sweep.Store.Sql;
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

    protected override Task<ITrialStore> OpenAsync(StoreAccess access, TimeProvider time) =>
        TrialStores.OpenAsync(Path, access, time, Cancellation);

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

    [Theory]
    [InlineData("x'00ff'", "\\x00ff")]
    [InlineData("9e999", double.PositiveInfinity)]
    [InlineData("1 = 1", 1L)]
    [InlineData("datetime('2026-11-29 19:42:20')", "2026-11-29T19:42:20.000Z")]
    [InlineData("strftime('%Y-%m-%d %H:%M:%f', '2026-11-29 19:42:20.5')", "2026-11-29T19:42:20.500Z")]
    [InlineData("date('2026-11-29 19:42:20')", "2026-11-29")]
    [InlineData("'at 2026-11-29 19:42:20'", "at 2026-11-29 19:42:20")]
    [InlineData("'{\"a\": 1}'", "{\"a\": 1}")]
    [InlineData("null", null)]
    public async Task A_query_spells_every_type_in_one_way(string expression, object? expected) =>
        Assert.Equal(expected, (await QueryAsync($"select {expression}"))[1][0]);

    [Fact]
    public async Task A_query_gives_damaged_json_as_text()
    {
        await SubmitAsync(TestPlans.Create("s", ["relu"], seeds: 1));
        await ExecuteAsync("update configurations set labels = '{\"broken'");
        Assert.Equal("{\"broken", (await QueryAsync("select labels from configurations"))[1][0]);
    }

    protected override Task ExpireLeasesAsync() =>
        ExecuteAsync("update leases set expires_at = cast(unixepoch('now', 'subsec') * 1000 as integer) - 1");

    protected override Task AgeLeasesAsync() => ExecuteAsync("update leases set leased_at = leased_at - 60000");

    protected override Task SetClockBackAsync() =>
        ExecuteAsync("update leases set leased_at = leased_at + 86400000, expires_at = expires_at + 86400000");

    internal override StoreSql Statements => StoreSql.Sqlite;
}
