using Sweep.Planning.Plans;
using Sweep.Planning.Trials;
using Sweep.Store;

namespace Sweep.Scheduling.Tests;

/// <summary>A runner whose trials somebody else claims, as a cluster's coordinator does.</summary>
public sealed class TrialRunnerTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60); // ends a test that hangs; nothing is measured by it
    private static readonly TrialOutcome Completed = new TrialOutcome.Completed();

    [Fact]
    public async Task What_is_added_is_trained_and_stored_and_the_offer_follows()
    {
        await using var place = await Workplace.WithAsync(TestPlans.Create("s", 2));
        var hold = new Hold();
        var options = place.Options(slots: 2);
        var runner = place.Runner(new ScriptedTrainer((_, _, stop) => hold.Wait(stop)), options);
        var leased = await ClaimAsync(place, options, 2);
        Assert.Equal((default, false), (runner.Offer, runner.TryAdd(leased[0]))); // not started
        await runner.StartAsync(CancellationToken.None);
        Assert.Equal(new SlotOffer(2, 0), runner.Offer);
        Assert.Equal(options.Worker.Worker, Assert.Single(await place.Store.ReadWorkersAsync(CancellationToken.None)).Worker);

        Assert.True(runner.TryAdd(leased[0]));
        Assert.Equal(new SlotOffer(1, 0), runner.Offer);
        Assert.True(runner.TryAdd(leased[1]));
        Assert.Equal((0, false), (runner.Offer.Total, runner.IsIdle));
        hold.Release();
        await UntilAsync(runner, () => runner.IsIdle);
        Assert.Equal(2, runner.Offer.Free);
        Assert.Equal(2, (await place.StatusAsync("s")).Count(TrialState.Completed));
        Assert.Equal(new WorkSummary(2, 0, 0, 0, 0, WorkEnding.Stopped, null), await StopAsync(runner));
        await runner.Completion.WaitAsync(Patience);
    }

    [Fact]
    public async Task Quick_trainings_let_further_trials_wait_and_a_long_one_lets_none()
    {
        await using var place = await Workplace.WithAsync(TestPlans.Create("s", 3));
        var hold = new Hold();
        var options = place.Options();
        var runner = place.Runner(new ScriptedTrainer((trial, _, stop) => trial.Seed.Value == 2 ? hold.Wait(stop) : Completed), options);
        await runner.StartAsync(CancellationToken.None);
        var leased = await ClaimAsync(place, options, 3);
        Assert.True(runner.TryAdd(leased[0]) && runner.TryAdd(leased[1]));
        await UntilAsync(runner, () => runner.IsIdle);
        Assert.True(runner.Offer is { Free: 1, Queue: > 0 });
        runner.TryAdd(leased[2]);
        await hold.Begun;
        await Workplace.EventuallyAsync(() => Task.FromResult(runner.Offer == default)); // once it takes longer than what counts as quick
        await StopAsync(runner);
    }

    [Fact]
    public async Task A_trial_that_is_added_twice_is_trained_once()
    {
        await using var place = await Workplace.WithAsync(TestPlans.Create("s", 1));
        var options = place.Options(slots: 2);
        var hold = new Hold();
        var trainer = new ScriptedTrainer((_, _, stop) => hold.Wait(stop));
        var runner = place.Runner(trainer, options);
        await runner.StartAsync(CancellationToken.None);
        var leased = (await ClaimAsync(place, options, 1)).Single();
        Assert.True(runner.TryAdd(leased) && runner.TryAdd(leased));
        Assert.Equal(1, runner.Offer.Free);
        hold.Release();
        await UntilAsync(runner, () => runner.IsIdle);
        Assert.Equal(1, (await StopAsync(runner)).Completed);
        Assert.Single(trainer.Begun);
    }

    [Fact]
    public async Task What_is_in_hand_is_shown_with_its_last_epoch()
    {
        await using var place = await Workplace.WithAsync(TestPlans.Create("s", 2));
        var hold = new Hold();
        var options = place.Options();
        var runner = place.Runner(new ScriptedTrainer((trial, observer, stop) =>
        {
            observer.EpochCompleted(trial.Id, new EpochMetrics(3, [new(MetricCatalogue.TestAccuracy.Name, 0.5)]));
            return hold.Wait(stop);
        }), options);
        await runner.StartAsync(CancellationToken.None);
        Assert.Empty(runner.Running);
        var leased = await ClaimAsync(place, options, 2);
        Assert.All(leased, trial => Assert.True(runner.TryAdd(trial)));
        await hold.Begun;

        var running = runner.Running.OrderBy(r => r.Elapsed is null).ToList();
        Assert.Equal([leased[0].Lease, leased[1].Lease], running.Select(r => r.Lease));
        Assert.Equal(("s", leased[0].Trial, 3), (running[0].Sweep, running[0].Trial, running[0].LastEpoch!.Epoch));
        Assert.True(running[0].Elapsed >= TimeSpan.Zero);
        Assert.Equal((null, null), (running[1].Elapsed, running[1].LastEpoch)); // waits for the slot
        await StopAsync(runner);
        Assert.Empty(runner.Running);
    }

    [Fact]
    public async Task A_cancelled_trial_is_stopped_by_a_check_without_waiting_for_the_heartbeat()
    {
        await using var place = await Workplace.WithAsync(TestPlans.Create("s", 1));
        var hold = new Hold();
        var options = Rare(place);
        var runner = place.Runner(new ScriptedTrainer((_, _, stop) => hold.Wait(stop)), options);
        await runner.StartAsync(CancellationToken.None);
        var leased = (await ClaimAsync(place, options, 1)).Single();
        runner.TryAdd(leased);
        await hold.Begun;
        Assert.Equal(LeaseAnswer.Held, await runner.CheckLeaseAsync(leased.Lease, CancellationToken.None));
        Assert.Single(runner.Running);

        await place.Store.CancelAsync(new TrialFilter { Ids = [leased.Trial.Id.Value] }, CancellationToken.None);
        Assert.Equal(LeaseAnswer.CancelRequested, await runner.CheckLeaseAsync(leased.Lease, CancellationToken.None));
        await UntilAsync(runner, () => runner.IsIdle);
        Assert.Equal(TrialState.Cancelled, (await place.TrialsAsync("s")).Single().State);
        Assert.Equal("left 0 Cancelled", place.Observer.Events[^1]);
        Assert.Equal(LeaseAnswer.Lost, await runner.CheckLeaseAsync(leased.Lease, CancellationToken.None));
        Assert.Equal(1, (await StopAsync(runner)).Cancelled);
    }

    [Fact]
    public async Task A_worker_that_was_declared_dead_drops_what_it_holds_at_the_next_check()
    {
        await using var place = await Workplace.WithAsync(TestPlans.Create("s", 1));
        var hold = new Hold();
        var options = Rare(place);
        var runner = place.Runner(new ScriptedTrainer((_, _, stop) => hold.Wait(stop)), options);
        await runner.StartAsync(CancellationToken.None);
        var leased = (await ClaimAsync(place, options, 1)).Single();
        runner.TryAdd(leased);
        await hold.Begun;
        Assert.Equal(1, await place.Store.EndWorkerAsync(options.Worker.Worker, CancellationToken.None));
        Assert.Equal(LeaseAnswer.Lost, await runner.CheckLeaseAsync(leased.Lease, CancellationToken.None));
        await UntilAsync(runner, () => runner.IsIdle);
        var summary = await StopAsync(runner);
        Assert.Equal((0, 1), (summary.Cancelled, summary.Lost));
        Assert.Equal($"left {leased.Trial.Seed} unfinished", place.Observer.Events[^1]);
        Assert.Equal((TrialState.Queued, 1), (await place.TrialsAsync("s")).Select(row => (row.State, row.Attempts)).Single());
    }

    [Fact]
    public async Task Stopping_gives_back_what_runs_and_what_waits_and_takes_nothing_more()
    {
        await using var place = await Workplace.WithAsync(TestPlans.Create("s", 4));
        var hold = new Hold();
        var options = place.Options();
        var runner = place.Runner(new ScriptedTrainer((trial, _, stop) => trial.Seed.Value == 0 ? Completed : hold.Wait(stop)), options);
        await runner.StartAsync(CancellationToken.None);
        var leased = await ClaimAsync(place, options, 4);
        Assert.All(leased.Take(3), trial => Assert.True(runner.TryAdd(trial)));
        await hold.Begun;
        var stops = new[] { runner.StopAsync(CancellationToken.None), runner.StopAsync(CancellationToken.None) };
        Assert.Equal((default, false), (runner.Offer, runner.TryAdd(leased[3])));
        Assert.All(await Task.WhenAll(stops).WaitAsync(Patience), summary =>
            Assert.Equal(new WorkSummary(1, 0, 0, 0, 0, WorkEnding.Stopped, null), summary));
        Assert.Equal(["left 0 Completed", "left 1 unfinished", "left 2 unfinished"],
            place.Observer.Events.Where(e => e.StartsWith("left", StringComparison.Ordinal)).Order());
        Assert.Equal([TrialState.Completed, TrialState.Queued, TrialState.Queued, TrialState.Running], (await place.TrialsAsync("s"))
            .Select(row => row.State));
        await Assert.ThrowsAsync<InvalidOperationException>(() => runner.StartAsync(CancellationToken.None));
    }

    [Fact]
    public async Task A_quarantined_worker_offers_and_takes_nothing_but_goes_on_to_say_that_it_lives()
    {
        await using var place = await Workplace.WithAsync(TestPlans.Create("s", 6));
        await place.WorkAsync(ScriptedTrainer.Instant(),
            place.Options() with { Filter = new TrialFilter { Sweep = "s", Ids = [(await place.TrialsAsync("s"))[0].Trial.Id.Value] } });
        var options = place.Options() with { Breakers = new StopPlan(WorkerFailures: 3, FirstWave: 10) };
        var runner = place.Runner(new ScriptedTrainer((int _) => throw new IOException("disk full")), options);
        await runner.StartAsync(CancellationToken.None);
        var leased = await ClaimAsync(place, options, 5);
        Assert.All(leased.Take(4), trial => Assert.True(runner.TryAdd(trial)));
        await UntilAsync(runner, () => runner.QuarantineReason is not null && runner.IsIdle);
        Assert.Equal((default, false), (runner.Offer, runner.TryAdd(leased[4])));
        Assert.Equal(3, (await place.StatusAsync("s")).Count(TrialState.Failed)); // the fourth went back unharmed
        Assert.Contains($"left {leased[3].Trial.Seed} unfinished", place.Observer.Events);
        int signs = 0;
        place.Store.Before = call => Interlocked.Add(ref signs, call == "register" ? 1 : 0);
        await Workplace.EventuallyAsync(() => Task.FromResult(Volatile.Read(ref signs) > 0));
        var summary = await StopAsync(runner);
        Assert.Equal((3, WorkEnding.Quarantined, runner.QuarantineReason), (summary.Failed, summary.Ending, summary.Reason));
    }

    [Fact]
    public async Task A_bug_of_the_store_ends_the_runner_and_is_told()
    {
        await using var place = await Workplace.WithAsync(TestPlans.Create("s", 1));
        var options = place.Options();
        var runner = place.Runner(ScriptedTrainer.Instant(), options);
        await runner.StartAsync(CancellationToken.None);
        place.Store.Before = call =>
        {
            if (call == "finish")
                throw new InvalidOperationException("a bug of the store");
        };
        runner.TryAdd((await ClaimAsync(place, options, 1)).Single());
        await UntilAsync(runner, () => runner.Completion.IsFaulted);
        await Assert.ThrowsAsync<InvalidOperationException>(() => runner.Completion);
        await Assert.ThrowsAsync<InvalidOperationException>(() => StopAsync(runner));
    }

    [Fact]
    public async Task Patience_that_ends_during_an_outage_ends_the_stop()
    {
        await using var place = await Workplace.WithAsync(TestPlans.Create("s", 1));
        var options = place.Options();
        var runner = place.Runner(ScriptedTrainer.Instant(), options);
        await runner.StartAsync(CancellationToken.None);
        place.Store.Before = call =>
        {
            if (call == "finish")
                throw new StoreUnavailableException("test", "the cable is cut", null);
        };
        runner.TryAdd((await ClaimAsync(place, options, 1)).Single());
        await Workplace.EventuallyAsync(() => Task.FromResult(place.Observer.Events.Contains("unreachable")));
        using var patience = new CancellationTokenSource();
        var stop = runner.StopAsync(patience.Token);
        await patience.CancelAsync();
        await Assert.ThrowsAsync<StoreUnavailableException>(() => stop.WaitAsync(Patience));
    }

    [Fact]
    public async Task A_runner_that_never_started_stops_at_once()
    {
        await using var place = await Workplace.OpenAsync();
        Assert.Equal(new WorkSummary(0, 0, 0, 0, 0, WorkEnding.Stopped, null),
            await StopAsync(place.Runner(ScriptedTrainer.Instant(), place.Options())));
    }

    private static Task<IReadOnlyList<LeasedTrial>> ClaimAsync(Workplace place, WorkerOptions options, int count) =>
        place.Store.ClaimAsync(new ClaimRequest(options.Worker.Worker, count, options.LeaseDuration), CancellationToken.None);

    private static WorkerOptions Rare(Workplace place) =>
        place.Options() with { HeartbeatInterval = TimeSpan.FromHours(1), LeaseDuration = TimeSpan.FromHours(2) };

    private static Task<WorkSummary> StopAsync(TrialRunner runner) => runner.StopAsync(CancellationToken.None).WaitAsync(Patience);

    private static async Task UntilAsync(TrialRunner runner, Func<bool> condition)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (!condition())
            await runner.WaitForChangeAsync(patience.Token);
    }
}
