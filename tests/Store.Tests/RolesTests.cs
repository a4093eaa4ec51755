using Npgsql;
using Sweep.Planning.Plans;
using Sweep.Planning.Trials;
using Sweep.Store.Sql;
using Sweep.Testing;

namespace Sweep.Store.Tests;

/// <summary>deploy/sql/roles.sql: what each role can do, and what it cannot.</summary>
public sealed class RolesTests(PrivatePostgres postgres)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_worker_submits_trains_and_controls()
    {
        await using var database = await RoleDatabase.PreparedAsync(postgres);
        await using var store = await TrialStores.OpenAsync(database.Worker, StoreAccess.Write, TimeProvider.System, Cancellation);
        Assert.Equal(4, (await store.SubmitAsync(TestPlans.Create("roles", ["relu"], seeds: 4), Cancellation)).Added);
        Assert.True((await store.SubmitAsync(TestPlans.Create("roles", ["relu", "tanh"], seeds: 4,
            comparison: new ComparisonPlan("activation", "relu", MetricCatalogue.TestAccuracy.Name, 1, 0.05, 0, null)),
            Cancellation)).IsNewRevision);
        var worker = new WorkerRegistration(new WorkerId("w"), "host", 1, "cpu", new Dictionary<string, string> { ["version"] = "1" });
        await store.RegisterWorkerAsync(worker, Cancellation);

        var claimed = await store.ClaimAsync(new ClaimRequest(worker.Worker, 5, TimeSpan.FromMinutes(1)), Cancellation);
        Assert.Equal(5, claimed.Count);
        Assert.All(await store.RenewAsync([.. claimed.Select(c => c.Lease)], TimeSpan.FromMinutes(1), Cancellation), answer =>
            Assert.Equal(LeaseAnswer.Held, answer));
        var metrics = new EpochMetrics(1, [new(MetricCatalogue.TestAccuracy.Name, 0.5)]);
        await store.AppendMetricsAsync([new AttemptMetrics(claimed[0].Lease, metrics)], Cancellation);
        TrialOutcome[] outcomes = [new TrialOutcome.Completed(), new TrialOutcome.Diverged(1, 2),
            new TrialOutcome.Failed(FailureKind.Exception, "x")];
        var answers = await store.FinishAsync([.. outcomes.Select((outcome, i) =>
            new AttemptEnding(claimed[i].Lease, outcome, [metrics], TimeSpan.Zero))], Cancellation);
        Assert.All(answers, answer => Assert.Equal(LeaseAnswer.Held, answer));
        await store.ReleaseAsync([claimed[3].Lease], Cancellation);
        Assert.Equal(1, await store.EndWorkerAsync(worker.Worker, Cancellation));

        await store.WaitForWorkAsync(TimeSpan.FromMilliseconds(1), Cancellation);
        Assert.Equal(1, await store.RetryAsync(new TrialFilter { Sweep = "roles", States = new HashSet<TrialState> { TrialState.Failed } },
            Cancellation));
        Assert.Equal(6, await store.CancelAsync(new TrialFilter { Sweep = "roles" }, Cancellation));
        await store.QuarantineAsync(worker.Worker, "sick", Cancellation);
        Assert.True(await store.SetSweepStateAsync("roles", SweepState.Paused, "lunch", Cancellation));
        var status = Assert.Single(await store.ReadStatusAsync(null, Cancellation));
        Assert.Equal((1, 1, 6), (status.Count(TrialState.Completed), status.Count(TrialState.Diverged),
            status.Count(TrialState.Cancelled)));
    }

    [Theory]
    [InlineData("create table mine (id integer)")]
    [InlineData("create schema mine")]
    [InlineData("create function mine() returns integer language sql as 'select 1'")]
    [InlineData("create extension if not exists pg_trgm")]
    [InlineData("alter table trials add column mine integer")]
    [InlineData("alter table trials disable trigger all")]
    [InlineData("drop table trials")]
    [InlineData("drop view v_trials")]
    [InlineData("drop trigger attempts_stay on attempts")]
    [InlineData("truncate epoch_metrics")]
    [InlineData("delete from trials")]
    [InlineData("delete from attempts")]
    [InlineData("update attempts set worker = 'x'")]
    [InlineData("update epoch_metrics set value = 1")]
    [InlineData("update configurations set settings = '{}'")]
    [InlineData("update sweep_migrations set version = 1")]
    [InlineData("update OrleansQuery set QueryText = 'select 1'")]
    [InlineData("create role mine")]
    public async Task The_worker_cannot_change_the_schema_nor_what_has_finished(string statement)
    {
        await using var database = await RoleDatabase.SharedAsync(postgres);
        await AssertRefusedAsync(database.Worker, statement);
    }

    [Theory]
    [InlineData("create table mine (id integer)")]
    [InlineData("create temporary table mine (id integer)")]
    [InlineData("insert into OrleansQuery values ('x', 'x')")]
    [InlineData("update sweeps set state = 'cancelled'")]
    [InlineData("delete from leases")]
    [InlineData("drop view v_trials")]
    [InlineData("alter table trials add column mine integer")]
    [InlineData("select * from trials for update")]
    public async Task The_reader_cannot_write(string statement)
    {
        await using var database = await RoleDatabase.SharedAsync(postgres);
        await AssertRefusedAsync(database.Reader, statement);
    }

    [Fact]
    public async Task The_reader_queries_views_and_runs_the_reading_commands()
    {
        await using var database = await RoleDatabase.PreparedAsync(postgres);
        await using (var owner = await TrialStores.OpenAsync(database.Owner, StoreAccess.Write, TimeProvider.System, Cancellation))
            await owner.SubmitAsync(TestPlans.Create("read", ["relu"], seeds: 2), Cancellation);
        await using var store = await TrialStores.OpenAsync(database.Reader, StoreAccess.Read, TimeProvider.System, Cancellation);
        Assert.Equal(2, Assert.Single(await store.ReadStatusAsync(null, Cancellation)).Total);
        Assert.Empty(await store.ReadWorkersAsync(Cancellation));
        int trials = 0;
        await foreach (var _ in store.ReadTrialsAsync(new TrialFilter(), MetricSelection.All, Cancellation))
            trials++;
        Assert.Equal(2, trials);
        foreach (string view in new[] { "v_version", "v_trials", "v_metrics", "v_seed_groups", "v_pairs", "v_attempts", "v_looks" })
        {
            await foreach (var row in store.QueryAsync($"select * from {view}", Cancellation))
                Assert.NotEmpty(row);
        }
    }

    [Fact]
    public async Task A_user_who_may_only_read_is_told_so_when_a_writing_command_opens_the_store()
    {
        await using var database = await RoleDatabase.PreparedAsync(postgres);
        var fault = await Assert.ThrowsAsync<StoreUnavailableException>(() =>
            TrialStores.OpenAsync(database.Reader, StoreAccess.Write, TimeProvider.System, Cancellation));
        Assert.True(fault.IsPermanent);
        Assert.Contains("permission denied for table leases. The owner of the database can grant this user the right.", fault.Message);
    }

    [Fact]
    public async Task Silos_find_each_other_as_the_worker_and_clients_find_them_as_the_reader()
    {
        await using var database = await RoleDatabase.PreparedAsync(postgres);
        var silo = new Silo(11111);
        var membership = new ClusterMembership(database.Worker, "cluster");
        Assert.True(await membership.InsertVersionAsync());
        Assert.True(await membership.InsertAsync(silo, 0));
        Assert.True(await membership.UpdateAsync(silo, 1, ClusterMembership.Active));
        await membership.SayAliveAsync(silo, ClusterMembership.Start);
        Assert.Single(await new ClusterMembership(database.Reader, "cluster").GatewaysAsync());
        Assert.True(await membership.UpdateAsync(silo, 2, ClusterMembership.Dead));
        await membership.CleanUpAsync(ClusterMembership.Start.AddDays(1));
        Assert.Empty(await membership.SilosAsync());
        await AssertRefusedAsync(database.Reader, "delete from OrleansMembershipTable");
    }

    [Fact]
    public async Task A_store_that_somebody_else_has_made_goes_over_to_the_owner_with_its_rights_narrowed()
    {
        await using var database = await RoleDatabase.EmptyAsync(postgres);
        await (await TrialStores.OpenAsync(database.Administrator, StoreAccess.Write, TimeProvider.System, Cancellation)).DisposeAsync();
        await database.Database.ExecuteAsync("grant all on all tables in schema public to public");
        await database.RunScriptAsync();
        await AssertRefusedAsync(database.Worker, "delete from attempts");
        await AssertRefusedAsync(database.Reader, "delete from leases");
        Assert.Equal(0L, await database.Database.ExecuteAsync(
            "select count(*) from pg_class where relnamespace = 'public'::regnamespace and pg_get_userbyid(relowner) not like "
                + "'sweep_owner%'"));
        await ExecuteAsync(database.Owner, "alter table trials add column mine integer");   // as a migration would
        await ExecuteAsync(database.Owner, "create table later (id integer)");
        await ExecuteAsync(database.Worker, "insert into later values (1)");
        await ExecuteAsync(database.Reader, "select * from later");
        await AssertRefusedAsync(database.Reader, "insert into later values (1)");
    }

    [Fact]
    public async Task Every_table_and_view_of_a_store_is_named_in_the_script()
    {
        await using var database = await RoleDatabase.PreparedAsync(postgres);
        string names = (string)(await database.Database.ExecuteAsync(
            "select string_agg(relname, ' ') from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'v')"))!;
        string script = await File.ReadAllTextAsync(RoleDatabase.Script, Cancellation);
        Assert.All(names.Split(' '), name => Assert.Contains($"('{name}', '", script));
    }

    [Fact]
    public async Task The_roles_can_log_in_with_their_passwords_and_administer_nothing()
    {
        await using var database = await RoleDatabase.SharedAsync(postgres);
        foreach (string address in new[] { database.Owner, database.Worker, database.Reader })
        {
            string role = new NpgsqlConnectionStringBuilder(address).Username!;
            Assert.Equal(1L, await database.Database.ExecuteAsync($"""
                select count(*) from pg_authid
                where rolname = '{role}' and rolcanlogin and rolpassword like 'SCRAM-SHA-256$%'
                  and not (rolsuper or rolcreatedb or rolcreaterole or rolreplication or rolbypassrls)
                """));
        }
    }

    [Fact]
    public async Task A_worker_that_meets_an_older_schema_is_told_who_can_upgrade_it()
    {
        await using var database = await RoleDatabase.PreparedAsync(postgres);
        int newest = StoreSql.Postgres.Migrations[^1].Version;
        await database.Database.ExecuteAsync($"delete from sweep_migrations where version = {newest}");
        var fault = await Assert.ThrowsAsync<StoreUnavailableException>(() =>
            TrialStores.OpenAsync(database.Worker, StoreAccess.Write, TimeProvider.System, Cancellation));
        Assert.Contains($"it has schema version {newest - 1} and this program needs {newest}", fault.Message);
        Assert.Contains("as the owner", fault.Message);
    }

    private static async Task ExecuteAsync(string address, string statement)
    {
        await using var connection = new NpgsqlConnection(address);
        await connection.OpenAsync(Cancellation);
        await using var command = new NpgsqlCommand(statement, connection);
        await command.ExecuteNonQueryAsync(Cancellation);
    }

    private static async Task AssertRefusedAsync(string address, string statement)
    {
        var refusal = await Assert.ThrowsAsync<PostgresException>(() => ExecuteAsync(address, statement));
        Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, refusal.SqlState);
    }
}
