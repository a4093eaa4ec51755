using System.Globalization;
using Sweep.Store.Sql;
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

    protected override Task<ITrialStore> OpenAsync(StoreAccess access, TimeProvider time) =>
        TrialStores.OpenAsync(database!.Address, access, time, Cancellation);

    protected override Task ExecuteAsync(string sql) => database!.ExecuteAsync(sql);

    protected override async Task<long> CountAsync(string sql) =>
        Convert.ToInt64(await database!.ExecuteAsync(sql), CultureInfo.InvariantCulture);

    [Theory]
    [InlineData("true", true)]
    [InlineData("cast(7 as smallint)", 7L)]
    [InlineData("1.50::numeric", 1.5)]
    [InlineData("-12.00::numeric", -12L)]
    [InlineData("1 / 3.0", 1 / 3.0)]
    [InlineData("12345678901234567890::numeric", 12345678901234567890.0)]
    [InlineData("'NaN'::float8", double.NaN)]
    [InlineData("'-Infinity'::float8", double.NegativeInfinity)]
    [InlineData("0.1::float4", 0.1)]
    [InlineData("array['a', 'b\"', null]", "[\"a\",\"b\\\"\",null]")]
    [InlineData("array[[1, 2], [3, 4]]", "[[1,2],[3,4]]")]
    [InlineData("array[1, null]", "[1,null]")]
    [InlineData("array['NaN'::float8, 0.5]", "[\"NaN\",0.5]")]
    [InlineData("'{\"b\": 1.50, \"aa\": [0.00001, \"ä<\"]}'::jsonb", "{\"aa\":[0.00001,\"ä<\"],\"b\":1.5}")]
    [InlineData("'2026-11-29 19:42:20.1239+02'::timestamptz", "2026-11-29T17:42:20.123Z")]
    [InlineData("'2026-11-29 19:42:20'::timestamp", "2026-11-29T19:42:20.000")]
    [InlineData("'infinity'::timestamptz", "infinity")]
    [InlineData("'2026-11-29'::date", "2026-11-29")]
    [InlineData("'19:42:20.5'::time", "19:42:20.500")]
    [InlineData("interval '1 year 2 months 3 days 4 hours 5.25 seconds'", "P1Y2M3DT4H5.25S")]
    [InlineData("interval '-90 seconds'", "PT-1M-30S")]
    [InlineData("interval '0'", "PT0S")]
    [InlineData("'\\x00ff'::bytea", "\\x00ff")]
    [InlineData("'0189f7ea-ae2f-7809-8aeb-b819cf5e9e7f'::uuid", "0189f7ea-ae2f-7809-8aeb-b819cf5e9e7f")]
    [InlineData("'relu'::name", "relu")]
    [InlineData("'1.2.3.4'::inet", "1.2.3.4")]
    [InlineData("row(1, 'a')", "[1,\"a\"]")]
    [InlineData("null::uuid", null)]
    public async Task A_query_spells_every_type_in_one_way(string expression, object? expected)
    {
        var value = (await QueryAsync($"select {expression}"))[1][0];
        Assert.Equal(expected, value is System.Text.Json.JsonElement json ? json.GetRawText() : value);
    }

    protected override Task ExpireLeasesAsync() =>
        ExecuteAsync("update leases set expires_at = clock_timestamp() - interval '1 millisecond'");

    protected override Task AgeLeasesAsync() => ExecuteAsync("update leases set leased_at = leased_at - interval '1 minute'");

    protected override Task SetClockBackAsync() =>
        ExecuteAsync("update leases set leased_at = leased_at + interval '1 day', expires_at = expires_at + interval '1 day'");

    internal override StoreSql Statements => StoreSql.Postgres;
}
