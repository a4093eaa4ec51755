using System.Globalization;
using Sweep.Store;
using Sweep.Testing;

[assembly: AssemblyFixture(typeof(PrivatePostgres))]

namespace Sweep.Scheduling.Tests;

/// <summary>Worker processes that die by SIGKILL in the middle of trials, on Postgres.</summary>
public sealed class KilledWorkerTests(PrivatePostgres postgres)
{
    private const int Trials = 48, Slots = 2;
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(1);

    [Fact]
    public async Task Every_trial_ends_exactly_once_however_many_workers_are_killed_and_its_attempts_are_kept()
    {
        await using var database = await postgres.CreateDatabaseAsync();
        await using var store = await TrialStores.OpenAsync(database.Address, StoreAccess.Write, TimeProvider.System,
            CancellationToken.None);
        await store.SubmitAsync(TestPlans.Create("s", Trials), CancellationToken.None);

        const int Victims = 3;
        for (int i = 0; i < Victims; i++)
        {
            await using var victim = WorkerProcess.Start(database.Address, $"victim-{i}", Slots, Lease);
            await victim.Begun; // in the middle of a training: one takes 150 ms, and the next one follows at once
            await victim.KillAsync();
        }
        await using var first = WorkerProcess.Start(database.Address, "survivor-1", Slots, Lease);
        await using var second = WorkerProcess.Start(database.Address, "survivor-2", Slots, Lease);
        Assert.Equal((0, 0), (await first.ExitAsync(), await second.ExitAsync()));

        var rows = new List<TrialRow>();
        await foreach (var row in store.ReadTrialsAsync(new TrialFilter { Sweep = "s" }, MetricSelection.All, CancellationToken.None))
            rows.Add(row);
        Assert.Equal(Trials, rows.Count);
        Assert.All(rows, row =>
        {
            Assert.Equal(TrialState.Completed, row.State);
            Assert.Equal([1, 2, 3], row.Metrics.Select(m => m.Epoch));
            Assert.Equal(row.Trial.Seed.Value + 0.3, row.Metrics[2].Values.Single().Value);
        });
        // per slot one running, and one whose ending was not stored yet
        Assert.InRange(rows.Sum(r => r.Attempts - 1), Victims, Victims * Slots * 2);
        Assert.Equal(0, await CountAsync(database, "leases"));
        Assert.Equal(Trials, await CountAsync(database, "attempts where outcome = 'completed'"));
        // Numbered from 1 without gaps, and all but the last lost with their worker.
        Assert.Equal(rows.Sum(r => r.Attempts), await CountAsync(database, "attempts"));
        Assert.Equal(rows.Sum(r => r.Attempts) - Trials,
            await CountAsync(database, "attempts where outcome = 'failed' and failure_kind = 'lost_worker' and worker like 'victim-%'"));
    }

    private static async Task<long> CountAsync(TestDatabase database, string what) =>
        Convert.ToInt64(await database.ExecuteAsync("select count(*) from " + what), CultureInfo.InvariantCulture);
}
