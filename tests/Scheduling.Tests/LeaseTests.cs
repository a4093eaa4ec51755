using Microsoft.Extensions.Time.Testing;
using Sweep.Planning.Trials;
using Sweep.Store;

namespace Sweep.Scheduling.Tests;

/// <summary>Stopping, resuming, cancelling, and leases that hold or are lost.</summary>
public sealed class LeaseTests
{
    private static readonly TrialOutcome Completed = new TrialOutcome.Completed();

    [Fact]
    public async Task A_stopped_worker_gives_its_trials_back_and_the_next_one_continues()
    {
        await using var place = await Workplace.WithAsync(TestPlans.Create("s", 5));
        using var stop = new CancellationTokenSource();
        var hold = new Hold();
        var work = place.WorkAsync(new ScriptedTrainer((trial, _, told) => trial.Seed.Value == 2 ? hold.Wait(told) : Completed),
            stop: stop.Token);
        await hold.Begun;
        await stop.CancelAsync();
        Assert.Equal(new WorkSummary(2, 0, 0, 0, 0, WorkEnding.Stopped, null), await work);
        Assert.Contains("dropped 2 GivenBack", place.Observer.Events);
        var status = await place.StatusAsync("s");
        Assert.Equal((2, 3, 0), (status.Count(TrialState.Completed), status.Count(TrialState.Queued), status.Count(TrialState.Running)));

        var rest = ScriptedTrainer.Instant();
        Assert.Equal(3, (await place.WorkAsync(rest)).Completed);
        Assert.Equal([2, 3, 4], rest.Begun.Order());
        // the first one is kept in the history
        Assert.Equal(2, (await place.TrialsAsync("s")).Single(r => r.Trial.Seed.Value == 2).Attempts);
    }

    [Fact]
    public async Task A_training_that_hears_late_of_the_stop_still_has_its_ending_stored()
    {
        await using var place = await Workplace.WithAsync(TestPlans.Create("s", 1));
        using var stop = new CancellationTokenSource();
        var time = new FakeTimeProvider();
        var hold = new Hold();
        var options = place.Options();
        var work = new WorkerPool(place.Store, new ScriptedTrainer((_, _, _) => hold.Wait(CancellationToken.None)), options, place.Observer,
            time).RunAsync(stop.Token);
        await hold.Begun;
        await stop.CancelAsync();
        time.Advance(TimeSpan.FromSeconds(30)); // the store's patience would have ended long ago
        hold.Release();
        Assert.Equal(WorkEnding.Stopped, (await work.WaitAsync(TimeSpan.FromSeconds(60))).Ending);
        Assert.Equal(1, (await place.StatusAsync("s")).Count(TrialState.Completed));
    }

    [Fact]
    public async Task A_worker_stopped_in_the_middle_of_quick_trials_leaves_none_running()
    {
        await using var place = await Workplace.WithAsync(TestPlans.Create("s", 3000));
        using var stop = new CancellationTokenSource();
        int count = 0;
        var first = await place.WorkAsync(new ScriptedTrainer(_ =>
        {
            if (Interlocked.Increment(ref count) == 700)
                stop.Cancel();
            return Completed;
        }), place.Options(slots: 2), stop.Token);
        var status = await place.StatusAsync("s");
        Assert.Equal((WorkEnding.Stopped, 0, first.Completed),
            (first.Ending, status.Count(TrialState.Running), status.Count(TrialState.Completed)));
        var second = await place.WorkAsync(ScriptedTrainer.Instant(), place.Options(slots: 2));
        Assert.Equal(3000, first.Completed + second.Completed);
    }

    [Fact]
    public async Task A_cancelled_trial_is_stopped_while_it_runs()
    {
        await using var place = await Workplace.WithAsync(TestPlans.Create("s", 2));
        var hold = new Hold();
        var work = place.WorkAsync(new ScriptedTrainer((trial, _, stop) => trial.Seed.Value == 0 ? hold.Wait(stop) : Completed));
        await hold.Begun;
        var running = (await place.TrialsAsync("s")).Single(r => r.State == TrialState.Running);
        Assert.Equal(1, await place.Store.CancelAsync(new TrialFilter { Ids = [running.Trial.Id.Value] }, CancellationToken.None));
        var summary = await work;
        Assert.Equal((1, 1, WorkEnding.Done), (summary.Completed, summary.Cancelled, summary.Ending));
        Assert.Equal([TrialState.Cancelled, TrialState.Completed], (await place.TrialsAsync("s")).OrderBy(r => r.Trial.Seed.Value)
            .Select(r => r.State));
    }

    [Fact]
    public async Task Cancelling_a_sweep_stops_what_runs_and_ends_the_worker()
    {
        await using var place = await Workplace.WithAsync(TestPlans.Create("s", 10));
        var hold = new Hold();
        var work = place.WorkAsync(new ScriptedTrainer((_, _, stop) => hold.Wait(stop)));
        await hold.Begun;
        await place.Store.SetSweepStateAsync("s", SweepState.Cancelled, null, CancellationToken.None);
        var summary = await work;
        Assert.Equal((0, 1), (summary.Completed, summary.Cancelled));
        Assert.Equal(0, (await place.StatusAsync("s")).Count(TrialState.Running));
    }

    [Fact]
    public async Task Heartbeats_keep_a_slow_trial_although_others_look_for_work()
    {
        await using var place = await Workplace.WithAsync(TestPlans.Create("s", 1));
        var hold = new Hold();
        var slow = place.WorkAsync(new ScriptedTrainer((_, _, stop) => hold.Wait(stop)),
            place.Options() with { LeaseDuration = TimeSpan.FromSeconds(2) });
        await hold.Begun;
        int renewals = 0;
        place.Store.Before = call => Interlocked.Add(ref renewals, call == "renew" ? 1 : 0);
        // Renewed every 50 ms: after 60 renewals more than the two seconds of the lease have passed.
        await Workplace.EventuallyAsync(() => Task.FromResult(Volatile.Read(ref renewals) >= 60));
        Assert.Empty(await place.Store.ClaimAsync(new ClaimRequest(new WorkerId("other"), 1, TimeSpan.FromSeconds(5)),
            CancellationToken.None));
        hold.Release();
        Assert.Equal(1, (await slow).Completed);
        Assert.Equal(1, (await place.TrialsAsync("s")).Single().Attempts);
    }

    [Fact]
    public async Task The_result_of_a_lost_lease_is_dropped_and_its_training_stopped()
    {
        await using var place = await Workplace.WithAsync(TestPlans.Create("s", 1));
        bool isCutOff = true;
        place.Store.Before = call =>
        {
            if (Volatile.Read(ref isCutOff) && call == "renew")
                throw new StoreUnavailableException("test", "the cable is cut", null);
        };
        var hold = new Hold();
        bool wasStopped = false;
        var first = place.WorkAsync(new ScriptedTrainer((_, _, stop) =>
        {
            var outcome = hold.Wait(stop);
            wasStopped = outcome is TrialOutcome.Cancelled;
            return outcome;
        }), place.Options() with { LeaseDuration = TimeSpan.FromMilliseconds(200) });
        await hold.Begun;

        var second = await place.WorkAsync(ScriptedTrainer.Instant(),
            place.Options() with { HeartbeatInterval = TimeSpan.FromSeconds(30) });
        Assert.Equal(1, second.Completed);
        Volatile.Write(ref isCutOff, false); // now the first worker hears that its lease is gone
        var summary = await first;
        Assert.True(wasStopped);
        Assert.Contains("dropped 0 LeaseLost", place.Observer.Events);
        Assert.DoesNotContain("ended 0 Cancelled", place.Observer.Events);
        Assert.Equal((0, 1), (summary.Completed, summary.Lost));
        var row = (await place.TrialsAsync("s")).Single();
        Assert.Equal((TrialState.Completed, 2), (row.State, row.Attempts));
    }

    [Fact]
    public async Task A_result_that_comes_after_the_lease_was_lost_is_dropped_by_the_store()
    {
        await using var place = await Workplace.WithAsync(TestPlans.Create("s", 1));
        var hold = new Hold();
        var first = place.WorkAsync(new ScriptedTrainer((trial, observer, _) =>
        {
            hold.Wait(CancellationToken.None);
            observer.EpochCompleted(trial.Id, new EpochMetrics(1, [new(MetricCatalogue.TestAccuracy.Name, 0.1)]));
            return Completed;
        }), place.Options() with { LeaseDuration = TimeSpan.FromMilliseconds(200), HeartbeatInterval = TimeSpan.FromMilliseconds(199),
            MetricsInterval = TimeSpan.FromHours(1) });
        await hold.Begun;
        place.Store.Before = call =>
        {
            if (call == "renew")
                throw new StoreUnavailableException("test", "the cable is cut", null);
        };
        var second = await place.WorkAsync(new ScriptedTrainer((trial, observer, _) =>
        {
            observer.EpochCompleted(trial.Id, new EpochMetrics(1, [new(MetricCatalogue.TestAccuracy.Name, 0.9)]));
            return Completed;
        }), place.Options() with { HeartbeatInterval = TimeSpan.FromSeconds(30) });
        hold.Release();
        await Workplace.EventuallyAsync(() => Task.FromResult(place.Observer.Events.Count(e => e == "ended 0 Completed") == 2));
        place.Store.Before = _ => { };
        Assert.Equal((1, 0, 1), (second.Completed, (await first).Completed, (await first).Lost));
        Assert.Contains("dropped 0 LeaseLost", place.Observer.Events);
        Assert.Equal(0.9, (await place.TrialsAsync("s", MetricSelection.All)).Single().Metrics.Single().Values.Single().Value);
    }
}
