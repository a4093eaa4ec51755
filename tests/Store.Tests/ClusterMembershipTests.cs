using Npgsql;
using Sweep.Testing;

namespace Sweep.Store.Tests;

/// <summary>The statements that migration 0004 provides for the clustering provider of Orleans, run as the provider runs them. The
/// contract: its sources under src/AdoNet (RelationalOrleansQueries.cs, DbStoredQueries.cs) and IMembershipTable.cs.</summary>
public sealed class ClusterMembershipTests(PrivatePostgres postgres)
{
    private static readonly string[] Keys =
    [
        "CleanupDefunctSiloEntriesKey", "DeleteMembershipTableEntriesKey", "GatewaysQueryKey", "InsertMembershipKey",
            "InsertMembershipVersionKey",
        "MembershipReadAllKey", "MembershipReadRowKey", "UpdateIAmAlivetimeKey", "UpdateMembershipKey",
    ];

    // The shape that the scripts of Orleans 10 give the tables, and one text, changed so that it can be told apart.
    private const string Prepared = """
        create table OrleansQuery (QueryKey varchar(64) not null, QueryText varchar(8000) not null,
          constraint OrleansQuery_Key primary key (QueryKey));
        create table OrleansMembershipVersionTable (
          DeploymentId varchar(150) not null, Timestamp timestamptz(3) not null default now(), Version integer not null default 0,
          constraint PK_OrleansMembershipVersionTable_DeploymentId primary key (DeploymentId));
        create table OrleansMembershipTable (
          DeploymentId varchar(150) not null, Address varchar(45) not null, Port integer not null, Generation integer not null,
          SiloName varchar(150) not null, HostName varchar(150) not null, Status integer not null, ProxyPort integer null,
          SuspectTimes varchar(8000) null,
          StartTime timestamptz(3) not null, IAmAliveTime timestamptz(3) not null,
          constraint PK_MembershipTable_DeploymentId primary key (DeploymentId, Address, Port, Generation),
          constraint FK_MembershipTable_MembershipVersionTable_DeploymentId foreign key (DeploymentId)
            references OrleansMembershipVersionTable (DeploymentId));
        insert into OrleansQuery values ('GatewaysQueryKey',
          'select Address, ProxyPort + 1 as ProxyPort, Generation '
          'from OrleansMembershipTable where DeploymentId = @DeploymentId and Status = @Status');
        insert into OrleansQuery values ('ReadReminderRowsKey', 'select 1');
        insert into OrleansMembershipVersionTable (DeploymentId, Version) values ('older cluster', 7);
        """;

    private static readonly Silo First = new(11111), Second = new(11112), Third = new(11113, Generation: 5, Address: "fe80::1");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Silos_join_suspect_leave_and_are_forgotten(bool isPrepared)
    {
        await using var database = await DatabaseAsync(isPrepared);
        var membership = new ClusterMembership(database);
        Assert.True(await membership.InsertVersionAsync());
        Assert.False(await membership.InsertVersionAsync());
        Assert.Equal(new MembershipRow(null, 0, 0, null, default, 0), Assert.Single(await membership.ReadAllAsync()));

        Assert.True(await membership.InsertAsync(First, version: 0));
        Assert.True(await membership.InsertAsync(Third, version: 1, proxyPort: 0));
        Assert.Equal([First, Third], await membership.SilosAsync());
        Assert.Equal(2, await membership.VersionAsync());
        Assert.Equal(new MembershipRow(Third, ClusterMembership.Joining, 0, null, ClusterMembership.Start, 2),
            Assert.Single(await membership.ReadRowAsync(Third)));
        Assert.Equal(new MembershipRow(null, 0, 0, null, default, 2), Assert.Single(await membership.ReadRowAsync(Second)));

        Assert.True(await membership.UpdateAsync(First, version: 2, ClusterMembership.Active,
            "10.0.0.2:11112@3,2025-01-02 03:04:05.000 GMT"));
        Assert.Equal(
            new MembershipRow(First, ClusterMembership.Active, 30000, "10.0.0.2:11112@3,2025-01-02 03:04:05.000 GMT",
                ClusterMembership.Start.AddMinutes(1), 3),
            Assert.Single(await membership.ReadRowAsync(First)));
        await membership.SayAliveAsync(First, ClusterMembership.Start.AddHours(1));
        Assert.Equal((ClusterMembership.Start.AddHours(1), 3), (await membership.ReadRowAsync(First))
            .Select(row => (row.IAmAliveTime, row.Version)).Single());

        Assert.True(await membership.UpdateAsync(Third, version: 3, ClusterMembership.Dead));
        await membership.CleanUpAsync(ClusterMembership.Start.AddYears(1));
        Assert.Equal([First], await membership.SilosAsync());
        Assert.Equal(4, await membership.VersionAsync());
        await membership.DeleteAsync();
        Assert.Empty(await membership.ReadAllAsync());
        Assert.Equal(isPrepared ? 1L : 0L,
            await database.ExecuteAsync("select count(*) from OrleansMembershipVersionTable where Version = 7"));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_change_of_somebody_who_has_seen_another_version_changes_nothing(bool isPrepared)
    {
        await using var database = await DatabaseAsync(isPrepared);
        var membership = new ClusterMembership(database);
        Assert.False(await membership.InsertAsync(First, version: 0));   // before the version row is there
        await membership.InsertVersionAsync();
        Assert.True(await membership.InsertAsync(First, version: 0));
        var before = await membership.ReadAllAsync();

        Assert.False(await membership.InsertAsync(Second, version: 0));
        Assert.False(await membership.InsertAsync(Second, version: 2));
        Assert.False(await membership.UpdateAsync(First, version: 0, ClusterMembership.Dead));
        Assert.False(await membership.InsertAsync(First, version: 1, ClusterMembership.Active));   // is there already
        Assert.False(await membership.UpdateAsync(Second, version: 1, ClusterMembership.Dead));    // is not there
        Assert.False(await new ClusterMembership(database, "another cluster").UpdateAsync(First, version: 1, ClusterMembership.Dead));
        Assert.Equal(before, await membership.ReadAllAsync());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Of_silos_that_change_the_same_version_at_once_exactly_one_succeeds(bool isPrepared)
    {
        await using var database = await DatabaseAsync(isPrepared);
        var membership = new ClusterMembership(database);
        Assert.Single(await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => membership.InsertVersionAsync())), created => created);

        const int Silos = 6, Rounds = 10;
        for (int round = 0; round < Rounds; round++)
        {
            int version = await membership.VersionAsync();
            bool[] joined = await Task.WhenAll(Enumerable.Range(0, Silos)
                .Select(i => membership.InsertAsync(new Silo(1000 + i, round), version)));
            Assert.Single(joined, succeeded => succeeded);
            Assert.Equal(version + 1, await membership.VersionAsync());
            var silo = new Silo(1000 + Array.IndexOf(joined, true), round);
            bool[] changed = await Task.WhenAll(Enumerable.Range(0, Silos)
                .Select(i => membership.UpdateAsync(silo, version + 1, ClusterMembership.Active, $"by {i}")));
            Assert.Single(changed, succeeded => succeeded);
            Assert.Equal((ClusterMembership.Active, $"by {Array.IndexOf(changed, true)}", version + 2),
                (await membership.ReadRowAsync(silo)).Select(row => (row.Status, row.SuspectTimes!, row.Version)).Single());
        }
        Assert.Equal(Rounds, (await membership.SilosAsync()).Count());
        Assert.Equal(2 * Rounds, await membership.VersionAsync());
    }

    [Fact]
    public async Task A_silo_that_says_twice_at_once_that_it_joins_is_there_once()
    {
        await using var database = await DatabaseAsync(isPrepared: false);
        var membership = new ClusterMembership(database);
        await membership.InsertVersionAsync();
        bool[] joined = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => membership.InsertAsync(First, version: 0)));
        Assert.Single(joined, succeeded => succeeded);
        Assert.Equal(1, await membership.VersionAsync());
    }

    [Fact]
    public async Task Gateways_are_the_active_silos_that_clients_can_connect_to()
    {
        await using var database = await DatabaseAsync(isPrepared: false);
        var membership = new ClusterMembership(database);
        await membership.InsertVersionAsync();
        await membership.InsertAsync(First, 0, ClusterMembership.Active, proxyPort: 30001);
        await membership.InsertAsync(Second, 1, ClusterMembership.Active, proxyPort: 0);
        await membership.InsertAsync(Third, 2, ClusterMembership.Joining, proxyPort: 30003);
        Assert.Equal([new Silo(30001, First.Generation, First.Address)], await membership.GatewaysAsync());
        Assert.Empty(await new ClusterMembership(database, "another cluster").GatewaysAsync());
    }

    [Fact]
    public async Task Forgetting_defunct_silos_spares_active_and_recent_ones_and_other_clusters()
    {
        await using var database = await DatabaseAsync(isPrepared: false);
        var other = new ClusterMembership(database, "another cluster");
        var membership = new ClusterMembership(database);
        foreach (var cluster in new[] { membership, other })
        {
            await cluster.InsertVersionAsync();
            await cluster.InsertAsync(First, 0, ClusterMembership.Dead);
            await cluster.InsertAsync(Second, 1, ClusterMembership.Active);
            await cluster.InsertAsync(Third, 2, ClusterMembership.Dead, alive: ClusterMembership.Start.AddDays(2));
        }
        await membership.CleanUpAsync(ClusterMembership.Start.AddDays(1));
        Assert.Equal([Second, Third], (await membership.SilosAsync()).OrderBy(silo => silo.Port));
        await membership.DeleteAsync();
        Assert.Equal([First, Second, Third], await other.SilosAsync());
    }

    [Fact]
    public async Task What_the_scripts_of_Orleans_have_made_is_kept_and_completed()
    {
        await using var database = await DatabaseAsync(isPrepared: true);
        var membership = new ClusterMembership(database);
        await membership.InsertVersionAsync();
        await membership.InsertAsync(First, 0, ClusterMembership.Active, proxyPort: 30001);
        Assert.Equal(30002, Assert.Single(await membership.GatewaysAsync()).Port);   // by the text that was there
        Assert.Equal("select 1", await database.ExecuteAsync("select QueryText from OrleansQuery where QueryKey = 'ReadReminderRowsKey'"));
        Assert.Equal(7, await database.ExecuteAsync("select Version from OrleansMembershipVersionTable where DeploymentId = 'older "
            + "cluster'"));
        Assert.Equal((long)Keys.Length + 1, await database.ExecuteAsync("select count(*) from OrleansQuery"));
    }

    [Fact]
    public async Task Scripts_of_Orleans_that_come_later_find_their_tables_and_change_nothing()
    {
        await using var database = await DatabaseAsync(isPrepared: false);
        Assert.Equal(string.Join(' ', Keys),
            await database.ExecuteAsync("select string_agg(QueryKey, ' ' order by QueryKey collate \"C\") from OrleansQuery"));
        foreach (string statement in Prepared.Split(";\n").Where(s => s.StartsWith("create", StringComparison.Ordinal)))
        {
            var refusal = await Assert.ThrowsAsync<PostgresException>(() => database.ExecuteAsync(statement));
            Assert.Equal(PostgresErrorCodes.DuplicateTable, refusal.SqlState);
        }
        // other features add their own texts
        await database.ExecuteAsync("insert into OrleansQuery values ('ReadReminderRowsKey', 'select 1')");
        await (await TrialStores.OpenAsync(database.Address, StoreAccess.Write, TimeProvider.System, Cancellation)).DisposeAsync();
        Assert.True(await new ClusterMembership(database).InsertVersionAsync());
    }

    private async Task<TestDatabase> DatabaseAsync(bool isPrepared)
    {
        var database = await postgres.CreateDatabaseAsync();
        if (isPrepared)
            await database.ExecuteAsync(Prepared);
        await (await TrialStores.OpenAsync(database.Address, StoreAccess.Write, TimeProvider.System, Cancellation)).DisposeAsync();
        return database;
    }
}
