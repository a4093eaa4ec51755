using Sweep.Planning.Plans;
using Sweep.Planning.Trials;

namespace Sweep.Store.Tests;

public abstract partial class TrialStoreContract
{
    private static readonly TrialFilter Unneeded = new() { States = new HashSet<TrialState> { TrialState.Unneeded } };

    [Fact]
    public async Task Trials_of_seeds_after_the_first_look_are_held()
    {
        await SubmitAsync(Looked("held"));
        var status = await StatusAsync("held");
        Assert.Equal((6, 12, 18), (status.Count(TrialState.Queued), status.Count(TrialState.Held), status.Total));

        var claimed = await ClaimAsync(99);
        Assert.Equal([0, 1], claimed.Select(c => c.Trial.Seed.Value).Distinct().Order());
        Assert.False((await StatusAsync("held")).IsOver);
        await AssertCountsAgreeAsync();
    }

    [Fact]
    public async Task Planned_looks_are_read_back_as_they_were_declared()
    {
        var plan = Looked("declared", tuning: new TuningPlan(["learningRate"], MetricCatalogue.ValidationAccuracy.Name, 1));
        await SubmitAsync(plan);
        await SubmitAsync(TestPlans.Create("without"));

        var looks = Assert.Single(await Store.ReadLooksAsync(null, onlyDue: false, Cancellation));
        Assert.Equal(("declared", plan.Hash), (looks.Sweep, looks.PlanHash));
        Assert.Equal(plan.Comparison! with { Looks = null, Tuning = null }, looks.Comparison with { Looks = null, Tuning = null });
        Assert.Equal(["learningRate"], looks.Comparison.Tuning!.Factors);
        Assert.Equal((StoppingRule.Pocock, "0,1,2,3,4,5", "2,4,6"),
            (looks.Plan.Rule, string.Join(",", looks.Plan.Seeds), string.Join(",", looks.Plan.SeedCounts)));
        Assert.Empty(looks.Taken);
    }

    [Fact]
    public async Task A_look_is_due_when_every_released_trial_is_over()
    {
        await SubmitAsync(Looked("due"));
        var claimed = await ClaimAsync(6);
        await FinishAsync(claimed[0], new TrialOutcome.Diverged(1, 2));
        await FinishAsync(claimed[1], new TrialOutcome.Failed(FailureKind.Exception, "for good"));
        foreach (var trial in claimed.Skip(2).Take(3))
            await FinishAsync(trial);
        Assert.Empty(await Store.ReadLooksAsync("due", onlyDue: true, Cancellation));
        Assert.Null(await Store.TakeLookAsync(Take(Looked("due"), 1, ["relu"]), Cancellation));

        await FinishAsync(claimed[5]);
        Assert.Single(await Store.ReadLooksAsync("due", onlyDue: true, Cancellation));
        await Store.SetSweepStateAsync("due", SweepState.Paused, "lunch", Cancellation);
        Assert.Empty(await Store.ReadLooksAsync("due", onlyDue: true, Cancellation));
    }

    [Fact]
    public async Task A_look_releases_the_next_seeds_of_open_levels_and_closes_all_of_decided_ones()
    {
        var plan = Looked("look");
        await FinishAllAsync(plan);
        var receipt = await Store.TakeLookAsync(Take(plan, 1, ["relu", "tanh"]), Cancellation);

        Assert.Equal(new LookReceipt(4, 4), receipt);
        var status = await StatusAsync("look");
        Assert.Equal((4, 4, 4, 6), (status.Count(TrialState.Queued), status.Count(TrialState.Held), status.Count(TrialState.Unneeded),
            status.Count(TrialState.Completed)));
        var claimed = await ClaimAsync(99);
        Assert.Equal([2, 3], claimed.Select(c => c.Trial.Seed.Value).Distinct().Order());
        Assert.DoesNotContain(claimed, c => c.Trial.Configuration.Settings["activation"].Label == "arelu");
        Assert.Equal(4, (await ReadAsync(Unneeded)).Count);
        await AssertCountsAgreeAsync();

        var taken = Assert.Single(Assert.Single(await Store.ReadLooksAsync("look", onlyDue: false, Cancellation)).Taken);
        Assert.Equal((1, 2, false), (taken.Number, taken.SeedCount, taken.IsLast));
        Assert.Equal([new ComparisonStanding("arelu", "relu", "better", 2, 0.25, 0.01),
            new ComparisonStanding("tanh", "relu", "undecided", 2, null, null)], taken.Standings);
    }

    [Fact]
    public async Task A_look_that_chooses_tuned_levels_closes_the_other_configurations_for_good()
    {
        var looks = new LookPlan(StoppingRule.OBrienFleming, [.. Enumerable.Range(0, 6).Select(s => new Seed(s))],
            [2, 6]) { ChoosesFirst = true };
        var plan = TestPlans.Create("choosing", ["relu", "arelu"], [0.1, 0.01], seeds: 6,
            comparison: new ComparisonPlan("activation", "relu", MetricCatalogue.TestAccuracy.Name, null, 0.05, 0,
            new TuningPlan(["learningRate"], MetricCatalogue.ValidationAccuracy.Name, 2)) { Looks = looks });
        await FinishAllAsync(plan);
        var due = Assert.Single(await Store.ReadLooksAsync("choosing", onlyDue: true, Cancellation)).Plan;
        Assert.True(due.ChoosesFirst);
        Assert.Equal(looks.SeedCounts, due.SeedCounts);

        var pruned = plan.Trials.Where(t =>
            t.Configuration.Settings["learningRate"].Label == (t.Configuration.Settings["activation"].Label == "relu" ? "0.1" : "0.01"))
                .Select(t => t.Configuration.Id).Distinct();
        var look = new LookTaking(plan.Name, plan.Hash, 0, 2, IsLast: true, [], "activation", ["relu", "arelu"],
            [.. looks.Seeds.Skip(2)]) { Pruned = [.. pruned] };
        Assert.Equal(new LookReceipt(8, 8), await Store.TakeLookAsync(look, Cancellation));
        var claimed = await ClaimAsync(99);
        Assert.Equal(["arelu 0.1", "relu 0.01"],
            claimed.Select(c => $"{c.Trial.Configuration.Settings["activation"].Label} "
                + $"{c.Trial.Configuration.Settings["learningRate"].Label}").Distinct().Order());
        Assert.Equal([2, 3, 4, 5], claimed.Select(c => c.Trial.Seed.Value).Distinct().Order());
        foreach (var trial in claimed)
            await FinishAsync(trial);
        Assert.True((await StatusAsync("choosing")).IsOver);
        await AssertCountsAgreeAsync();
    }

    [Fact]
    public async Task Of_many_that_take_a_look_one_does()
    {
        var plan = Looked("race");
        await FinishAllAsync(plan);
        await using var other = await OpenAsync(StoreAccess.Write);
        var receipts = await Task.WhenAll(Enumerable.Range(0, 8)
            .Select(i => (i % 2 == 0 ? Store : other).TakeLookAsync(Take(plan, 1, ["relu", "tanh"]), Cancellation)));

        Assert.Equal(new LookReceipt(4, 4), Assert.Single(receipts, r => r is not null));
        Assert.Equal(1, await CountAsync("select count(*) from looks"));
        await AssertCountsAgreeAsync();
    }

    [Fact]
    public async Task A_look_taken_while_trials_are_claimed_elsewhere_keeps_the_counts()
    {
        var plan = Looked("busy");
        await FinishAllAsync(plan);
        await SubmitAsync(TestPlans.Create("fixed", ["relu", "arelu", "tanh"], seeds: 6)); // wants at once what the other holds
        await using var other = await OpenAsync(StoreAccess.Write);
        var claims = Enumerable.Range(0, 6)
            .Select(i => (i % 2 == 0 ? Store : other)
                .ClaimAsync(Claim(2, new TrialFilter { Sweep = "fixed" }, new WorkerId($"w{i}")), Cancellation)).ToArray();
        var look = other.TakeLookAsync(Take(plan, 1, ["relu", "tanh"]), Cancellation);
        await Task.WhenAll([.. claims, look]);

        Assert.Equal(12, claims.Sum(c => c.Result.Count));
        Assert.NotNull(await look);
        await AssertCountsAgreeAsync();
    }

    [Fact]
    public async Task After_the_last_look_nothing_is_held_or_due()
    {
        var plan = Looked("last");
        await FinishAllAsync(plan);
        Assert.True((await StatusAsync("last")).IsLookDue);
        Assert.Equal(new LookReceipt(0, 12), await Store.TakeLookAsync(Take(plan, 1, [], isLast: true), Cancellation));

        var status = await StatusAsync("last");
        Assert.True(status.IsOver);
        Assert.Equal(12, status.Count(TrialState.Unneeded));
        Assert.Empty(await Store.ReadLooksAsync(null, onlyDue: true, Cancellation));
        Assert.Null(await Store.TakeLookAsync(Take(plan, 2, []), Cancellation));
    }

    [Fact]
    public async Task Unneeded_trials_are_queued_by_a_retry_that_names_them()
    {
        var plan = Looked("again");
        await FinishAllAsync(plan);
        await Store.TakeLookAsync(Take(plan, 1, [], isLast: true), Cancellation);

        Assert.Equal(0, await Store.RetryAsync(new TrialFilter { Sweep = "again" }, Cancellation));
        Assert.Equal(0, await Store.CancelAsync(new TrialFilter { Sweep = "again" }, Cancellation));
        Assert.Equal(4, await Store.RetryAsync(Unneeded with { Sweep = "again", Where = Where(("activation", ["arelu"])) }, Cancellation));
        Assert.Equal(4, (await ClaimAsync(99)).Count);
        await AssertCountsAgreeAsync();
    }

    [Fact]
    public async Task What_one_sweep_holds_another_may_train()
    {
        await SubmitAsync(Looked("patient"));
        await SubmitAsync(TestPlans.Create("hasty", ["relu"], seeds: 6));
        Assert.Equal(6, (await ClaimAsync(99, new TrialFilter { Sweep = "hasty" })).Count);

        var status = await StatusAsync("patient");
        Assert.Equal((4, 8, 6), (status.Count(TrialState.Queued), status.Count(TrialState.Held), status.Count(TrialState.Running)));
        await AssertCountsAgreeAsync();
    }

    [Fact]
    public async Task A_cancelled_held_trial_waits_for_its_look_again_after_a_retry()
    {
        await SubmitAsync(Looked("cancelled"));
        Assert.Equal(18, await Store.CancelAsync(new TrialFilter { Sweep = "cancelled" }, Cancellation));
        Assert.True((await StatusAsync("cancelled")).Count(TrialState.Cancelled) == 18);
        await Store.RetryAsync(new TrialFilter { Sweep = "cancelled" }, Cancellation);

        var status = await StatusAsync("cancelled");
        Assert.Equal((6, 12), (status.Count(TrialState.Queued), status.Count(TrialState.Held)));
        Assert.Equal(6, (await ClaimAsync(99)).Count);
        await AssertCountsAgreeAsync();
    }

    [Fact]
    public async Task Views_tell_held_from_unneeded_and_list_the_looks()
    {
        var plan = Looked("views");
        await FinishAllAsync(plan);
        await Store.TakeLookAsync(Take(plan, 1, ["relu", "tanh"]), Cancellation);

        Assert.Equal(4, await CountAsync("select count(*) from v_trials where state = 'unneeded'"));
        Assert.Equal(4, await CountAsync("select count(*) from v_trials where state = 'held'"));
        Assert.Equal(1, await CountAsync("select count(*) from v_looks where level = 'arelu' and verdict = 'better' and seeds = 2 and "
            + "pairs = 2 and adjusted_p = 0.01"));
    }

    private async Task FinishAllAsync(SweepPlan plan)
    {
        await SubmitAsync(plan);
        foreach (var trial in await ClaimAsync(99))
            await FinishAsync(trial);
    }

    private static SweepPlan Looked(string name, TuningPlan? tuning = null) => TestPlans.Create(name, ["relu", "arelu", "tanh"], seeds: 6,
        comparison: new ComparisonPlan("activation", "relu", MetricCatalogue.TestAccuracy.Name, null, 0.05, 0.001, tuning)
        {
            Adjustment = AdjustmentMethod.Hommel,
            Looks = new LookPlan(StoppingRule.Pocock, [.. Enumerable.Range(0, 6).Select(s => new Seed(s))], [2, 4, 6]),
        });

    private static LookTaking Take(SweepPlan plan, int number, string[] open, bool isLast = false) =>
        new(plan.Name, plan.Hash, number, 2 * number, isLast,
        [new ComparisonStanding("arelu", "relu", "better", 2, 0.25, 0.01),
            new ComparisonStanding("tanh", "relu", "undecided", 2, null, null)],
        "activation", open, [.. Enumerable.Range(2 * number, 2).Select(s => new Seed(s))]);
}
