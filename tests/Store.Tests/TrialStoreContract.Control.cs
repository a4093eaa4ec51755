using Sweep.Planning.Plans;
using Sweep.Planning.Trials;

namespace Sweep.Store.Tests;

public abstract partial class TrialStoreContract
{
    [Fact]
    public async Task A_paused_sweep_gives_nothing_new_and_lets_running_trials_end()
    {
        await SubmitAsync(TestPlans.Create("pause"));
        var running = await ClaimOneAsync();
        Assert.True(await Store.SetSweepStateAsync("pause", SweepState.Paused, "the first four trials failed", Cancellation));

        Assert.Empty(await ClaimAsync(1));
        Assert.Equal([LeaseAnswer.Held], await Store.RenewAsync([running.Lease], LongLease, Cancellation));
        Assert.Equal(LeaseAnswer.Held, await FinishAsync(running));
        var status = await StatusAsync("pause");
        Assert.Equal((SweepState.Paused, "the first four trials failed"), (status.State, status.StateReason));

        await Store.SetSweepStateAsync("pause", SweepState.Active, null, Cancellation);
        Assert.Equal(5, (await ClaimAsync(9)).Count);
        Assert.Null((await StatusAsync("pause")).StateReason);
    }

    [Fact]
    public async Task A_sweep_that_does_not_exist_cannot_be_paused()
    {
        Assert.False(await Store.SetSweepStateAsync("nothing", SweepState.Paused, null, Cancellation));
    }

    [Fact]
    public async Task Running_trials_of_a_cancelled_sweep_are_asked_to_stop()
    {
        await SubmitAsync(TestPlans.Create("cancel"));
        var running = await ClaimAsync(2);
        await Store.SetSweepStateAsync("cancel", SweepState.Cancelled, null, Cancellation);

        Assert.Empty(await ClaimAsync(1));
        Assert.Equal([LeaseAnswer.CancelRequested, LeaseAnswer.CancelRequested],
            await Store.RenewAsync([.. running.Select(r => r.Lease)], LongLease, Cancellation));
        Assert.Equal(LeaseAnswer.Held, await FinishAsync(running[0], new TrialOutcome.Cancelled()));
        Assert.Equal(LeaseAnswer.Held, await FinishAsync(running[1]));   // it was done before it heard: the result is kept
        var status = await StatusAsync("cancel");
        Assert.Equal((5, 1, 0), (status.Count(TrialState.Cancelled), status.Count(TrialState.Completed), status.Count(TrialState.Queued)));
        Assert.True(status.IsOver);
        Assert.Equal(5, (await ReadAsync(new TrialFilter { States = new HashSet<TrialState> { TrialState.Cancelled } })).Count);
        await AssertCountsAgreeAsync();
    }

    [Fact]
    public async Task A_cancelled_sweep_can_be_resumed_with_all_that_it_had_left()
    {
        await SubmitAsync(TestPlans.Create("resume"));
        var running = await ClaimOneAsync();
        await Store.SetSweepStateAsync("resume", SweepState.Cancelled, null, Cancellation);
        Assert.Equal([LeaseAnswer.CancelRequested], await Store.RenewAsync([running.Lease], LongLease, Cancellation));
        await FinishAsync(running, new TrialOutcome.Cancelled());
        await Store.SetSweepStateAsync("resume", SweepState.Active, null, Cancellation);

        Assert.Equal(6, (await ClaimAsync(9)).Count);
    }

    [Fact]
    public async Task Cancelling_one_sweep_leaves_what_another_wants()
    {
        await SubmitAsync(TestPlans.Create("mine", ["relu", "tanh"], seeds: 1));
        await SubmitAsync(TestPlans.Create("yours", ["relu"], seeds: 1));
        var running = await ClaimAsync(2);
        await Store.SetSweepStateAsync("mine", SweepState.Cancelled, null, Cancellation);

        Assert.Equal([LeaseAnswer.Held, LeaseAnswer.CancelRequested],
            await Store.RenewAsync([.. running.Select(r => r.Lease)], LongLease, Cancellation));
        await Store.ReleaseAsync([running[0].Lease], Cancellation);
        Assert.Equal("yours", Assert.Single(await ClaimAsync(9)).Sweep);
    }

    [Fact]
    public async Task Cancelling_by_filter_ends_queued_trials_and_asks_running_ones_to_stop()
    {
        await SubmitAsync(TestPlans.Create("filter", ["relu", "tanh"], seeds: 2));
        var running = await ClaimOneAsync();   // relu, seed 0

        Assert.Equal(2, await Store.CancelAsync(new TrialFilter { Sweep = "filter", Where = Where(("activation", ["relu"])) },
            Cancellation));
        Assert.Equal([LeaseAnswer.CancelRequested], await Store.RenewAsync([running.Lease], LongLease, Cancellation));
        Assert.Equal(LeaseAnswer.Held, await FinishAsync(running, new TrialOutcome.Cancelled()));
        var status = await StatusAsync("filter");
        Assert.Equal((2, 2), (status.Count(TrialState.Cancelled), status.Count(TrialState.Queued)));
        Assert.Equal(0, await Store.CancelAsync(new TrialFilter { States = new HashSet<TrialState> { TrialState.Completed } },
            Cancellation));
        await AssertCountsAgreeAsync();
    }

    [Fact]
    public async Task A_trial_asked_to_stop_is_not_retried()
    {
        await SubmitAsync(TestPlans.Create("stop", ["relu"], seeds: 3, retry: new RetryPlan(Exception: 5)));
        var running = await ClaimAsync(3);
        await Store.CancelAsync(new TrialFilter(), Cancellation);
        await FinishAsync(running[0], new TrialOutcome.Failed(FailureKind.Exception, "stopped badly"));
        await Store.ReleaseAsync([running[1].Lease], Cancellation);
        await ExpireLeasesAsync();

        Assert.Empty(await ClaimAsync(1));
        Assert.Equal(3, (await StatusAsync("stop")).Count(TrialState.Cancelled));
        await AssertCountsAgreeAsync();
    }

    [Fact]
    public async Task Workers_are_listed_with_their_load()
    {
        await SubmitAsync(TestPlans.Create("load"));
        await RegisterAsync(Worker);
        await RegisterAsync(OtherWorker);
        await Store.QuarantineAsync(OtherWorker, "sick", Cancellation);
        var claimed = await ClaimAsync(2);
        await Store.RenewAsync([.. claimed.Select(c => c.Lease)], LongLease, Cancellation);

        var workers = (await Store.ReadWorkersAsync(Cancellation)).ToDictionary(w => w.Worker);
        Assert.Equal(("host", "cpu", 2, null),
            (workers[Worker].Host, workers[Worker].Engine, workers[Worker].Running, workers[Worker].QuarantineReason));
        Assert.Equal((0, "sick"), (workers[OtherWorker].Running, workers[OtherWorker].QuarantineReason));
        Assert.All(workers.Values, worker => Assert.InRange(worker.SinceSeen, TimeSpan.Zero, TimeSpan.FromMinutes(1)));
        Assert.Equal(1, await CountAsync("select count(*) from environments"));
    }
}
