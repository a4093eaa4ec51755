using Sweep.Planning.Trials;
using Sweep.Store;

namespace Sweep.Scheduling.Tests;

public sealed class WorkerPoolTests
{
    private static readonly TrialOutcome Completed = new TrialOutcome.Completed();

    [Fact]
    public async Task Every_trial_is_trained_once_and_its_outcome_stored()
    {
        await using var place = await Workplace.WithAsync(TestPlans.Create("s", 200));
        var trainer = new ScriptedTrainer(seed => seed % 10 == 3 ? new TrialOutcome.Diverged(1, seed) : Completed);
        var summary = await place.WorkAsync(trainer, place.Options(slots: 2));
        Assert.Equal(new WorkSummary(180, 20, 0, 0, 0, WorkEnding.Done, null), summary);
        Assert.Equal(Enumerable.Range(0, 200), trainer.Begun.Order());
        Assert.All(await place.TrialsAsync("s"), row =>
            Assert.Equal((row.Trial.Seed.Value % 10 == 3 ? TrialState.Diverged : TrialState.Completed, 1), (row.State, row.Attempts)));
    }

    [Fact]
    public async Task Several_workers_share_a_sweep_and_train_each_trial_once()
    {
        await using var place = await Workplace.WithAsync(TestPlans.Create("s", 300));
        var trainer = ScriptedTrainer.Instant();
        var summaries = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => place.WorkAsync(trainer, place.Options(slots: 2))));
        Assert.Equal(300, summaries.Sum(s => s.Completed));
        Assert.Equal(Enumerable.Range(0, 300), trainer.Begun.Order());
        Assert.All(await place.TrialsAsync("s"), row => Assert.Equal(1, row.Attempts));
    }

    [Fact]
    public async Task A_slot_that_is_busy_with_a_long_training_claims_nothing_ahead()
    {
        await using var place = await Workplace.WithAsync(TestPlans.Create("s", 6));
        int outstanding = 0, most = 0;
        place.Store.Claimed = claimed => most = Math.Max(most, Interlocked.Add(ref outstanding, claimed.Count));
        place.Store.Ended = count => Interlocked.Add(ref outstanding, -count);
        await place.WorkAsync(new ScriptedTrainer((_, _, stop) =>
        {
            stop.WaitHandle.WaitOne(TimeSpan.FromMilliseconds(150)); // longer than what counts as quick
            return Completed;
        }), place.Options(slots: 2));
        Assert.InRange(most, 1, 4); // two running, and two whose endings are being stored
        Assert.All(await place.TrialsAsync("s"), row => Assert.Equal(1, row.Attempts)); // none was claimed too early and given back
    }

    [Fact]
    public async Task A_store_that_cannot_keep_up_is_not_asked_for_more()
    {
        await using var place = await Workplace.WithAsync(TestPlans.Create("s", 9000));
        int outstanding = 0, most = 0;
        place.Store.Claimed = claimed => most = Math.Max(most, Interlocked.Add(ref outstanding, claimed.Count));
        place.Store.Ended = count => Interlocked.Add(ref outstanding, -count);
        place.Store.Before = call =>
        {
            // The first batch is held back until many results wait, and then a little longer: time enough to claim all the rest.
            if (call == "finish" && most < 2000)
                SpinWait.SpinUntil(() => Volatile.Read(ref most) >= 2000, TimeSpan.FromSeconds(30));
            if (call == "finish")
                SpinWait.SpinUntil(() => Volatile.Read(ref most) > 4000, TimeSpan.FromMilliseconds(100));
        };
        Assert.Equal(9000, (await place.WorkAsync(ScriptedTrainer.Instant(), place.Options(slots: 2))).Completed);
        Assert.InRange(most, 2000, 4000);
    }

    [Fact]
    public async Task Trials_claimed_ahead_go_back_when_trainings_turn_out_long()
    {
        await using var place = await Workplace.WithAsync(TestPlans.Create("s", 60));
        var hold = new Hold();
        var slow = new ScriptedTrainer((trial, _, stop) => trial.Seed.Value == 20 ? hold.Wait(stop) : Completed);
        var first = place.WorkAsync(slow, place.Options());
        await hold.Begun;
        var second = await place.WorkAsync(ScriptedTrainer.Instant(), place.Options() with { UntilDone = false, Filter = null },
            StopWhen(async () => (await place.StatusAsync("s")).Count(TrialState.Completed) == 59));
        Assert.True(second.Completed > 0);
        hold.Release();
        Assert.Equal(60, (await first).Completed + second.Completed);
    }

    [Fact]
    public async Task Epoch_metrics_are_stored_while_the_trial_still_runs()
    {
        await using var place = await Workplace.WithAsync(TestPlans.Create("s", 1));
        var hold = new Hold();
        var work = place.WorkAsync(new ScriptedTrainer((trial, observer, stop) =>
        {
            observer.EpochCompleted(trial.Id,
                new EpochMetrics(1, [new(MetricCatalogue.TestAccuracy.Name, 0.5), new(MetricCatalogue.TrainLoss.Name, double.NaN)]));
            return hold.Wait(stop);
        }));
        await Workplace.EventuallyAsync(async () => (await place.TrialsAsync("s", MetricSelection.All)).Single().Metrics.Count == 1);
        Assert.Equal(TrialState.Running, (await place.TrialsAsync("s")).Single().State);
        hold.Release();
        await work;
        var metrics = Assert.Single((await place.TrialsAsync("s", MetricSelection.All)).Single().Metrics);
        Assert.Equal([MetricCatalogue.TestAccuracy.Name, MetricCatalogue.TrainLoss.Name], metrics.Values.Select(v => v.Key).Order());
        Assert.Contains("epoch 1 of 0", place.Observer.Events);
    }

    [Fact]
    public async Task A_worker_for_a_part_of_a_sweep_returns_when_the_part_is_done()
    {
        await using var place = await Workplace.WithAsync(TestPlans.Create("a", 5));
        await place.Store.SubmitAsync(TestPlans.Create("b", 5), CancellationToken.None);
        var summary = await place.WorkAsync(ScriptedTrainer.Instant(), place.Options(sweep: "b"));
        Assert.Equal((5, WorkEnding.Done), (summary.Completed, summary.Ending));
        Assert.Equal(5, (await place.StatusAsync("a")).Count(TrialState.Queued));
    }

    [Fact]
    public async Task A_worker_that_waits_for_more_begins_with_what_is_submitted_later()
    {
        await using var place = await Workplace.OpenAsync();
        var work = place.WorkAsync(ScriptedTrainer.Instant(), place.Options() with { UntilDone = false },
            StopWhen(async () => await IsOverAsync(place, "late")));
        await place.Store.SubmitAsync(TestPlans.Create("late", 3), CancellationToken.None);
        var summary = await work;
        Assert.Equal((3, WorkEnding.Stopped), (summary.Completed, summary.Ending));
    }

    [Fact]
    public async Task The_observer_hears_of_starts_and_endings()
    {
        await using var place = await Workplace.WithAsync(TestPlans.Create("s", 1));
        await place.WorkAsync(ScriptedTrainer.Instant());
        Assert.Equal(["started 0", "ended 0 Completed", "left 0 Completed"], place.Observer.Events);
    }

    [Theory]
    [InlineData(0, 5, 60)]
    [InlineData(1, 60, 60)]
    [InlineData(1, 0, 60)]
    public async Task Options_that_contradict_each_other_are_refused(int slots, int heartbeatSeconds, int leaseSeconds)
    {
        await using var place = await Workplace.OpenAsync();
        var options = place.Options(slots) with { HeartbeatInterval = TimeSpan.FromSeconds(heartbeatSeconds),
            LeaseDuration = TimeSpan.FromSeconds(leaseSeconds) };
        Assert.ThrowsAny<ArgumentException>(() =>
            new WorkerPool(place.Store, ScriptedTrainer.Instant(), options, place.Observer, TimeProvider.System));
    }

    private static async Task<bool> IsOverAsync(Workplace place, string sweep) =>
        await place.Store.ReadStatusAsync(sweep, CancellationToken.None) is [{ IsOver: true }];

    private static CancellationToken StopWhen(Func<Task<bool>> condition)
    {
        var stop = new CancellationTokenSource();
        _ = Workplace.EventuallyAsync(condition).ContinueWith(_ => stop.Cancel(), TaskScheduler.Default);
        return stop.Token;
    }
}
