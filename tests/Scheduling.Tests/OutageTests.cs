using Microsoft.Extensions.Time.Testing;
using Sweep.Planning.Trials;
using Sweep.Store;

namespace Sweep.Scheduling.Tests;

public sealed class OutageTests
{
    private static readonly StoreUnavailableException Outage = new("test", "the cable is cut", null);

    [Theory]
    [InlineData("finish")]
    [InlineData("append")]
    [InlineData("claim")]
    [InlineData("register")]
    [InlineData("renew")]
    [InlineData("status")]
    public async Task An_outage_loses_nothing_and_is_told(string during)
    {
        await using var place = await Workplace.WithAsync(TestPlans.Create("s", 30));
        int faults = 0;
        place.Store.Before = call =>
        {
            if (call == during && Interlocked.Increment(ref faults) <= 2)
                throw Outage;
        };
        var trainer = new ScriptedTrainer((trial, observer, stop) =>
        {
            observer.EpochCompleted(trial.Id, new EpochMetrics(1, [new(MetricCatalogue.TrainLoss.Name, trial.Seed.Value)]));
            if (trial.Seed.Value == 0)
                SpinWait.SpinUntil(() => during is not ("renew" or "append") || Volatile.Read(ref faults) > 2
                    || stop.IsCancellationRequested, TimeSpan.FromSeconds(20));
            return new TrialOutcome.Completed();
        });
        var summary = await place.WorkAsync(trainer, place.Options(slots: 2));
        Assert.Equal((30, WorkEnding.Done), (summary.Completed, summary.Ending));
        Assert.All(await place.TrialsAsync("s", MetricSelection.All), row =>
            Assert.Equal((1, row.Trial.Seed.Value), (row.Attempts, row.Metrics.Single().Values.Single().Value)));
        Assert.Contains("unreachable", place.Observer.Events);
        Assert.Equal(place.Observer.Events.Count(e => e == "unreachable"), place.Observer.Events.Count(e => e == "reachable"));
    }

    [Theory]
    [InlineData("register")]
    [InlineData("claim")]
    [InlineData("renew")]
    [InlineData("finish")]
    public async Task A_permanent_fault_of_the_store_ends_the_work_with_its_reason(string during)
    {
        await using var place = await Workplace.WithAsync(TestPlans.Create("s", 3));
        bool isDenied = false;
        place.Store.Before = call =>
        {
            if (isDenied |= call == during)
                throw new StoreUnavailableException("test", "you may not write this file.", null) { IsPermanent = true };
        };
        var work = place.WorkAsync(new ScriptedTrainer((_, _, stop) =>
        {
            SpinWait.SpinUntil(() => during != "renew" || isDenied || stop.IsCancellationRequested, TimeSpan.FromSeconds(20));
            return new TrialOutcome.Completed();
        }));
        Assert.Contains("you may not write", (await Assert.ThrowsAsync<StoreUnavailableException>(() => work)).Message);
        Assert.DoesNotContain("unreachable", place.Observer.Events);
    }

    [Fact]
    public async Task A_commit_whose_answer_was_lost_is_not_stored_twice()
    {
        await using var place = await Workplace.WithAsync(TestPlans.Create("s", 1));
        bool isFirst = true;
        place.Store.Ended = _ =>
        {
            if (isFirst)
            {
                isFirst = false;
                throw Outage; // after the store has committed
            }
        };
        var summary = await place.WorkAsync(ScriptedTrainer.Instant());
        Assert.Equal(1, summary.Completed);
        var row = (await place.TrialsAsync("s")).Single();
        Assert.Equal((TrialState.Completed, 1), (row.State, row.Attempts));
    }

    [Fact]
    public async Task Pauses_between_attempts_double_up_to_ten_seconds()
    {
        var time = new FakeTimeProvider();
        int calls = 0;
        var guard = new StoreGuard(new RecordingObserver(), () => { }, time);
        var work = guard.CallAsync(() => ++calls > 8 ? Task.FromResult(7) : throw Outage, CancellationToken.None);
        foreach (double seconds in new[] { 0.25, 0.5, 1, 2, 4, 8, 10, 10 })
        {
            int before = calls;
            time.Advance(TimeSpan.FromSeconds(seconds) - TimeSpan.FromMilliseconds(1));
            Assert.Equal(before, calls);
            time.Advance(TimeSpan.FromMilliseconds(1));
            await Workplace.EventuallyAsync(() => Task.FromResult(calls > before));
        }
        Assert.Equal(7, await work);
    }

    [Fact]
    public async Task Told_to_stop_during_an_outage_the_last_attempt_decides()
    {
        var observer = new RecordingObserver();
        using var giveUp = new CancellationTokenSource();
        var work = new StoreGuard(observer, () => { }, new FakeTimeProvider()).CallAsync<int>(() => throw Outage, giveUp.Token);
        Assert.False(work.IsCompleted);
        await giveUp.CancelAsync();
        await Assert.ThrowsAsync<StoreUnavailableException>(() => work);
        Assert.Equal(["unreachable"], observer.Events);
    }

    [Fact]
    public async Task A_worker_that_cannot_store_claims_nothing_until_it_can()
    {
        await using var place = await Workplace.WithAsync(TestPlans.Create("s", 9));
        bool isOut = true;
        int claimsWhileOut = 0;
        var hold = new Hold();
        place.Store.Before = call =>
        {
            if (call == "claim" && place.Observer.Events.Contains("unreachable") && Volatile.Read(ref isOut))
                Interlocked.Increment(ref claimsWhileOut);
            if (call is "finish" or "renew" && Volatile.Read(ref isOut))
                throw Outage;
        };
        var work = place.WorkAsync(new ScriptedTrainer((trial, _, stop) =>
            trial.Seed.Value == 0 ? hold.Wait(stop) : new TrialOutcome.Completed()));
        await hold.Begun;
        await Workplace.EventuallyAsync(() => Task.FromResult(place.Observer.Events.Contains("unreachable"))); // a renewal has failed
        hold.Release(); // a slot is free, and its result waits
        await Workplace.EventuallyAsync(() => Task.FromResult(place.Observer.Events.Contains("ended 0 Completed")));
        Volatile.Write(ref isOut, false);
        Assert.Equal((9, WorkEnding.Done), ((await work).Completed, (await work).Ending));
        Assert.Equal(0, claimsWhileOut);
    }

    [Fact]
    public async Task A_store_that_keeps_a_call_waiting_is_no_store_to_claim_from_until_it_answers()
    {
        var time = new FakeTimeProvider();
        int answered = 0;
        var guard = new StoreGuard(new RecordingObserver(), () => answered++, time);
        var answer = new TaskCompletionSource<int>();
        var call = guard.CallAsync(() => answer.Task, CancellationToken.None);
        Assert.True(guard.IsAnswering);
        time.Advance(TimeSpan.FromSeconds(6));
        Assert.False(guard.IsAnswering);
        answer.SetResult(7);
        Assert.Equal(7, await call);
        Assert.Equal((true, 1), (guard.IsAnswering, answered));
    }

    [Fact]
    public async Task A_worker_that_is_stopped_while_its_store_keeps_silent_says_that_it_is_the_store()
    {
        await using var place = await Workplace.WithAsync(TestPlans.Create("s", 1));
        var hold = new Hold();
        using var stop = new CancellationTokenSource();
        var time = new FakeTimeProvider();
        place.Store.Silence = call => call is "release" or "renew";
        var trainer = new ScriptedTrainer((_, _, told) => hold.Wait(told));
        var work = new WorkerPool(place.Store, trainer, place.Options(), place.Observer, time).RunAsync(stop.Token);
        await hold.Begun;
        await stop.CancelAsync();
        await Workplace.EventuallyAsync(() =>
        {
            time.Advance(TimeSpan.FromSeconds(1));
            return Task.FromResult(work.IsCompleted);
        });
        Assert.Contains("no answer", (await Assert.ThrowsAsync<StoreUnavailableException>(() => work)).Message);
    }

    [Fact]
    public async Task A_fault_that_is_no_outage_ends_the_worker_with_its_exception()
    {
        await using var place = await Workplace.WithAsync(TestPlans.Create("s", 30));
        place.Store.Before = call =>
        {
            if (call == "finish")
                throw new InvalidOperationException("a bug of the store");
        };
        await Assert.ThrowsAsync<InvalidOperationException>(() => place.WorkAsync(ScriptedTrainer.Instant()));
    }
}
