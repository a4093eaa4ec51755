using Sweep.Planning.Plans;
using Sweep.Planning.Trials;

namespace Sweep.Store.Tests;

public abstract partial class TrialStoreContract
{
    private static readonly TrialOutcome Completed = new TrialOutcome.Completed();

    [Fact]
    public async Task Imported_trials_are_finished_at_once_with_their_metrics()
    {
        var plan = TestPlans.Create("study", seeds: 2);
        var receipt = await ImportAsync(plan, null, [.. plan.Trials.Select((t, i) => Ended(t, Completed, 0.5 + i))]);

        Assert.Equal(new SubmitReceipt(4, 4, 4, true), receipt);
        var rows = await ReadAsync(metrics: MetricSelection.All);
        Assert.Equal(plan.Trials.Select(t => t.Id), rows.Select(r => r.Trial.Id));
        Assert.All(rows, row => Assert.Equal((TrialState.Completed, 1), (row.State, row.Attempts)));
        Assert.Equal([0.5, 1.5, 2.5, 3.5], rows.Select(r => r.Metrics.Single().Values.Single().Value));
        await AssertCountsAgreeAsync();
    }

    [Fact]
    public async Task What_diverged_or_failed_elsewhere_is_told_as_that()
    {
        var plan = TestPlans.Create("study", ["relu"], seeds: 3);
        var trials = plan.Trials.ToArray();
        await ImportAsync(plan, null,
        [
            Ended(trials[0], new TrialOutcome.Diverged(3, 0), double.NaN), Ended(trials[1], Completed, double.NegativeInfinity),
            new FinishedTrial(trials[2], new TrialOutcome.Failed(FailureKind.Data, "testAccuracy is empty"), []),
        ]);

        var rows = await ReadAsync(metrics: MetricSelection.All);
        Assert.Equal([TrialState.Diverged, TrialState.Completed, TrialState.Failed], rows.Select(r => r.State));
        Assert.Equal((0L, FailureKind.Data, "testAccuracy is empty"),
            (rows[0].DivergedAtStep, rows[2].FailureKind, rows[2].FailureMessage));
        Assert.Equal([double.NaN, double.NegativeInfinity], rows.Take(2).Select(r => r.Metrics.Single().Values.Single().Value));
        var status = await StatusAsync("study");
        Assert.Equal((1L, 1L, 1L),
            (status.Count(TrialState.Completed), status.Count(TrialState.Diverged), status.Count(TrialState.Failed)));
    }

    [Fact]
    public async Task Imported_trials_are_claimed_by_nobody_and_not_retried()
    {
        var plan = TestPlans.Create("study", ["relu"], seeds: 2);
        await ImportAsync(plan, null, [.. plan.Trials.Select(t =>
            new FinishedTrial(t, new TrialOutcome.Failed(FailureKind.Exception, "out of disk"), []))]);

        Assert.Equal(0, await Store.RetryAsync(new TrialFilter { Sweep = "study" }, Cancellation));
        Assert.Empty(await ClaimAsync(10));
        Assert.Equal(2, (await StatusAsync("study")).Count(TrialState.Failed));
    }

    [Fact]
    public async Task Importing_again_adds_the_new_trials_and_changes_none()
    {
        var (small, large) = (TestPlans.Create("study", seeds: 2), TestPlans.Create("study", seeds: 3));
        await ImportAsync(small, null, [.. small.Trials.Select(t => Ended(t, Completed, 0.5))]);
        var receipt = await ImportAsync(large, small.Hash, [.. large.Trials.Select(t => Ended(t, Completed, 0.7))]);

        Assert.Equal(new SubmitReceipt(6, 2, 6, true), receipt);
        var rows = await ReadAsync(metrics: MetricSelection.All);
        Assert.Equal(large.Trials.Select(t => t.Id), rows.Select(r => r.Trial.Id));
        Assert.Equal(4, rows.Count(r => r.Metrics.Single().Values.Single().Value == 0.5));
        await AssertCountsAgreeAsync();
    }

    [Fact]
    public async Task A_plan_that_lacks_trials_gets_them_later_under_the_same_hash()
    {
        var plan = TestPlans.Create("study", seeds: 3);
        var trials = plan.Trials.Select(t => Ended(t, Completed, 0.5)).ToArray();
        await ImportAsync(plan, null, trials[..4]);
        var receipt = await ImportAsync(plan, plan.Hash, trials);

        Assert.Equal(new SubmitReceipt(6, 2, 6, false), receipt);
        Assert.Equal(6, (await ReadAsync()).Count);
        await AssertCountsAgreeAsync();
    }

    [Fact]
    public async Task An_import_that_did_not_see_the_current_plan_stores_nothing()
    {
        await SubmitAsync(TestPlans.Create("study", ["tanh"]));
        var plan = TestPlans.Create("study");

        Assert.Null(await Store.ImportAsync(plan, null, [.. plan.Trials.Select(t => Ended(t, Completed, 0.5))], Cancellation));
        Assert.All(await ReadAsync(), row => Assert.Equal(TrialState.Queued, row.State));
    }

    [Fact]
    public async Task Many_trials_are_imported_in_one_go()
    {
        var plan = TestPlans.Large("study", 20_000);
        var receipt = await ImportAsync(plan, null, [.. plan.Trials.Select(t => Ended(t, Completed, 0.5))]);

        Assert.Equal(new SubmitReceipt(20_000, 20_000, 20_000, true), receipt);
        Assert.Equal(20_000, await CountAsync("select count(*) from epoch_metrics"));
    }

    private static FinishedTrial Ended(TrialDescription trial, TrialOutcome outcome, double value) =>
        new(trial, outcome, [Epoch(outcome is TrialOutcome.Diverged d ? d.Epoch : 1, (MetricCatalogue.TestAccuracy.Name, value))]);

    private async Task<SubmitReceipt> ImportAsync(SweepPlan plan, PlanHash? expected, IReadOnlyList<FinishedTrial> trials)
    {
        var receipt = await Store.ImportAsync(plan, expected, trials, Cancellation);
        Assert.NotNull(receipt);
        return receipt;
    }
}
