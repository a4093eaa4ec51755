using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Sweep.Store.Sql;
using Sweep.Testing;

namespace Sweep.Store.Tests;

/// <summary>What only a server can do: refuse, be absent, break.</summary>
public sealed class PostgresConnectionTests(PrivatePostgres postgres)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_wrong_password_is_reported_without_repeating_it()
    {
        await using var database = await postgres.CreateDatabaseAsync();
        if (!postgres.IsPrivate)
            Assert.Skip("The server of SWEEP_TEST_POSTGRES has no role with a known password.");
        const string Wrong = "wrongwrongwrong";
        const string Role = PrivatePostgres.LockedRole, Sentence = "password authentication failed for user";
        string place = $"{database.Host}:{database.Port}/{database.Name}";
        await AssertRefusedAsync($"postgres://{Role}:{Wrong}@{place}", Wrong, Sentence);
        string pairs = $"Host={database.Host};Port={database.Port};Database={database.Name}";
        await AssertRefusedAsync($"{pairs};Username={Role};Password={Wrong}", Wrong, Sentence);
    }

    [Fact]
    public async Task The_right_password_with_special_characters_opens_the_store()
    {
        await using var database = await postgres.CreateDatabaseAsync();
        if (!postgres.IsPrivate)
            Assert.Skip("The server of SWEEP_TEST_POSTGRES has no role with a known password.");
        await database.ExecuteAsync($"grant all on schema public to {PrivatePostgres.LockedRole}");
        string password = Uri.EscapeDataString(PrivatePostgres.LockedPassword);
        string server = $"{database.Host}:{database.Port}";
        await using var store = await OpenAsync($"postgres://{PrivatePostgres.LockedRole}:{password}@{server}/{database.Name}",
            StoreAccess.Write);
        Assert.Empty(await store.ReadStatusAsync(null, Cancellation));
        Assert.DoesNotContain("s3cr", store.DisplayName);
    }

    [Fact]
    public async Task An_unreachable_server_is_reported_with_what_to_check()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        int port = ((IPEndPoint)listener.LocalEndpoint).Port;
        listener.Stop();
        await AssertRefusedAsync(string.Create(CultureInfo.InvariantCulture, $"postgres://ann:hunter2hunter2@127.0.0.1:{port}/db"),
            "hunter2hunter2", "Check that the server runs");
    }

    [Fact]
    public async Task A_missing_database_is_reported()
    {
        await using var database = await postgres.CreateDatabaseAsync();
        await AssertRefusedAsync(database.Address.Replace(database.Name, "no_such_database", StringComparison.Ordinal), null, "createdb");
    }

    [Theory]
    [InlineData("-c foo", "-c foo")]
    [InlineData("-c no_such_setting=1", "no_such_setting")]
    [InlineData("-c statement_timeout=soon", "statement_timeout")]
    public async Task Options_that_the_server_refuses_are_told_in_its_words(string options, string word)
    {
        await using var database = await postgres.CreateDatabaseAsync();
        string place = $"{database.Host}:{database.Port}/{database.Name}";
        await AssertRefusedAsync($"postgres://{database.User}@{place}?options={Uri.EscapeDataString(options)}", null, word);
    }

    [Theory]
    [InlineData("nologin", "is not permitted to log in")]
    [InlineData("login connection limit 0", "too many connections for role")]
    public async Task A_user_that_the_server_keeps_out_is_told_its_sentence(string attributes, string sentence)
    {
        await using var database = await postgres.CreateDatabaseAsync();
        string role = "r" + Guid.NewGuid().ToString("n");
        await database.ExecuteAsync($"create role {role} {attributes}");
        await AssertRefusedAsync($"postgres://{role}@{database.Host}:{database.Port}/{database.Name}", null, sentence);
        await database.ExecuteAsync($"drop role {role}");
    }

    [Fact]
    public async Task A_server_without_encryption_that_is_asked_for_it_is_told_as_such()
    {
        await using var database = await postgres.CreateDatabaseAsync();
        if (!postgres.IsPrivate)
            Assert.Skip("Whether the server of SWEEP_TEST_POSTGRES can encrypt is not known.");
        await AssertRefusedAsync(database.Address + ";SSL Mode=Require", null, "SSL");
    }

    [Fact]
    public async Task Reading_commands_do_not_create_a_store()
    {
        await using var database = await postgres.CreateDatabaseAsync();
        var fault = await Assert.ThrowsAsync<StoreUnavailableException>(() => OpenAsync(database.Address, StoreAccess.Read));
        Assert.Contains("there is no store in it yet", fault.Message);
        Assert.Equal(0L, await database.ExecuteAsync("select count(*) from pg_tables where schemaname = 'public'"));
    }

    [Fact]
    public async Task Stores_that_open_at_once_create_the_schema_once()
    {
        await using var database = await postgres.CreateDatabaseAsync();
        var stores = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => OpenAsync(database.Address, StoreAccess.Write)));
        Assert.Equal((long)StoreSql.Postgres.Migrations.Count, await database.ExecuteAsync("select count(*) from sweep_migrations"));
        foreach (var store in stores)
            await store.DisposeAsync();
    }

    [Fact]
    public async Task A_newer_schema_is_refused()
    {
        await using var database = await postgres.CreateDatabaseAsync();
        await (await OpenAsync(database.Address, StoreAccess.Write)).DisposeAsync();
        await database.ExecuteAsync("insert into sweep_migrations values (99, 'future', now())");
        var future = await Assert.ThrowsAsync<StoreUnavailableException>(() => OpenAsync(database.Address, StoreAccess.Write));
        Assert.Contains("newer release", future.Message);
    }

    [Fact]
    public async Task Broken_connections_are_replaced()
    {
        await using var database = await postgres.CreateDatabaseAsync();
        await using var store = await OpenAsync(database.Address, StoreAccess.Write);
        await store.SubmitAsync(TestPlans.Create("broken"), Cancellation);
        await database.BreakConnectionsAsync();

        Assert.Single(await store.ClaimAsync(new ClaimRequest(new WorkerId("w"), 1, TimeSpan.FromMinutes(1)), Cancellation));
        await database.BreakConnectionsAsync();
        Assert.Single(await store.ReadStatusAsync(null, Cancellation));
    }

    [Fact]
    public async Task A_database_closed_for_maintenance_is_unavailable_until_it_is_opened_again()
    {
        await using var database = await postgres.CreateDatabaseAsync();
        await using var store = await OpenAsync(database.Address, StoreAccess.Write);
        await database.InterruptAsync(async () =>
        {
            var refused = await Assert.ThrowsAsync<StoreUnavailableException>(() => store.ReadStatusAsync(null, Cancellation));
            Assert.Contains("not currently accepting connections", refused.Message);
        });
        Assert.Empty(await store.ReadStatusAsync(null, Cancellation));
    }

    private static Task<ITrialStore> OpenAsync(string address, StoreAccess access) =>
        TrialStores.OpenAsync(address, access, TimeProvider.System, Cancellation);

    private static async Task AssertRefusedAsync(string address, string? secret, string remedy)
    {
        var fault = await Assert.ThrowsAsync<StoreUnavailableException>(() => OpenAsync(address, StoreAccess.Write));
        Assert.Contains(remedy, fault.Message);
        if (secret is not null)
            Assert.DoesNotContain(secret, fault.ToString());   // inner exceptions included
    }
}
