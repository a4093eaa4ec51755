using Sweep.Planning.Trials;
using Sweep.Testing;

namespace Sweep.Store.Tests;

/// <summary>A pooler before the server lends a session for one transaction: nothing may need one for longer, or leave anything behind on
/// it.</summary>
public sealed class PoolerTests(PrivatePostgres postgres)
{
    private static readonly WorkerId Worker = new("w");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_sweep_goes_all_its_way_through_a_pooler()
    {
        await using var database = await postgres.CreateDatabaseAsync();
        await using var pooler = await PgBouncer.StartAsync(database);
        await using (var store = await TrialStores.OpenAsync(pooler.Address, StoreAccess.Write, TimeProvider.System, Cancellation))
        {
            await store.SubmitAsync(TestPlans.Create("pooled"), Cancellation);
            await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => WorkAsync(store)));
        }

        await using var reader = await TrialStores.OpenAsync(pooler.Address, StoreAccess.Read, TimeProvider.System, Cancellation);
        var status = (await reader.ReadStatusAsync("pooled", Cancellation)).Single();
        Assert.Equal((status.Total, true), (status.Count(TrialState.Completed), status.IsOver));
        var rows = await reader.ReadTrialsAsync(new TrialFilter { Sweep = "pooled" }, MetricSelection.All, Cancellation)
            .ToListAsync(Cancellation);
        Assert.All(rows, row => Assert.Equal((1, 0.5), (row.Attempts, row.Metrics.Single().Values.Single().Value)));
        var answer = await reader.QueryAsync("select count(*) from v_trials", Cancellation).ToListAsync(Cancellation);
        Assert.Equal(status.Total, answer[1][0]);
    }

    [Fact]
    public async Task What_only_reads_cannot_write_through_a_pooler_and_does_not_keep_others_from_writing()
    {
        await using var database = await postgres.CreateDatabaseAsync();
        await using var pooler = await PgBouncer.StartAsync(database);
        await using var store = await TrialStores.OpenAsync(pooler.Address, StoreAccess.Write, TimeProvider.System, Cancellation);
        await store.SubmitAsync(TestPlans.Create("pooled"), Cancellation);
        await using var reader = await TrialStores.OpenAsync(pooler.Address, StoreAccess.Read, TimeProvider.System, Cancellation);
        for (int i = 0; i < 6; i++) // on every session of the pooler
        {
            await Assert.ThrowsAsync<QueryRefusedException>(() =>
                reader.QueryAsync("with x as (delete from sweeps returning 1) select * from x", Cancellation)
                    .ToListAsync(Cancellation).AsTask());
            Assert.Single(await store.ClaimAsync(new ClaimRequest(Worker, 1, TimeSpan.FromMinutes(1)), Cancellation));
        }
    }

    [Fact]
    public async Task Without_notifications_a_waiting_worker_looks_again_at_the_end_of_its_wait()
    {
        await using var database = await postgres.CreateDatabaseAsync();
        await using var pooler = await PgBouncer.StartAsync(database);
        await using var store = await TrialStores.OpenAsync(pooler.Address, StoreAccess.Write, TimeProvider.System, Cancellation);
        await store.WaitForWorkAsync(TimeSpan.FromMilliseconds(20), Cancellation);
        Assert.Equal(0L, await database.ExecuteAsync(
            $"select count(*) from pg_stat_activity where datname = '{database.Name}' and query ilike 'listen%'"));
    }

    [Fact]
    public async Task What_a_pooler_refuses_is_told_with_what_to_configure()
    {
        await using var database = await postgres.CreateDatabaseAsync();
        await using var pooler = await PgBouncer.StartAsync(database);
        var refused = await Assert.ThrowsAsync<StoreUnavailableException>(() =>
            TrialStores.OpenAsync(pooler.Address + ";Search Path=public", StoreAccess.Write, TimeProvider.System, Cancellation));
        Assert.Contains("search_path", refused.Message);
        Assert.Contains("ignore_startup_parameters", refused.Message);
    }

    private static async Task WorkAsync(ITrialStore store)
    {
        while (await store.ClaimAsync(new ClaimRequest(Worker, 1, TimeSpan.FromMinutes(1)), Cancellation) is [var claimed])
        {
            await store.RenewAsync([claimed.Lease], TimeSpan.FromMinutes(1), Cancellation);
            var epoch = new EpochMetrics(1, [new(MetricCatalogue.TestAccuracy.Name, 0.5)]);
            var ending = new AttemptEnding(claimed.Lease, new TrialOutcome.Completed(), [epoch], TimeSpan.FromSeconds(1));
            await store.FinishAsync([ending], Cancellation);
        }
    }
}
