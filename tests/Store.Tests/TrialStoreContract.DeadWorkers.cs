using Sweep.Planning.Plans;
using Sweep.Planning.Trials;

namespace Sweep.Store.Tests;

public abstract partial class TrialStoreContract
{
    [Fact]
    public async Task The_leases_of_a_dead_worker_end_at_once_and_its_trials_are_queued_with_the_history_kept()
    {
        await SubmitAsync(TestPlans.Create("dead", ["relu"], seeds: 4));
        var dead = await ClaimAsync(2);
        var alive = Assert.Single(await ClaimAsync(1, worker: OtherWorker));

        Assert.Equal(2, await Store.EndWorkerAsync(Worker, Cancellation));
        Assert.Equal((3, 1), ((await StatusAsync("dead")).Count(TrialState.Queued), (await StatusAsync("dead")).Count(TrialState.Running)));
        Assert.Equal(2, await CountAsync("select count(*) from attempts where outcome = 'failed' and failure_kind = 'lost_worker' and "
            + $"worker = '{Worker}' and failure_message like '%died%'"));
        Assert.Equal([LeaseAnswer.Held], await Store.RenewAsync([alive.Lease], LongLease, Cancellation));
        await AssertCountsAgreeAsync();

        var again = await ClaimAsync(10, worker: OtherWorker);
        Assert.Equal([(1, null), (2, FailureKind.LostWorker), (2, FailureKind.LostWorker)],
            again.Select(t => (t.Lease.Attempt, t.PreviousFailure)).Order());
        Assert.Equal(dead.Select(t => t.Trial.Id.Value).Order(), again.Where(t => t.Lease.Attempt == 2).Select(t => t.Trial.Id.Value)
            .Order());
    }

    [Fact]
    public async Task A_worker_declared_dead_that_comes_back_hears_that_its_leases_are_lost_and_changes_nothing()
    {
        await SubmitAsync(TestPlans.Create("late", ["relu"], seeds: 1));
        var late = await ClaimOneAsync();
        await Store.EndWorkerAsync(Worker, Cancellation);
        var current = Assert.Single(await ClaimAsync(1, worker: OtherWorker));

        Assert.Equal([LeaseAnswer.Lost], await Store.RenewAsync([late.Lease], LongLease, Cancellation));
        await Store.AppendMetricsAsync([new AttemptMetrics(late.Lease, Epoch(1, ("testLoss", 1)))], Cancellation);
        Assert.Equal(LeaseAnswer.Lost, await FinishAsync(late, null, Epoch(2, ("testLoss", 2))));
        await Store.ReleaseAsync([late.Lease], Cancellation);
        Assert.Equal(0, await CountAsync("select count(*) from epoch_metrics"));

        Assert.Equal(LeaseAnswer.Held, await FinishAsync(current));
        Assert.Equal((TrialState.Completed, 2), ((await ReadOneAsync(late.Trial.Id)).State, (await ReadOneAsync(late.Trial.Id)).Attempts));
        Assert.Equal(2, await CountAsync("select count(*) from attempts"));
        await AssertCountsAgreeAsync();
    }

    [Fact]
    public async Task Ending_a_worker_twice_at_once_or_after_its_expiry_ends_each_lease_once()
    {
        await SubmitAsync(TestPlans.Create("once", seeds: 6));
        int claimed = (await ClaimAsync(12)).Count;
        await using var other = await OpenAsync(StoreAccess.Write);
        int[] ended = await Task.WhenAll(Store.EndWorkerAsync(Worker, Cancellation), other.EndWorkerAsync(Worker, Cancellation));
        Assert.Equal(claimed, ended.Sum());
        Assert.Equal(0, await Store.EndWorkerAsync(Worker, Cancellation));

        await ClaimAsync(12);
        await ExpireLeasesAsync();
        var taken = ClaimAsync(12, worker: OtherWorker);
        ended = [await other.EndWorkerAsync(Worker, Cancellation)];
        Assert.True((await taken).Count
            + (await ClaimAsync(12, worker: OtherWorker)).Count == claimed, "Each trial is with the other worker, once.");
        Assert.InRange(ended[0], 0, claimed);
        Assert.Equal(2 * claimed, await CountAsync("select count(*) from attempts where failure_kind = 'lost_worker'"));
        await AssertCountsAgreeAsync();
    }

    [Fact]
    public async Task A_trial_that_kills_its_workers_too_often_ends_as_failed()
    {
        await SubmitAsync(TestPlans.Create("killer", ["relu"], seeds: 1, retry: new RetryPlan(LostWorker: 1)));
        for (int i = 0; i < 2; i++)
        {
            await ClaimOneAsync();
            await Store.EndWorkerAsync(Worker, Cancellation);
        }
        Assert.Empty(await ClaimAsync(1));
        var row = Assert.Single(await ReadAsync());
        Assert.Equal((TrialState.Failed, FailureKind.LostWorker, $"Worker {Worker} died."),
            (row.State, row.FailureKind, row.FailureMessage));
        await AssertCountsAgreeAsync();
    }

    [Fact]
    public async Task What_a_dead_worker_left_wakes_those_that_wait_for_work()
    {
        await SubmitAsync(TestPlans.Create("wake", ["relu"], seeds: 1));
        await ClaimOneAsync();
        await using var waiter = await OpenAsync(StoreAccess.Write);
        await waiter.WaitForWorkAsync(TimeSpan.FromMilliseconds(1), Cancellation);   // listens from here on
        Assert.Empty(await waiter.ClaimAsync(Claim(1, worker: OtherWorker), Cancellation));
        var wait = waiter.WaitForWorkAsync(TimeSpan.FromMinutes(10), Cancellation);
        Assert.False(wait.IsCompleted);
        await Store.EndWorkerAsync(Worker, Cancellation);
        await wait.WaitAsync(TimeSpan.FromMinutes(1), Cancellation);
        Assert.Single(await waiter.ClaimAsync(Claim(1, worker: OtherWorker), Cancellation));
    }

    [Fact]
    public async Task An_unknown_worker_has_no_leases_to_end() =>
        Assert.Equal(0, await Store.EndWorkerAsync(new WorkerId("nobody"), Cancellation));
}
