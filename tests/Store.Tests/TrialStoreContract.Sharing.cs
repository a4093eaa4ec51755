using Sweep.Planning.Plans;
using Sweep.Planning.Trials;

namespace Sweep.Store.Tests;

/// <summary>Two sweeps that want the same trials: what one gives up, the other keeps.</summary>
public abstract partial class TrialStoreContract
{
    private static TrialFilter Mine { get; } = new() { Sweep = "mine" };

    [Fact]
    public async Task What_one_sweep_cancels_stays_queued_for_another_and_its_result_counts_for_both()
    {
        await SubmitAsync(TestPlans.Create("mine", ["relu", "tanh"], seeds: 1));
        await SubmitAsync(TestPlans.Create("yours", ["relu"], seeds: 1));
        Assert.Equal([new SharedTrials("yours", 1, 0)], await Store.ReadSharedAsync(Mine, Cancellation));
        Assert.Equal(2, await Store.CancelAsync(Mine, Cancellation));

        Assert.Equal(2, (await StatusAsync("mine")).Count(TrialState.Cancelled));
        Assert.Equal(1, (await StatusAsync("yours")).Count(TrialState.Queued));
        Assert.Equal(0, await Store.CancelAsync(Mine, Cancellation));
        Assert.Empty(await Store.ReadSharedAsync(Mine, Cancellation));
        await AssertCountsAgreeAsync();

        var claimed = Assert.Single(await ClaimAsync(9));
        Assert.Equal("yours", claimed.Sweep);
        await FinishAsync(claimed);
        Assert.Equal((1, 1), ((await StatusAsync("mine")).Count(TrialState.Completed),
            (await StatusAsync("yours")).Count(TrialState.Completed)));
        Assert.True((await StatusAsync("mine")).IsOver);
        await AssertCountsAgreeAsync();
    }

    [Fact]
    public async Task What_runs_is_stopped_when_the_last_sweep_that_wants_it_gives_it_up()
    {
        await SubmitAsync(TestPlans.Create("mine", ["relu"], seeds: 1));
        await SubmitAsync(TestPlans.Create("yours", ["relu"], seeds: 1));
        var running = await ClaimOneAsync();
        Assert.Equal("mine", running.Sweep);
        Assert.Equal([new SharedTrials("yours", 0, 1)], await Store.ReadSharedAsync(Mine, Cancellation));

        Assert.Equal(1, await Store.CancelAsync(Mine, Cancellation));
        Assert.Equal([LeaseAnswer.Held], await Store.RenewAsync([running.Lease], LongLease, Cancellation));
        Assert.False(Assert.Single(await Store.ReadLeasesAsync(Mine, Cancellation)).IsStopping);

        Assert.Equal(1, await Store.CancelAsync(Mine with { Sweep = "yours" }, Cancellation));
        Assert.True(Assert.Single(await Store.ReadLeasesAsync(Mine, Cancellation)).IsStopping);
        Assert.Equal([LeaseAnswer.CancelRequested], await Store.RenewAsync([running.Lease], LongLease, Cancellation));
        await FinishAsync(running, new TrialOutcome.Cancelled());
        Assert.Empty(await ClaimAsync(1));
        Assert.All(await ReadAsync(), row => Assert.Equal(TrialState.Cancelled, row.State));
        await AssertCountsAgreeAsync();
    }

    [Fact]
    public async Task A_failure_of_what_one_sweep_cancelled_is_retried_for_the_other_alone()
    {
        await SubmitAsync(TestPlans.Create("mine", ["relu"], seeds: 1, retry: new RetryPlan(Exception: 1)));
        await SubmitAsync(TestPlans.Create("yours", ["relu"], seeds: 1));
        var running = await ClaimOneAsync();
        await Store.CancelAsync(Mine, Cancellation);
        await FinishAsync(running, new TrialOutcome.Failed(FailureKind.Exception, "once"));
        Assert.Equal((1, 1), ((await StatusAsync("mine")).Count(TrialState.Cancelled),
            (await StatusAsync("yours")).Count(TrialState.Queued)));

        await FinishAsync(await ClaimOneAsync(), new TrialOutcome.Failed(FailureKind.Data, "for good"));
        Assert.Equal(1, (await StatusAsync("mine")).Count(TrialState.Failed));
        Assert.Equal(1, await Store.RetryAsync(Mine, Cancellation));
        Assert.Equal((1, 1), ((await StatusAsync("mine")).Count(TrialState.Queued), (await StatusAsync("yours")).Count(TrialState.Queued)));
        await AssertCountsAgreeAsync();
    }

    [Fact]
    public async Task A_retry_takes_back_what_its_own_sweep_cancelled()
    {
        await SubmitAsync(TestPlans.Create("mine", ["relu"], seeds: 2));
        await SubmitAsync(TestPlans.Create("yours", ["relu"], seeds: 2));
        var running = await ClaimOneAsync();
        await Store.CancelAsync(Mine, Cancellation);
        await Store.CancelAsync(Mine with { Sweep = "yours" }, Cancellation);
        Assert.Equal(1, await Store.RetryAsync(Mine, Cancellation));

        Assert.Equal([LeaseAnswer.Held], await Store.RenewAsync([running.Lease], LongLease, Cancellation));   // it had not heard yet
        Assert.Equal((1, 0), ((await StatusAsync("yours")).Count(TrialState.Cancelled),
            (await StatusAsync("mine")).Count(TrialState.Cancelled)));
        Assert.Equal("mine", Assert.Single(await ClaimAsync(9)).Sweep);
        await AssertCountsAgreeAsync();
    }

    [Fact]
    public async Task What_another_sweep_cancelled_before_is_queued_for_one_that_is_submitted_later()
    {
        await SubmitAsync(TestPlans.Create("mine", ["relu"], seeds: 2));
        await Store.CancelAsync(Mine, Cancellation);
        await SubmitAsync(TestPlans.Create("later", ["relu"], seeds: 2));
        Assert.All(await ClaimAsync(9), claimed => Assert.Equal("later", claimed.Sweep));
        Assert.Equal(2, (await StatusAsync("later")).Count(TrialState.Running));
    }

    [Fact]
    public async Task A_new_revision_of_a_sweep_and_the_former_one_again_keep_what_was_cancelled()
    {
        var few = TestPlans.Create("mine", ["relu", "tanh"], seeds: 1);
        await SubmitAsync(few);
        await Store.CancelAsync(Mine with { Where = Where(("activation", ["relu"])) }, Cancellation);
        await SubmitAsync(TestPlans.Create("mine", ["relu", "tanh"], seeds: 2));
        Assert.Equal((1, 3), ((await StatusAsync("mine")).Count(TrialState.Cancelled),
            (await StatusAsync("mine")).Count(TrialState.Queued)));
        await AssertCountsAgreeAsync();

        await Store.RetryAsync(Mine, Cancellation);
        await SubmitAsync(few);
        Assert.Equal(2, (await StatusAsync("mine")).Count(TrialState.Queued));
        await AssertCountsAgreeAsync();
    }

    [Fact]
    public async Task A_cancelled_trial_that_runs_for_another_sweep_does_not_hold_up_a_look()
    {
        var plan = Looked("mine");
        await SubmitAsync(plan);
        await SubmitAsync(TestPlans.Create("yours", ["tanh"], seeds: 1));
        var claimed = await ClaimAsync(99);
        var shared = claimed.Single(c =>
            c.Trial.Configuration.Settings["activation"].ToString()!.Contains("tanh", StringComparison.Ordinal) && c.Trial.Seed.Value == 0);
        foreach (var other in claimed.Where(c => c != shared))
            await FinishAsync(other);
        Assert.Empty(await Store.ReadLooksAsync("mine", onlyDue: true, Cancellation));
        await Store.CancelAsync(Mine with { Ids = [shared.Trial.Id.Value] }, Cancellation);

        Assert.Single(await Store.ReadLooksAsync("mine", onlyDue: true, Cancellation));
        Assert.NotNull(await Store.TakeLookAsync(Take(plan, 1, ["relu", "tanh"]), Cancellation));
        Assert.Equal(LeaseAnswer.Held, await FinishAsync(shared));
        await AssertCountsAgreeAsync();
    }

    [Fact]
    public async Task What_earlier_releases_cancelled_for_all_sweeps_stays_cancelled_for_them_and_not_for_later_ones()
    {
        await SubmitAsync(TestPlans.Create("mine", ["relu", "tanh"], seeds: 1));
        await SubmitAsync(TestPlans.Create("yours", ["relu"], seeds: 1));
        await ExecuteAsync("update trials set state = 'cancelled' where trial_key = (select trial_key from sweep_trials s join sweeps "
            + "w on w.sweep_key = s.sweep_key where w.name = 'yours')");
        string migration = Statements.Migrations.Single(m => m.Name == "cancelled-per-sweep").Sql;
        await ExecuteAsync(migration[migration.IndexOf("update sweep_trials", StringComparison.Ordinal)..]);
        await AssertCountsAgreeAsync();

        await SubmitAsync(TestPlans.Create("later", ["relu"], seeds: 1));
        Assert.Equal((1, 1, 0), ((await StatusAsync("mine")).Count(TrialState.Cancelled),
            (await StatusAsync("yours")).Count(TrialState.Cancelled),
            (await StatusAsync("later")).Count(TrialState.Cancelled)));
        Assert.Equal(1, await Store.RetryAsync(Mine, Cancellation));
        await AssertCountsAgreeAsync();
    }
}
