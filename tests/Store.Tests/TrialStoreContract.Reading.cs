using Sweep.Planning.Plans;
using Sweep.Planning.Trials;

namespace Sweep.Store.Tests;

public abstract partial class TrialStoreContract
{
    [Fact]
    public async Task Metrics_of_all_kinds_come_back_exactly()
    {
        double[] values = [double.NaN, double.PositiveInfinity, double.NegativeInfinity, 0.1
            + 0.2, 0, double.Epsilon, double.MaxValue, 0.97531864208642];
        await SubmitAsync(TestPlans.Create("metrics", ["relu"], seeds: 1));
        var trial = await ClaimOneAsync();
        await FinishAsync(trial, new TrialOutcome.Diverged(1, 17), Epoch(1, [.. values.Select((v, i) => ($"m{i}", v))]));

        var row = await ReadOneAsync(trial.Trial.Id, MetricSelection.All);
        var epoch = Assert.Single(row.Metrics);
        Assert.Equal(values.Select(BitConverter.DoubleToInt64Bits), epoch.Values.OrderBy(v => v.Key)
            .Select(v => BitConverter.DoubleToInt64Bits(v.Value)));
        Assert.Equal((TrialState.Diverged, 17L, TimeSpan.FromSeconds(1.5)), (row.State, row.DivergedAtStep, row.TrainDuration));
    }

    [Fact]
    public async Task Values_that_no_program_stored_are_told_as_damage()
    {
        await SubmitAsync(TestPlans.Create("damaged", ["relu"], seeds: 1));
        await ExecuteAsync("update configurations set settings = 'no settings'");
        var fault = await Assert.ThrowsAsync<StoreUnavailableException>(() => ReadAsync());
        Assert.Contains("it holds a value that this program never stored", fault.Message);
        Assert.True(fault.IsPermanent);
    }

    [Fact]
    public async Task Appending_metrics_again_changes_nothing()
    {
        await SubmitAsync(TestPlans.Create("append", ["relu"], seeds: 1));
        var trial = await ClaimOneAsync();
        await Store.AppendMetricsAsync([new AttemptMetrics(trial.Lease, Epoch(1, ("testLoss", 1)))], Cancellation);
        await Store.AppendMetricsAsync([new AttemptMetrics(trial.Lease, Epoch(1, ("testLoss", 99), ("trainLoss", 2)))], Cancellation);
        await FinishAsync(trial, null, Epoch(1, ("testLoss", 98)), Epoch(2, ("testLoss", 3)));

        var row = await ReadOneAsync(trial.Trial.Id, MetricSelection.All);
        Assert.Equal([1, 2], row.Metrics.Select(m => m.Epoch));
        Assert.Equal([KeyValuePair.Create("testLoss", 1.0), KeyValuePair.Create("trainLoss", 2.0)],
            row.Metrics[0].Values.OrderBy(v => v.Key));
        Assert.Equal(3, Assert.Single(row.Metrics[1].Values).Value);
    }

    [Fact]
    public async Task Only_the_metrics_of_the_attempt_that_counts_are_read()
    {
        await SubmitAsync(TestPlans.Create("counts", ["relu"], seeds: 1));
        var first = await ClaimOneAsync();
        await Store.AppendMetricsAsync([new AttemptMetrics(first.Lease, Epoch(1, ("testLoss", 1)))], Cancellation);
        await Store.ReleaseAsync([first.Lease], Cancellation);
        Assert.Empty((await ReadOneAsync(first.Trial.Id, MetricSelection.All)).Metrics);

        var second = await ClaimOneAsync();
        await Store.AppendMetricsAsync([new AttemptMetrics(second.Lease, Epoch(1, ("testLoss", 2)))], Cancellation);
        Assert.Equal(2, (await ReadOneAsync(first.Trial.Id, MetricSelection.All)).Metrics.Single().Values.Single().Value);
        Assert.Equal(2, await CountAsync("select count(*) from epoch_metrics"));
    }

    [Fact]
    public async Task Metrics_can_be_restricted_to_an_epoch_and_to_a_name()
    {
        await SubmitAsync(TestPlans.Create("select", ["relu"], seeds: 1));
        var trial = await ClaimOneAsync();
        await FinishAsync(trial, null, Epoch(1, ("a", 1), ("b", 2)), Epoch(2, ("a", 3), ("b", 4)));

        Assert.Empty((await ReadOneAsync(trial.Trial.Id)).Metrics);
        Assert.Equal([3.0, 4.0], (await ReadOneAsync(trial.Trial.Id, new MetricSelection(true, 2))).Metrics.Single().Values.Select(v =>
            v.Value));
        Assert.Equal([2.0, 4.0], (await ReadOneAsync(trial.Trial.Id, new MetricSelection(true, null, "b"))).Metrics.Select(m =>
            m.Values.Single().Value));
    }

    [Fact]
    public async Task Results_have_the_last_value_of_each_metric_or_that_of_one_epoch()
    {
        await SubmitAsync(TestPlans.Create("last", ["relu"], seeds: 3));
        var (lasting, brief) = (await ClaimOneAsync(), await ClaimOneAsync());
        await FinishAsync(lasting, null, Epoch(1, ("a", 1), ("b", 2)), Epoch(2, ("a", 3), ("b", 4)), Epoch(10, ("a", 5)));
        await FinishAsync(brief, null, Epoch(1, ("b", double.NegativeInfinity)));

        async Task<IEnumerable<(TrialState, double?, double?)>> ResultsAsync(string metric, string? selecting, int? epoch) =>
            (await ReadResultsAsync(new TrialFilter(),
            new ComparisonPlan("activation", null, metric, epoch, 0.05, 0, selecting is null ? null : new TuningPlan([], selecting, 1))))
                .Select(r => (r.State, r.Value, r.SelectionValue));
        (TrialState, double?, double?) queued = (TrialState.Queued, null, null);
        Assert.Equal([(TrialState.Completed, 4.0, 5.0), (TrialState.Completed, double.NegativeInfinity, null), queued],
            await ResultsAsync("b", "a", null));
        Assert.Equal([(TrialState.Completed, 1.0, null), (TrialState.Completed, null, null), queued], await ResultsAsync("a", null, 1));
        Assert.Equal([(TrialState.Completed, null, null), (TrialState.Completed, null, null), queued], await ResultsAsync("a", "b", 3));
    }

    [Fact]
    public async Task Results_are_those_of_the_trials_read_whole()
    {
        await SubmitAsync(TestPlans.Create("same", ["relu", "tanh"], [0.1, 0.01], seeds: 2));
        await FinishAsync(await ClaimOneAsync(), null, Epoch(1, ("testLoss", 0.5)));
        await FinishAsync(await ClaimOneAsync(), new TrialOutcome.Diverged(2, 9), Epoch(1, ("testLoss", double.NaN)));
        await FinishAsync(await ClaimOneAsync(), new TrialOutcome.Failed(FailureKind.Data, "gone"));
        await Store.AppendMetricsAsync([new AttemptMetrics((await ClaimOneAsync()).Lease, Epoch(1, ("testLoss", 0.25)))], Cancellation);

        var filter = new TrialFilter { Sweep = "same", Where = Where(("activation", ["relu"])) };
        var asked = new ComparisonPlan("activation", null, "testLoss", null, 0.05, 0, null);
        var results = await ReadResultsAsync(filter, asked);
        var rows = await ReadAsync(filter, MetricSelection.All);
        Assert.Equal(4, results.Count);
        Assert.Equal(rows.Select(r => TrialResult.From(r, asked)), results);
    }

    [Fact]
    public async Task Filters_select_by_state_labels_and_id_prefix()
    {
        await SubmitAsync(TestPlans.Create("f", ["relu", "tanh"], [0.1, 1e-5], seeds: 2));
        await FinishAsync(await ClaimOneAsync());
        var wanted = TestPlans.Trial("tanh", 1e-5, 1);

        Assert.Single(await ReadAsync(new TrialFilter { States = new HashSet<TrialState> { TrialState.Completed, TrialState.Failed } }));
        Assert.Equal(4, (await ReadAsync(new TrialFilter { Where = Where(("activation", ["tanh"])) })).Count);
        Assert.Equal(8, (await ReadAsync(new TrialFilter { Where =
            Where(("activation", ["tanh", "relu"]), ("optimizer", ["sgd(momentum=0.9)"])) })).Count);
        Assert.Equal(8, (await ReadAsync(new TrialFilter { Where = Where(("optimizer.momentum", ["0.9"])) })).Count);
        Assert.Equal(4, (await ReadAsync(new TrialFilter { Where =
            Where(("learningRate", [new SettingValue.Number(1e-5).Label])) })).Count);
        Assert.Equal(4, (await ReadAsync(new TrialFilter { Where = Where(("seed", ["1"])) })).Count);
        Assert.Empty(await ReadAsync(new TrialFilter { Where = Where(("activation", ["Tanh"])) }));
        Assert.Empty(await ReadAsync(new TrialFilter { Where = Where(("nothing", ["tanh"])) }));
        Assert.Equal(8, (await ReadAsync(new TrialFilter { Where = Where(("nothing", ["tanh", "-"])) })).Count);
        Assert.Empty(await ReadAsync(new TrialFilter { Where = Where(("activation", ["-"])) }));
        Assert.Empty(await ReadAsync(new TrialFilter { Where = Where(("activation", ["' or 1=1 --"])) }));
        Assert.Empty(await ReadAsync(new TrialFilter { Sweep = "g" }));
        Assert.Equal(wanted, Assert.Single(await ReadAsync(new TrialFilter { Ids = [wanted.Id.Value[..12]] })).Trial);
        Assert.Equal(wanted, Assert.Single(await ReadAsync(new TrialFilter { Ids = [wanted.Id.Value[3..15]] })).Trial);
        Assert.Empty(await ReadAsync(new TrialFilter { Ids = ["t1-00000"] }));
    }

    [Fact]
    public async Task Short_and_ambiguous_ids_are_refused()
    {
        var a = TestPlans.Trial("relu", 0.1, 0) with { Id = new TrialId("t1-aaaaaa00000000000000000000000000") };
        var b = TestPlans.Trial("relu", 0.1, 1) with { Id = new TrialId("t1-aaaaaa11111111111111111111111111") };
        await SubmitAsync(new SweepPlan("ids", new PlanHash("p1-ids"), "", 2, () => [a, b], null, new RetryPlan(), new StopPlan()));

        await Assert.ThrowsAsync<TrialFilterException>(() => ReadAsync(new TrialFilter { Ids = ["t1-aa"] }));
        var fault = await Assert.ThrowsAsync<TrialFilterException>(() =>
            Store.CancelAsync(new TrialFilter { Ids = ["aaaaaa"] }, Cancellation));
        Assert.Contains(a.Id.Value, fault.Message);
        Assert.Equal(b, Assert.Single(await ReadAsync(new TrialFilter { Ids = ["aaaaaa1"] })).Trial);
    }

    [Fact]
    public async Task Status_lists_current_revisions_with_counts()
    {
        await SubmitAsync(TestPlans.Create("one", ["relu"], seeds: 2));
        await SubmitAsync(TestPlans.Create("two", ["tanh"], seeds: 1));
        await SubmitAsync(TestPlans.Create("one", ["relu"], seeds: 3));
        await FinishAsync(await ClaimOneAsync(), new TrialOutcome.Diverged(1, 3));

        var all = await Store.ReadStatusAsync(null, Cancellation);
        Assert.Equal(["one", "two"], all.Select(s => s.Name).Order());
        var one = await StatusAsync("one");
        Assert.Equal(TestPlans.Create("one", ["relu"], seeds: 3).Hash, one.PlanHash);
        Assert.Equal(3, one.Total);
        Assert.Empty(await Store.ReadStatusAsync("three", Cancellation));
        Assert.InRange(TimeProvider.System.GetUtcNow() - one.SubmittedAt, TimeSpan.FromMinutes(-1), TimeSpan.FromMinutes(1));
    }

    [Fact]
    public async Task A_store_opened_for_reading_reads_and_does_not_write()
    {
        await SubmitAsync(TestPlans.Create("reader"));
        await using var reader = await OpenAsync(StoreAccess.Read);

        Assert.Equal(6, (await reader.ReadStatusAsync("reader", Cancellation)).Single().Total);
        await Assert.ThrowsAsync<InvalidOperationException>(() => reader.ClaimAsync(Claim(1), Cancellation));
        await Assert.ThrowsAsync<InvalidOperationException>(() => reader.SubmitAsync(TestPlans.Create("other"), Cancellation));
    }

    [Fact]
    public async Task Reading_changes_nothing()
    {
        await SubmitAsync(TestPlans.Create("still"));
        await ClaimAsync(2);
        await ExpireLeasesAsync();
        await Store.ReadStatusAsync(null, Cancellation);
        await ReadAsync(metrics: MetricSelection.All);
        await Store.ReadWorkersAsync(Cancellation);
        await Store.WaitForWorkAsync(TimeSpan.FromMilliseconds(1), Cancellation);

        Assert.Equal(2, (await StatusAsync("still")).Count(TrialState.Running));
        Assert.Equal(2, await CountAsync("select count(*) from leases"));
        Assert.Equal(0, await CountAsync("select count(*) from attempts"));
    }
}
