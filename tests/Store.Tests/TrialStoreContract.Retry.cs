using Sweep.Planning.Plans;
using Sweep.Planning.Trials;

namespace Sweep.Store.Tests;

public abstract partial class TrialStoreContract
{
    [Theory]
    [InlineData(FailureKind.Exception)]
    [InlineData(FailureKind.OutOfMemory)]
    [InlineData(FailureKind.LostWorker)]
    [InlineData(FailureKind.Preempted)]
    [InlineData(FailureKind.Data)]
    public async Task A_failure_goes_back_to_the_queue_as_often_as_the_retry_plan_allows(FailureKind kind)
    {
        var retry = new RetryPlan(LostWorker: 3, OutOfMemory: 2, Exception: 1);
        await SubmitAsync(TestPlans.Create("retry", ["relu"], seeds: 1, retry: retry));
        for (int failures = 1; ; failures++)
        {
            var trial = await ClaimOneAsync();
            Assert.Equal(failures == 1 ? null : kind, trial.PreviousFailure);
            Assert.Equal(LeaseAnswer.Held, await FinishAsync(trial, new TrialOutcome.Failed(kind, $"failure {failures}")));
            var row = await ReadOneAsync(trial.Trial.Id);
            Assert.Equal((kind, $"failure {failures}"), (row.FailureKind, row.FailureMessage));
            Assert.Equal(retry.Allows(kind, failures) ? TrialState.Queued : TrialState.Failed, row.State);
            if (!retry.Allows(kind, failures))
                break;
        }
        Assert.Empty(await ClaimAsync(1));
        Assert.Equal(1, (await StatusAsync("retry")).FailuresByKind[kind]);
        await AssertCountsAgreeAsync();
    }

    [Fact]
    public async Task Causes_are_counted_apart()
    {
        await SubmitAsync(TestPlans.Create("apart", ["relu"], seeds: 1, retry: new RetryPlan(LostWorker: 1, OutOfMemory: 1, Exception: 1)));
        foreach (var kind in new[] { FailureKind.OutOfMemory, FailureKind.Exception, FailureKind.LostWorker })
            await FinishAsync(await ClaimOneAsync(), new TrialOutcome.Failed(kind, "once"));

        var trial = await ClaimOneAsync();
        Assert.Equal((4, FailureKind.LostWorker), (trial.Lease.Attempt, trial.PreviousFailure));
    }

    [Fact]
    public async Task A_trial_that_loses_its_worker_too_often_ends_as_failed()
    {
        await SubmitAsync(TestPlans.Create("killer", ["relu"], seeds: 1, retry: new RetryPlan(LostWorker: 1)));
        for (int i = 0; i < 2; i++)
        {
            await ClaimOneAsync();
            await ExpireLeasesAsync();
        }
        Assert.Empty(await ClaimAsync(1));

        var row = Assert.Single(await ReadAsync());
        Assert.Equal((TrialState.Failed, 2, FailureKind.LostWorker), (row.State, row.Attempts, row.FailureKind));
        Assert.Contains(Worker.Value, row.FailureMessage);
        await AssertCountsAgreeAsync();
    }

    [Fact]
    public async Task Retrying_queues_failed_and_cancelled_trials_and_forgives_their_failures()
    {
        await SubmitAsync(TestPlans.Create("again", ["relu"], seeds: 3, retry: new RetryPlan(OutOfMemory: 1)));
        var claimed = await ClaimAsync(3);
        await FinishAsync(claimed[0]);
        for (int i = 0; i < 2; i++)
            await FinishAsync(i == 0 ? claimed[1] : await ClaimOneAsync(), new TrialOutcome.Failed(FailureKind.OutOfMemory, "full"));
        await FinishAsync(claimed[2], new TrialOutcome.Cancelled());
        Assert.True((await StatusAsync("again")).IsOver);

        Assert.Equal(2, await Store.RetryAsync(new TrialFilter { Sweep = "again" }, Cancellation));
        var third = await ClaimOneAsync();
        Assert.Equal((3, FailureKind.OutOfMemory), (third.Lease.Attempt, third.PreviousFailure));
        await FinishAsync(third, new TrialOutcome.Failed(FailureKind.OutOfMemory, "full"));
        Assert.Equal(TrialState.Queued, (await ReadOneAsync(third.Trial.Id)).State);   // the first failure of the new count
        Assert.Equal(3, await CountAsync("select count(*) from attempts where failure_kind = 'out_of_memory'"));
        await AssertCountsAgreeAsync();
    }

    [Fact]
    public async Task Retrying_can_be_restricted_to_a_state()
    {
        await SubmitAsync(TestPlans.Create("some", ["relu"], seeds: 2));
        var claimed = await ClaimAsync(2);
        await FinishAsync(claimed[0], new TrialOutcome.Failed(FailureKind.Exception, "bug"));
        await FinishAsync(claimed[1], new TrialOutcome.Cancelled());

        Assert.Equal(1, await Store.RetryAsync(new TrialFilter { States = new HashSet<TrialState> { TrialState.Failed } }, Cancellation));
        Assert.Equal(0, await Store.RetryAsync(new TrialFilter { States = new HashSet<TrialState> { TrialState.Completed } },
            Cancellation));
        Assert.Equal(TrialState.Cancelled, (await ReadOneAsync(claimed[1].Trial.Id)).State);
    }
}
