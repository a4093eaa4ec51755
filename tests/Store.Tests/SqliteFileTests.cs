using Microsoft.Data.Sqlite;
using Sweep.Store.Sql;
using Sweep.Testing;

namespace Sweep.Store.Tests;

/// <summary>What only a file can be: absent, foreign, old, new, in a folder that is not there.</summary>
public sealed class SqliteFileTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private string File => folder["sweep.db"];

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Reading_commands_do_not_create_a_file()
    {
        var fault = await Assert.ThrowsAsync<StoreUnavailableException>(() => OpenAsync(StoreAccess.Read));
        Assert.Contains("there is no such file", fault.Message);
        Assert.Empty(Directory.GetFiles(folder.FullName));
    }

    [Fact]
    public async Task A_missing_folder_is_named()
    {
        var fault = await Assert.ThrowsAsync<StoreUnavailableException>(
            () => TrialStores.OpenAsync(folder["none/sweep.db"], StoreAccess.Write, TimeProvider.System, Cancellation));
        Assert.Contains(folder["none"], fault.Message);
    }

    [Fact]
    public async Task A_store_that_lost_a_table_is_damaged()
    {
        await using (var store = await OpenAsync(StoreAccess.Write))
            await store.SubmitAsync(TestPlans.Create("s"), Cancellation);
        Execute("pragma legacy_alter_table = on; alter table sweeps rename column spec_text to spec_tixt");
        await using var damaged = await OpenAsync(StoreAccess.Read);
        var fault = await Assert.ThrowsAsync<StoreUnavailableException>(() => damaged.ReadStatusAsync(null, Cancellation));
        Assert.Contains("the file is damaged", fault.Message);
    }

    [Fact]
    public async Task A_database_of_another_program_is_left_alone()
    {
        Execute("create table customers (id integer)");
        var fault = await Assert.ThrowsAsync<StoreUnavailableException>(() => OpenAsync(StoreAccess.Write));
        Assert.Contains("another program", fault.Message);
        Assert.Equal(1L, Execute("select count(*) from sqlite_master where type = 'table'"));
    }

    [Fact]
    public async Task A_file_that_is_no_database_is_refused()
    {
        await System.IO.File.WriteAllTextAsync(File, new string('x', 5000), Cancellation);
        var fault = await Assert.ThrowsAsync<StoreUnavailableException>(() => OpenAsync(StoreAccess.Write));
        Assert.Contains("not an SQLite database", fault.Message);
    }

    [Fact]
    public async Task A_newer_schema_is_refused()
    {
        await (await OpenAsync(StoreAccess.Write)).DisposeAsync();
        Execute("insert into sweep_migrations values (99, 'future', 0)");
        var future = await Assert.ThrowsAsync<StoreUnavailableException>(() => OpenAsync(StoreAccess.Write));
        Assert.Contains("newer release", future.Message);
    }

    [Fact]
    public async Task A_claim_walks_the_queue_and_neither_sorts_nor_scans_trials()
    {
        await using var store = await OpenAsync(StoreAccess.Write);
        await store.SubmitAsync(TestPlans.Large("plan", 2_000), Cancellation);
        string claim = StoreSql.Sqlite[StoreSql.ClaimTrials];
        string select = claim[claim.IndexOf("select q.trial_key", StringComparison.Ordinal)..claim.IndexOf("update trials",
            StringComparison.Ordinal)];
        using var connection = new SqliteConnection($"Data Source={File};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "explain query plan " + select;
        foreach (string name in new[] { "@worker", "@count", "@sweep", "@where", "@ids", "@from_sweep", "@from_ordinal" })
            command.Parameters.AddWithValue(name, name is "@where" ? "{}" : name is "@ids" ? "[]" : 1);
        var steps = new List<string>();
        using (var reader = command.ExecuteReader())
        {
            while (reader.Read())
                steps.Add(reader.GetString(3));
        }
        Assert.Contains(steps, step => step.StartsWith("SEARCH q USING PRIMARY KEY", StringComparison.Ordinal));
        Assert.DoesNotContain(steps, step => step.Contains("TEMP B-TREE", StringComparison.Ordinal));
        Assert.DoesNotContain(steps, step => step.StartsWith("SCAN t", StringComparison.Ordinal));
    }

    private Task<ITrialStore> OpenAsync(StoreAccess access) => TrialStores.OpenAsync(File, access, TimeProvider.System, Cancellation);

    private object? Execute(string sql)
    {
        using var connection = new SqliteConnection($"Data Source={File};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar();
    }
}
