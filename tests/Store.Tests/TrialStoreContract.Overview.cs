using Sweep.Planning.Plans;
using Sweep.Planning.Trials;

namespace Sweep.Store.Tests;

/// <summary>A sweep as a whole, and its trials one by one.</summary>
public abstract partial class TrialStoreContract
{
    [Fact]
    public async Task Places_are_the_trials_in_plan_order_with_the_state_that_filters_mean()
    {
        await SubmitAsync(TestPlans.Create("map", ["relu", "tanh"], seeds: 2));
        await FinishAsync(await ClaimOneAsync());
        await ClaimOneAsync();
        await Store.CancelAsync(new TrialFilter { Sweep = "map", Where = Where(("activation", ["tanh"]), ("seed", ["1"])) }, Cancellation);

        var places = await Store.ReadPlacesAsync("map", Cancellation);
        var rows = await ReadAsync(new TrialFilter { Sweep = "map" });
        Assert.Equal([TrialState.Completed, TrialState.Running, TrialState.Queued, TrialState.Cancelled], places.Select(p => p.State));
        Assert.Equal(rows.Select(r => (r.State, r.Trial.Seed.Value)), places.Select(p => (p.State, p.Seed)));
        Assert.Equal([0L, 1, 2, 3], places.Select(p => p.Ordinal));
        Assert.Equal([true, false, true], places.Zip(places.Skip(1), (a, b) => a.ConfigurationKey == b.ConfigurationKey));
        Assert.Empty(await Store.ReadPlacesAsync("other", Cancellation));
    }

    [Fact]
    public async Task Trials_are_read_by_their_places_with_their_metrics()
    {
        await SubmitAsync(TestPlans.Create("at", ["relu"], seeds: 3));
        await FinishAsync(await ClaimOneAsync(), null, Epoch(1, ("a", 1), ("b", 2)));

        var rows = await Store.ReadTrialsAtAsync("at", [2, 0, 7], new MetricSelection(true, null, "b"), Cancellation);
        Assert.Equal([0, 2], rows.Select(r => r.Trial.Seed.Value));
        Assert.Equal(2, Assert.Single(Assert.Single(rows[0].Metrics).Values).Value);
        Assert.Empty(await Store.ReadTrialsAtAsync("other", [0], MetricSelection.None, Cancellation));
    }

    [Fact]
    public async Task A_trial_is_read_through_every_current_sweep_that_has_it()
    {
        await SubmitAsync(TestPlans.Create("mine", ["relu", "tanh"], seeds: 1));
        await SubmitAsync(TestPlans.Create("yours", ["relu"], seeds: 2));
        var trial = await ClaimOneAsync();
        await FinishAsync(trial, null, Epoch(1, ("a", 1)), Epoch(2, ("a", 3)));

        var rows = await Store.ReadTrialAsync(trial.Trial.Id.Value, Cancellation);
        Assert.Equal(["mine", "yours"], rows.Select(r => r.Sweep));
        Assert.All(rows, r => Assert.Equal((trial.Trial, TrialState.Completed, 2), (r.Trial, r.State, r.Metrics.Count)));
        Assert.Equal(2, (await Store.ReadTrialAsync(trial.Trial.Id.Value[3..15], Cancellation)).Count);
        Assert.Empty(await Store.ReadTrialAsync("t1-0000000000", Cancellation));
        await Assert.ThrowsAsync<TrialFilterException>(() => Store.ReadTrialAsync("t1-", Cancellation));
    }

    [Fact]
    public async Task Failures_are_grouped_by_cause_and_message_and_told_from_those_that_were_retried()
    {
        await SubmitAsync(TestPlans.Create("fails", ["relu"], seeds: 4, retry: new RetryPlan(OutOfMemory: 1)));
        var claimed = await ClaimAsync(4);
        await FinishAsync(claimed[0], new TrialOutcome.Failed(FailureKind.Data, "gone"));
        await FinishAsync(claimed[1], new TrialOutcome.Failed(FailureKind.Data, "gone"));
        await FinishAsync(claimed[2], new TrialOutcome.Failed(FailureKind.OutOfMemory, "full"));
        await FinishAsync(claimed[3]);
        await FinishAsync(await ClaimOneAsync());

        var groups = await Store.ReadFailuresAsync("fails", 10, Cancellation);
        Assert.Equal([(FailureKind.Data, "gone", 2L, 2L, 2L), (FailureKind.OutOfMemory, "full", 1L, 0L, 2L)],
            groups.Select(g => (g.Kind, g.Message, g.Attempts, g.Trials, g.GroupCount)));
        Assert.Equal(claimed[2].Trial.Id, groups[1].Example);
        Assert.Equal(groups[0], Assert.Single(await Store.ReadFailuresAsync("fails", 1, Cancellation)));
        Assert.Empty(await Store.ReadFailuresAsync("other", 10, Cancellation));
    }

    [Fact]
    public async Task Effort_tells_what_a_sweep_spent_itself_and_expects_open_trials_to_take_what_completed_ones_took()
    {
        await SubmitAsync(TestPlans.Create("mine", ["relu"], seeds: 2));
        await FinishAsync(await ClaimOneAsync());
        await SubmitAsync(TestPlans.Create("yours", ["relu", "tanh"], seeds: 2));
        var other = Assert.Single(await ClaimAsync(1, new TrialFilter { Sweep = "yours", Where = Where(("activation", ["tanh"])) }));
        await FinishAsync(other, new TrialOutcome.Diverged(1, 1));

        var effort = await Store.ReadEffortAsync("yours", TimeSpan.FromMinutes(10), Cancellation);
        Assert.Equal([(true, "diverged", 1L, 1.5, 1L), (false, "completed", 1L, 1.5, 1L)],
            effort.Spent.Select(s => (s.IsOwn, s.Outcome, s.Attempts, s.Time.TotalSeconds, s.Recent)));
        Assert.Equal((2L, 1L, 1L), (effort.OpenTrials, effort.KnownTrials, effort.CompletedTrials));
        Assert.Equal(TimeSpan.FromSeconds(3), effort.Expected);

        Assert.Null((await Store.ReadEffortAsync("other", TimeSpan.FromMinutes(10), Cancellation)).Expected);
    }

    [Fact]
    public async Task Trials_under_way_count_as_running_time()
    {
        await SubmitAsync(TestPlans.Create("runs", ["relu"], seeds: 2));
        await ClaimOneAsync();
        await AgeLeasesAsync();
        var running = Assert.Single((await Store.ReadEffortAsync("runs", TimeSpan.FromMinutes(10), Cancellation)).Spent);
        Assert.Equal((true, "running", 1L, 0L), (running.IsOwn, running.Outcome, running.Attempts, running.Recent));
        Assert.InRange(running.Time, TimeSpan.FromSeconds(59), TimeSpan.FromMinutes(5));
    }

    [Fact]
    public async Task Curves_average_configurations_and_pool_deviations_within_them()
    {
        await SubmitAsync(TestPlans.Create("curves", ["relu"], [0.1, 0.2], seeds: 2));
        double[] values = [1, 3, 6, 10];
        foreach (double value in values)
            await FinishAsync(await ClaimOneAsync(), null, Epoch(1, ("a", value), ("b", 0)), Epoch(2, ("a", value == 10 ? double.NaN : 5)));

        var filter = new TrialFilter { Sweep = "curves" };
        var curve = await Store.ReadCurvesAsync(filter, "activation", "a", Cancellation);
        Assert.Equal([("relu", 1, 2L, 4L, 0L, 5.0), ("relu", 2, 2L, 3L, 1L, 5.0)],
            curve.Select(c => (c.Level, c.Epoch, c.Configurations, c.Count, c.NotFinite, c.Mean)));
        Assert.Equal(Math.Sqrt((2 + 8) / 2.0), curve[0].Deviation!.Value, 1e-12); // 1, 1 and 2, 2 from the means; a degree of freedom each
        Assert.Equal(0, curve[1].Deviation);

        var one = await Store.ReadCurvesAsync(filter with { Where = Where(("learningRate", ["0.2"])) }, "optimizer.momentum", "a",
            Cancellation);
        Assert.Equal([("0.9", 1, 8.0), ("0.9", 2, 5.0)], one.Select(c => (c.Level, c.Epoch, c.Mean)));
        Assert.Equal("-", (await Store.ReadCurvesAsync(filter, "nothing", "b", Cancellation)).Single().Level);
        Assert.Empty(await Store.ReadCurvesAsync(filter, "activation", "none", Cancellation));
    }
}
