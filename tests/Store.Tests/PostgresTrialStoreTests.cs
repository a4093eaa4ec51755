using System.Globalization;
using Sweep.Testing;

[assembly: AssemblyFixture(typeof(PrivatePostgres))]

namespace Sweep.Store.Tests;

public sealed class PostgresTrialStoreTests(PrivatePostgres postgres) : TrialStoreContract
{
    private TestDatabase? database;

    protected override async Task CreateDatabaseAsync() => database = await postgres.CreateDatabaseAsync();

    protected override async Task DropDatabaseAsync()
    {
        if (database is not null)
            await database.DisposeAsync();
    }

    protected override Task<ITrialStore> OpenAsync(StoreAccess access) => TrialStores.OpenAsync(database!.Address, access, TimeProvider.System, Cancellation);

    protected override Task ExecuteAsync(string sql) => database!.ExecuteAsync(sql);

    protected override async Task<long> CountAsync(string sql) => Convert.ToInt64(await database!.ExecuteAsync(sql), CultureInfo.InvariantCulture);

    protected override Task ExpireLeasesAsync() => ExecuteAsync("update leases set expires_at = clock_timestamp() - interval '1 millisecond'");

    protected override Task SetClockBackAsync() =>
        ExecuteAsync("update leases set leased_at = leased_at + interval '1 day', expires_at = expires_at + interval '1 day'");

    internal override StoreSql Statements => StoreSql.Postgres;
}
