using Npgsql;
using Sweep.Planning.Trials;
using Sweep.Store.Postgres;
using Sweep.Testing;

namespace Sweep.Store.Tests;

/// <summary>Faults that pass: limits of the server, cancelled statements, ended sessions, failovers, restarts, and lines that go
/// silent.</summary>
public sealed class PostgresTroubleTests(PrivatePostgres postgres)
{
    private const string Impatient = ";Command Timeout=1;Timeout=1;Cancellation Timeout=100";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("57014", "statement_timeout")]
    [InlineData("55P03", "lock_timeout")]
    [InlineData("25P03", "idle_in_transaction_session_timeout")]
    [InlineData("25P04", "transaction_timeout")]
    [InlineData("57P05", "idle_session_timeout")]
    [InlineData("57P01", "pg_terminate_backend")]
    [InlineData("57P03", "starting up")]
    [InlineData("40P01", "kept conflicting")]
    [InlineData("40001", "kept conflicting")]
    [InlineData("53300", "max_connections")]
    [InlineData("53200", "max_locks_per_transaction")]
    [InlineData("53100", "Free some space")]
    [InlineData("25006", "primary")]
    [InlineData("08006", "Check the connection")]
    public void A_passing_fault_is_retried_and_told_in_the_servers_words_with_the_setting_behind_it(string state, string remedy)
    {
        var fault = new PostgresException("the server's own sentence", "ERROR", "ERROR", state);
        Assert.True(PostgresFault.IsPassing(fault));
        string message = PostgresFault.Translate(fault, "here")!.Message;
        Assert.Contains("the server's own sentence", message);
        Assert.Contains(remedy, message);
    }

    [Theory]
    [InlineData("no pg_hba.conf entry for host \"10.0.0.1\", user \"ann\", database \"d\", no encryption", "28000", "sslmode=require")]
    [InlineData("pg_hba.conf rejects connection for host \"10.0.0.1\", user \"ann\", database \"d\", SSL encryption", "28000",
        "has to let it in")]
    [InlineData("role \"ann\" is not permitted to log in", "28000", "the right to log in")]
    [InlineData("password authentication failed for user \"ann\"", "28P01", "PGPASSFILE")]
    [InlineData("database \"d\" does not exist", "3D000", "createdb")]
    [InlineData("permission denied for database \"d\"", "42501", "grant")]
    [InlineData("unsupported startup parameter: options", "08P01", "ignore_startup_parameters")]
    [InlineData("-c foo requires a value", "42601", "options")]
    [InlineData("connection requires a valid client certificate", "28000", "pg_hba.conf")]
    public void A_refused_connection_is_told_in_the_servers_words_with_a_remedy(string sentence, string state, string remedy)
    {
        var fault = new PostgresException(sentence, "FATAL", "FATAL", state);
        Assert.False(PostgresFault.IsPassing(fault));
        string message = PostgresFault.Refused(fault, "here").Message;
        Assert.Contains(sentence, message);
        Assert.Contains(remedy, message);
    }

    [Theory]
    [InlineData("lock_timeout")]
    [InlineData("statement_timeout")]
    public async Task A_limit_of_the_server_that_hits_again_and_again_is_named_and_the_store_goes_on_afterwards(string setting)
    {
        await using var database = await postgres.CreateDatabaseAsync();
        await using var store = await OpenAsync($"{database.Address};Options=-c {setting}=50");
        await store.SubmitAsync(TestPlans.Create("s"), Cancellation);
        await using (await LockAsync(database, "trials"))
        {
            var fault = await Assert.ThrowsAsync<StoreUnavailableException>(() => ClaimAsync(store));
            Assert.Contains(setting, fault.Message);
        }
        Assert.Single(await ClaimAsync(store));
    }

    [Theory]
    [InlineData("pg_cancel_backend")]
    [InlineData("pg_terminate_backend")]
    public async Task A_call_survives_that_its_statement_or_its_session_is_ended(string function)
    {
        await using var database = await postgres.CreateDatabaseAsync();
        await using var store = await OpenAsync(database.Address);
        await store.SubmitAsync(TestPlans.Create("s"), Cancellation);
        Task<IReadOnlyList<LeasedTrial>> claim;
        Task<IReadOnlyList<SweepStatus>> status;
        await using (await LockAsync(database, "trials, sweeps"))
        {
            claim = ClaimAsync(store);
            status = store.ReadStatusAsync(null, Cancellation);
            string waiting = $"from pg_stat_activity where datname = '{database.Name}' and wait_event_type = 'Lock'";
            for (long ended = 0; ended < 2;)
                ended += (long)(await database.ExecuteAsync($"select count({function}(pid)) {waiting}"))!;
        }
        Assert.Single(await claim);
        Assert.Single(await status);
    }

    [Fact]
    public async Task A_standby_that_was_the_primary_is_left_for_the_new_one()
    {
        await using var database = await postgres.CreateDatabaseAsync();
        await using var store = await OpenAsync(database.Address);
        await store.SubmitAsync(TestPlans.Create("s"), Cancellation);
        await database.ExecuteAsync($"alter database {database.Name} set default_transaction_read_only = on");
        await database.BreakConnectionsAsync();
        var fault = await Assert.ThrowsAsync<StoreUnavailableException>(() => ClaimAsync(store));
        Assert.Contains("primary", fault.Message);
        await database.ExecuteAsync(
            $"start transaction read write; alter database {database.Name} reset default_transaction_read_only; commit");
        Assert.Single(await ClaimAsync(store)); // the sessions that only read are not used again
    }

    [Fact]
    public async Task A_line_that_goes_silent_ends_every_call_and_serves_again_when_it_speaks()
    {
        await using var database = await postgres.CreateDatabaseAsync();
        await using var proxy = new FreezingProxy(database);
        await using var store = await OpenAsync(proxy.Address + Impatient);
        await store.SubmitAsync(TestPlans.Create("s"), Cancellation);
        var claimed = Assert.Single(await ClaimAsync(store));
        proxy.Freeze();
        Func<Task>[] calls =
        [
            () => ClaimAsync(store),
            () => store.RenewAsync([claimed.Lease], TimeSpan.FromMinutes(1), Cancellation),
            () => store.FinishAsync([new AttemptEnding(claimed.Lease, new TrialOutcome.Completed(), [], TimeSpan.Zero)], Cancellation),
            () => store.ReadStatusAsync(null, Cancellation),
            () => store.WaitForWorkAsync(TimeSpan.FromMinutes(5), Cancellation),
            () => store.QueryAsync("select 1", Cancellation).ToListAsync(Cancellation).AsTask(),
            () => OpenAsync(proxy.Address + Impatient),
        ];
        await Task.WhenAll(calls.Select(call => Assert.ThrowsAsync<StoreUnavailableException>(call)));
        proxy.Thaw();
        Assert.Equal([LeaseAnswer.Held], await store.RenewAsync([claimed.Lease], TimeSpan.FromMinutes(1), Cancellation));
    }

    [Fact]
    public async Task A_stop_is_heard_while_nothing_answers()
    {
        await using var database = await postgres.CreateDatabaseAsync();
        await using var proxy = new FreezingProxy(database);
        await using var store = await OpenAsync(proxy.Address + ";Command Timeout=45;Timeout=1;Cancellation Timeout=100");
        using var stop = new CancellationTokenSource();
        proxy.Freeze();
        var call = store.ReadStatusAsync(null, stop.Token);
        var opening = TrialStores.OpenAsync(proxy.Address + ";Timeout=45", StoreAccess.Write, TimeProvider.System, stop.Token);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => opening);
    }

    [Fact]
    public async Task After_a_restart_of_the_server_leases_that_ran_out_meanwhile_are_left_to_their_holders()
    {
        await using var server = new PrivatePostgres();
        await using var database = await server.CreateDatabaseAsync();
        await using var store = await OpenAsync(database.Address);
        await using var bystander = await OpenAsync(database.Address);
        await store.SubmitAsync(TestPlans.Create("s", ["relu"], seeds: 1), Cancellation);
        var held = Assert.Single(await ClaimAsync(store));
        await database.ExecuteAsync("update leases set expires_at = clock_timestamp()");
        await server.RestartAsync();

        Assert.Empty(await ClaimAsync(bystander));
        Assert.Equal([LeaseAnswer.Held], await store.RenewAsync([held.Lease], TimeSpan.FromMinutes(1), Cancellation));
        Assert.Empty(await ClaimAsync(bystander));
    }

    private static Task<ITrialStore> OpenAsync(string address) =>
        TrialStores.OpenAsync(address, StoreAccess.Write, TimeProvider.System, Cancellation);

    private static Task<IReadOnlyList<LeasedTrial>> ClaimAsync(ITrialStore store) =>
        store.ClaimAsync(new ClaimRequest(new WorkerId("w"), 1, TimeSpan.FromMinutes(1)), Cancellation);

    /// <summary>Keeps tables from everybody else until disposed.</summary>
    private static async Task<NpgsqlConnection> LockAsync(TestDatabase database, string tables)
    {
        var connection = new NpgsqlConnection(database.Address + ";Pooling=false");
        await connection.OpenAsync(Cancellation);
        await using var command = new NpgsqlCommand($"begin; lock table {tables} in access exclusive mode", connection);
        await command.ExecuteNonQueryAsync(Cancellation);
        return connection;
    }
}
