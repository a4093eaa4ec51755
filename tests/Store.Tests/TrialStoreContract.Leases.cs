using Sweep.Planning.Plans;
using Sweep.Planning.Trials;

namespace Sweep.Store.Tests;

public abstract partial class TrialStoreContract
{
    [Fact]
    public async Task A_lease_is_prolonged_by_renewal()
    {
        await SubmitAsync(TestPlans.Create("renew", ["relu"], seeds: 1));
        var trial = await ClaimOneAsync();
        await ExpireLeasesAsync();

        // Nobody has taken it over: a slow worker keeps its trial.
        Assert.Equal([LeaseAnswer.Held], await Store.RenewAsync([trial.Lease], LongLease, Cancellation));
        Assert.Empty(await ClaimAsync(1, worker: OtherWorker));
    }

    [Fact]
    public async Task An_expired_lease_is_given_to_another_worker_with_the_history_kept()
    {
        await SubmitAsync(TestPlans.Create("lost", ["relu"], seeds: 1));
        await ClaimOneAsync();
        await ExpireLeasesAsync();
        var second = Assert.Single(await ClaimAsync(1, worker: OtherWorker));

        Assert.Equal((2, FailureKind.LostWorker), (second.Lease.Attempt, second.PreviousFailure));
        Assert.Equal(LeaseAnswer.Held, await FinishAsync(second));
        var row = await ReadOneAsync(second.Trial.Id);
        Assert.Equal((TrialState.Completed, 2, OtherWorker, FailureKind.LostWorker),
            (row.State, row.Attempts, row.Worker, row.FailureKind));
        Assert.Equal(1, await CountAsync("select count(*) from attempts where attempt = 1 and outcome = 'failed' and failure_kind = "
            + $"'lost_worker' and worker = '{Worker}'"));
        Assert.Equal(1, await CountAsync("select count(*) from attempts where attempt = 2 and outcome = 'completed' and worker = "
            + $"'{OtherWorker}'"));
        await AssertCountsAgreeAsync();
    }

    [Fact]
    public async Task A_lease_of_milliseconds_expires_by_the_clock_of_the_database()
    {
        await SubmitAsync(TestPlans.Create("short", ["relu"], seeds: 1));
        await Store.ClaimAsync(new ClaimRequest(Worker, 1, TimeSpan.FromMilliseconds(30)), Cancellation);
        while (await ClaimAsync(1, worker: OtherWorker) is { Count: 0 })
            await Store.WaitForWorkAsync(TimeSpan.FromSeconds(1), Cancellation);
    }

    [Fact]
    public async Task A_stale_attempt_hears_that_it_is_lost_and_changes_nothing()
    {
        await SubmitAsync(TestPlans.Create("stale", ["relu"], seeds: 1));
        var stale = await ClaimOneAsync();
        await ExpireLeasesAsync();
        var current = Assert.Single(await ClaimAsync(1, worker: OtherWorker));

        Assert.Equal([LeaseAnswer.Lost], await Store.RenewAsync([stale.Lease], LongLease, Cancellation));
        await Store.AppendMetricsAsync([new AttemptMetrics(stale.Lease, Epoch(1, ("testLoss", 1)))], Cancellation);
        Assert.Equal(LeaseAnswer.Lost, await FinishAsync(stale, null, Epoch(2, ("testLoss", 2))));
        Assert.Equal(LeaseAnswer.Lost, await FinishAsync(stale, new TrialOutcome.Failed(FailureKind.Exception, "late")));
        await Store.ReleaseAsync([stale.Lease], Cancellation);

        var row = await ReadOneAsync(current.Trial.Id, MetricSelection.All);
        Assert.Equal((TrialState.Running, 2, OtherWorker), (row.State, row.Attempts, row.Worker));
        Assert.Equal(0, await CountAsync("select count(*) from epoch_metrics"));
        Assert.Equal(LeaseAnswer.Held, await FinishAsync(current));
        Assert.Equal(LeaseAnswer.Lost, await FinishAsync(stale));
    }

    [Fact]
    public async Task Unknown_leases_are_lost()
    {
        var nobody = new Lease(new TrialId("t1-00000000000000000000000000000000"), 1);
        Assert.Equal([LeaseAnswer.Lost], await Store.RenewAsync([nobody], LongLease, Cancellation));
        Assert.Equal([LeaseAnswer.Lost],
            await Store.FinishAsync([new AttemptEnding(nobody, new TrialOutcome.Completed(), [], TimeSpan.Zero)], Cancellation));
    }

    [Fact]
    public async Task Answers_come_in_the_order_of_the_endings()
    {
        await SubmitAsync(TestPlans.Create("order", seeds: 2));
        var claimed = await ClaimAsync(3);
        await FinishAsync(claimed[1]);
        var wrong = new AttemptEnding(claimed[1].Lease with { Attempt = 9 }, new TrialOutcome.Completed(), [], TimeSpan.Zero);

        Assert.Equal([LeaseAnswer.Held, LeaseAnswer.Lost, LeaseAnswer.Held],
            await Store.FinishAsync([End(claimed[2]), wrong, End(claimed[0])], Cancellation));
        Assert.Equal([LeaseAnswer.Lost, LeaseAnswer.Lost],
            await Store.RenewAsync([claimed[0].Lease, claimed[1].Lease], LongLease, Cancellation));
        await AssertCountsAgreeAsync();
    }

    [Fact]
    public async Task Repeating_an_ending_is_acknowledged_and_changes_nothing()
    {
        await SubmitAsync(TestPlans.Create("again", ["relu"], seeds: 1));
        var trial = await ClaimOneAsync();
        await FinishAsync(trial);

        // As after a connection that broke between the commit and its answer.
        Assert.Equal(LeaseAnswer.Held, await FinishAsync(trial));
        Assert.Equal(LeaseAnswer.Lost, await FinishAsync(trial, new TrialOutcome.Diverged(1, 10)));
        Assert.Equal(TrialState.Completed, (await ReadOneAsync(trial.Trial.Id)).State);
        Assert.Equal(1, await CountAsync("select count(*) from attempts"));
    }

    [Fact]
    public async Task A_released_trial_is_queued_again_without_blame()
    {
        await SubmitAsync(TestPlans.Create("release", ["relu"], seeds: 1, retry: new RetryPlan(LostWorker: 0)));
        for (int attempt = 1; attempt <= 3; attempt++)
        {
            var trial = await ClaimOneAsync();
            Assert.Equal((attempt, null), (trial.Lease.Attempt, trial.PreviousFailure));
            await Store.ReleaseAsync([trial.Lease], Cancellation);
        }
        var row = Assert.Single(await ReadAsync());
        Assert.Equal((TrialState.Queued, 3, null), (row.State, row.Attempts, row.FailureKind));
        Assert.Equal(3, await CountAsync("select count(*) from attempts where outcome = 'preempted' and failure_kind is null"));
        await AssertCountsAgreeAsync();
    }

    [Fact]
    public async Task Finished_trials_and_their_history_are_immutable()
    {
        await SubmitAsync(TestPlans.Create("fixed", ["relu"], seeds: 1));
        await FinishAsync(await ClaimOneAsync(), null, Epoch(1, ("testLoss", 1)));

        foreach (string sql in new[]
        {
            "update trials set state = 'queued'", "delete from trials", "update attempts set worker = 'x'", "delete from attempts",
            "update epoch_metrics set value = 2", "delete from epoch_metrics",
        })
        {
            await Assert.ThrowsAnyAsync<System.Data.Common.DbException>(() => ExecuteAsync(sql));
        }
    }

    [Fact]
    public async Task A_clock_that_is_set_back_prolongs_no_lease_and_takes_none_from_a_worker_that_lives()
    {
        await SubmitAsync(TestPlans.Create("back", ["relu"], seeds: 2));
        var alive = await ClaimOneAsync();
        Assert.Single(await Store.ClaimAsync(new ClaimRequest(OtherWorker, 1, TimeSpan.FromMilliseconds(30)), Cancellation));
        await SetClockBackAsync();

        var held = (await Store.ReadLeasesAsync(new TrialFilter(), Cancellation)).ToDictionary(l => l.Worker);
        Assert.True(held[Worker].Left <= LongLease && held[OtherWorker].Left <= TimeSpan.FromMilliseconds(30),
            $"{held[Worker].Left}, {held[OtherWorker].Left}");
        IReadOnlyList<LeasedTrial> freed;
        while ((freed = await ClaimAsync(9, worker: OtherWorker)) is { Count: 0 })
            await Store.WaitForWorkAsync(TimeSpan.FromSeconds(1), Cancellation);
        Assert.NotEqual(alive.Trial.Id, Assert.Single(freed).Trial.Id);
        Assert.Equal([LeaseAnswer.Held], await Store.RenewAsync([alive.Lease], LongLease, Cancellation));
        Assert.Equal(LeaseAnswer.Held, await FinishAsync(alive));
        await AssertCountsAgreeAsync();
    }

    [Fact]
    public async Task Running_trials_can_be_taken_from_a_worker_whose_late_results_are_dropped()
    {
        await SubmitAsync(TestPlans.Create("free", ["relu", "tanh"], seeds: 1, retry: new RetryPlan(LostWorker: 0)));
        var claimed = await ClaimAsync(2);
        Assert.Equal([(Worker, 2, false)],
            (await Store.ReadLeasesAsync(new TrialFilter(), Cancellation)).Select(l => (l.Worker, l.Count, l.IsStopping)));
        Assert.Equal(0, await Store.RetryAsync(new TrialFilter { Sweep = "free" }, Cancellation));
        Assert.Equal(1, await Store.FreeAsync(new TrialFilter { Sweep = "free", Ids = [claimed[0].Trial.Id.Value] }, Cancellation));
        Assert.Equal(0, await Store.FreeAsync(new TrialFilter { Sweep = "free", Ids = [claimed[0].Trial.Id.Value] }, Cancellation));

        Assert.Equal([LeaseAnswer.Lost, LeaseAnswer.Held],
            await Store.RenewAsync([.. claimed.Select(c => c.Lease)], LongLease, Cancellation));
        var again = Assert.Single(await ClaimAsync(9, worker: OtherWorker));
        Assert.Equal(LeaseAnswer.Lost, await FinishAsync(claimed[0], null, Epoch(1, ("testLoss", 1))));
        Assert.Equal((2, LeaseAnswer.Held), (again.Lease.Attempt, await FinishAsync(again)));
        Assert.Equal(1, await CountAsync("select count(*) from attempts where outcome = 'preempted'"));
        await AssertCountsAgreeAsync();
    }
}
