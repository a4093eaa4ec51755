using Sweep.Planning.Plans;
using Sweep.Planning.Trials;

namespace Sweep.Store.Tests;

public abstract partial class TrialStoreContract
{
    [Fact]
    public async Task A_submitted_plan_is_queued_in_plan_order()
    {
        var plan = TestPlans.Create("first", seeds: 2);
        var receipt = await SubmitAsync(plan);

        Assert.Equal(new SubmitReceipt(4, 4, 0, true), receipt);
        Assert.Equal(plan.Trials.Select(t => t.Id), (await ReadAsync()).Select(r => r.Trial.Id));
        Assert.All(await ReadAsync(), row => Assert.Equal(TrialState.Queued, row.State));
        await AssertCountsAgreeAsync();
    }

    [Fact]
    public async Task A_trial_comes_back_as_it_was_submitted()
    {
        var configuration = new Configuration(
        [
            new("activation", new SettingValue.Group([new("name", new SettingValue.Text("mine")),
                new("formula", new SettingValue.Text("x*\"sig\\moid\"(ä·x) 😀"))])),
            new("flag", new SettingValue.Flag(true)),
            new("learningRate", new SettingValue.Number(1e-5)),
            new("tenth", new SettingValue.Number(0.1 + 0.2)),
        ]);
        var trial = new TrialDescription(new TrialId("t1-00112233445566778899aabbccddeeff"), configuration, new Seed(-7),
            new StreamKey(ulong.MaxValue));
        await SubmitAsync(new SweepPlan("one", new PlanHash("p1-one"), "text: 'ünïcode'", 1, () =>
            [trial], null, new RetryPlan(), new StopPlan()));

        Assert.Equal(trial, Assert.Single(await ReadAsync()).Trial);
        Assert.Equal(trial, (await ClaimOneAsync()).Trial);
        Assert.Equal("text: 'ünïcode'", (await StatusAsync("one")).SpecText);
    }

    [Fact]
    public async Task Submitting_twice_adds_nothing()
    {
        await SubmitAsync(TestPlans.Create("twice"));
        var again = await SubmitAsync(TestPlans.Create("twice"));

        Assert.Equal(new SubmitReceipt(6, 0, 0, false), again);
        Assert.Equal(6, (await StatusAsync("twice")).Total);
    }

    [Fact]
    public async Task Submitting_again_leaves_a_pause_as_it_is()
    {
        await SubmitAsync(TestPlans.Create("paused"));
        await Store.SetSweepStateAsync("paused", SweepState.Paused, "lunch", Cancellation);
        await SubmitAsync(TestPlans.Create("paused"));

        var status = await StatusAsync("paused");
        Assert.Equal((SweepState.Paused, "lunch"), (status.State, status.StateReason));
    }

    [Fact]
    public async Task Raising_the_seeds_adds_only_the_new_trials()
    {
        await SubmitAsync(TestPlans.Create("grow", seeds: 2));
        foreach (var trial in await ClaimAsync(3))
            await FinishAsync(trial);
        var receipt = await SubmitAsync(TestPlans.Create("grow", seeds: 5));

        Assert.Equal(new SubmitReceipt(10, 6, 3, true), receipt);
        var status = await StatusAsync("grow");
        Assert.Equal((10, 3, 7), (status.Total, status.Count(TrialState.Completed), status.Count(TrialState.Queued)));
        await AssertCountsAgreeAsync();
    }

    [Fact]
    public async Task Trials_that_a_new_revision_lacks_are_no_longer_claimed()
    {
        await SubmitAsync(TestPlans.Create("change", ["relu", "tanh"], seeds: 2));
        await SubmitAsync(TestPlans.Create("change", ["relu", "gelu"], seeds: 2));

        var claimed = await ClaimAsync(10);
        Assert.Equal(["gelu", "gelu", "relu", "relu"], claimed.Select(t => t.Trial.Configuration.Settings["activation"].Label).Order());
        Assert.Equal(4, (await StatusAsync("change")).Total);
        await AssertCountsAgreeAsync();
    }

    [Fact]
    public async Task A_former_plan_can_become_current_again()
    {
        await SubmitAsync(TestPlans.Create("back", ["relu"], seeds: 2));
        await SubmitAsync(TestPlans.Create("back", ["tanh"], seeds: 2));
        var running = await ClaimOneAsync();
        var receipt = await SubmitAsync(TestPlans.Create("back", ["relu"], seeds: 2));

        Assert.Equal(new SubmitReceipt(2, 0, 0, true), receipt);
        Assert.Equal(LeaseAnswer.Held, await FinishAsync(running));
        Assert.All(await ClaimAsync(10), trial => Assert.Equal("relu", trial.Trial.Configuration.Settings["activation"].Label));
        await AssertCountsAgreeAsync();
    }

    [Fact]
    public async Task A_plan_that_becomes_current_again_was_submitted_when_it_was_first()
    {
        await SubmitAsync(TestPlans.Create("back", ["relu"], seeds: 1));
        var first = await StatusAsync("back");
        await FinishAsync(await ClaimOneAsync());
        await SubmitAsync(TestPlans.Create("back", ["tanh"], seeds: 1));
        await SubmitAsync(TestPlans.Create("back", ["relu"], seeds: 1));

        var again = await StatusAsync("back");
        Assert.Equal((first.SubmittedAt, true), (again.SubmittedAt, again.IsFirstSubmission));
        var asked = new ComparisonPlan("activation", null, MetricCatalogue.TestAccuracy.Name, null, 0.05, 0, null);
        var ended = Assert.Single(await ReadResultsAsync(new TrialFilter { Sweep = "back" }, asked)).EndedAt;
        Assert.Equal(Assert.Single(await ReadAsync()).EndedAt, ended);
        Assert.True(ended >= first.SubmittedAt);
    }

    [Fact]
    public async Task Where_an_earlier_version_kept_the_last_submission_the_first_claim_tells_that_the_plan_was_there()
    {
        await SubmitAsync(TestPlans.Create("back", ["relu"], seeds: 1));
        await FinishAsync(await ClaimOneAsync());
        var ended = Assert.Single(await ReadAsync()).EndedAt;
        await SubmitAsync(TestPlans.Create("back", ["tanh"], seeds: 1));
        await SubmitAsync(TestPlans.Create("back", ["relu"], seeds: 1));
        await ExecuteAsync("update sweeps set revision = 3, submitted_at = (select max(submitted_at) from sweeps) where revision = 1");

        var status = await StatusAsync("back");
        Assert.False(status.IsFirstSubmission);
        Assert.True(status.SubmittedAt <= ended);
    }

    [Fact]
    public async Task What_one_sweep_completed_another_reuses()
    {
        await SubmitAsync(TestPlans.Create("early", ["relu"], seeds: 2));
        foreach (var trial in await ClaimAsync(2))
            await FinishAsync(trial, null, Epoch(1, (MetricCatalogue.TestAccuracy.Name, 0.9)));
        var receipt = await SubmitAsync(TestPlans.Create("late", ["relu", "tanh"], seeds: 2));

        Assert.Equal(new SubmitReceipt(4, 2, 2, true), receipt);
        var rows = await ReadAsync(new TrialFilter { Sweep = "late", States = new HashSet<TrialState> { TrialState.Completed } },
            MetricSelection.All);
        Assert.Equal(2, rows.Count);
        Assert.All(rows, row => Assert.Equal(0.9, Assert.Single(Assert.Single(row.Metrics).Values).Value));
    }

    [Fact]
    public async Task A_trial_of_two_sweeps_is_claimed_once_and_counts_in_both()
    {
        await SubmitAsync(TestPlans.Create("one", ["relu"], seeds: 2));
        await SubmitAsync(TestPlans.Create("two", ["relu"], seeds: 2));
        var claimed = await ClaimAsync(10);

        Assert.Equal(2, claimed.Count);
        foreach (var trial in claimed)
            await FinishAsync(trial);
        Assert.Equal(2, (await StatusAsync("one")).Count(TrialState.Completed));
        Assert.Equal(2, (await StatusAsync("two")).Count(TrialState.Completed));
        await AssertCountsAgreeAsync();
    }

    [Fact]
    public async Task A_plan_that_names_a_trial_twice_has_it_once()
    {
        var trial = TestPlans.Trial("relu", 0.1, 0);
        var receipt = await SubmitAsync(new SweepPlan("dup", new PlanHash("p1-dup"), "", 2, () =>
            [trial, trial], null, new RetryPlan(), new StopPlan()));

        Assert.Equal((1, 1), (receipt.Planned, receipt.Added));
        Assert.Single(await ClaimAsync(10));
    }

    [Fact]
    public async Task A_plan_that_yields_another_number_of_trials_leaves_nothing_behind()
    {
        var broken = new SweepPlan("broken", new PlanHash("p1-broken"), "", 3, () =>
            [TestPlans.Trial("relu", 0.1, 0)], null, new RetryPlan(), new StopPlan());
        await Assert.ThrowsAsync<ArgumentException>(() => Store.SubmitAsync(broken, Cancellation));

        Assert.Empty(await Store.ReadStatusAsync(null, Cancellation));
        Assert.Equal(4, (await SubmitAsync(TestPlans.Create("broken", seeds: 2))).Added);
    }

    [Fact]
    public async Task The_declared_comparison_is_stored()
    {
        var tuning = new TuningPlan(["learningRate"], MetricCatalogue.ValidationAccuracy.Name, 2);
        await SubmitAsync(TestPlans.Create("compared",
            comparison: new ComparisonPlan("activation", "relu", MetricCatalogue.TestAccuracy.Name, 1, 0.05, 0.002, tuning)));

        Assert.Equal(1, await CountAsync("""
            select count(*) from comparisons where factor = 'activation' and baseline = 'relu' and metric = 'testAccuracy' and epoch = 1
              and alpha = 0.05 and rope = 0.002 and tuning_metric = 'validationAccuracy' and selection_seeds = 2
            """));
    }

    [Fact]
    public async Task A_planned_test_and_the_default_adjustment_by_its_name_are_the_specs_to_tell()
    {
        var asked = new ComparisonPlan("activation", "relu", MetricCatalogue.TestAccuracy.Name, null, 0.05, 0, null)
        {
            Test = PlannedTest.SignFlip, Adjustment = AdjustmentMethod.MaxT,
        };
        Assert.Equal(6, (await SubmitAsync(TestPlans.Create("joint", comparison: asked))).Added);
        Assert.Equal(1, await CountAsync("select count(*) from comparisons where factor = 'activation' and adjustment is null"));
    }

    [Fact]
    public async Task Plans_larger_than_a_page_are_stored_whole()
    {
        var plan = TestPlans.Large("large", 12_345);
        var receipt = await SubmitAsync(plan);

        Assert.Equal(12_345, receipt.Added);
        Assert.Equal(plan.Trials.Select(t => t.Id), (await ReadAsync()).Select(r => r.Trial.Id));
    }
}
