using Sweep.Planning.Plans;
using Sweep.Planning.Trials;
using Sweep.Store;

namespace Sweep.Scheduling.Tests;

/// <summary>Retries by cause, and the breakers.</summary>
public sealed class FailureTests
{
    private static readonly TrialOutcome Completed = new TrialOutcome.Completed();

    [Fact]
    public async Task An_exception_of_the_trainer_is_a_failure_of_its_trial_and_not_tried_again()
    {
        await using var place = await Workplace.WithAsync(TestPlans.Create("s", 4));
        var trainer = new ScriptedTrainer(seed => seed == 2 ? throw new InvalidOperationException("no\nsuch layer") : Completed);
        var summary = await place.WorkAsync(trainer);
        Assert.Equal((3, 1, WorkEnding.Done), (summary.Completed, summary.Failed, summary.Ending));
        var failed = Assert.Single(await place.TrialsAsync("s"), r => r.State == TrialState.Failed);
        Assert.Equal((FailureKind.Exception, "InvalidOperationException: no such layer", 1),
            (failed.FailureKind, failed.FailureMessage, failed.Attempts));
    }

    [Fact]
    public async Task Exhausted_memory_is_tried_once_more_by_default()
    {
        await using var place = await Workplace.WithAsync(TestPlans.Create("s", 3));
        var summary = await place.WorkAsync(new ScriptedTrainer(seed => seed == 1 ? throw new OutOfMemoryException("too big") : Completed));
        Assert.Equal(2, summary.Failed);
        var failed = Assert.Single(await place.TrialsAsync("s"), r => r.State == TrialState.Failed);
        Assert.Equal((FailureKind.OutOfMemory, 2), (failed.FailureKind, failed.Attempts));
    }

    [Fact]
    public async Task A_retry_plan_gives_further_attempts_until_one_succeeds()
    {
        await using var place = await Workplace.WithAsync(TestPlans.Create("s", 2, new RetryPlan(Exception: 2),
            new StopPlan(WorkerFailures: 10, FirstWave: 10)));
        int attempts = 0;
        var summary = await place.WorkAsync(new ScriptedTrainer(seed =>
            seed == 0 && ++attempts < 3 ? throw new IOException("busy") : Completed),
            place.Options() with { Breakers = new StopPlan(10, 10) });
        Assert.Equal((2, 2), (summary.Completed, summary.Failed));
        Assert.Equal(3, (await place.TrialsAsync("s")).Single(r => r.Trial.Seed.Value == 0).Attempts);
    }

    [Fact]
    public async Task A_data_failure_reported_by_the_trainer_keeps_its_message()
    {
        await using var place = await Workplace.WithAsync(TestPlans.Create("s", 2));
        await place.WorkAsync(new ScriptedTrainer(seed =>
            seed == 0 ? new TrialOutcome.Failed(FailureKind.Data, "mnist is missing") : Completed));
        var failed = Assert.Single(await place.TrialsAsync("s"), r => r.State == TrialState.Failed);
        Assert.Equal((FailureKind.Data, "mnist is missing"), (failed.FailureKind, failed.FailureMessage));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task A_sweep_whose_first_wave_fails_is_paused_with_the_reason(int slots)
    {
        await using var place = await Workplace.WithAsync(TestPlans.Create("s", 1000));
        var trainer = new ScriptedTrainer((int _) => throw new InvalidOperationException("broken spec"));
        var summary = await place.WorkAsync(trainer,
            place.Options(slots) with { Breakers = new StopPlan(WorkerFailures: 3, FirstWave: 4) });
        Assert.Equal(WorkEnding.Paused, summary.Ending);
        Assert.InRange(trainer.Begun.Count, 4, 4 + slots - 1); // however quickly they fail
        var status = await place.StatusAsync("s");
        Assert.Equal(SweepState.Paused, status.State);
        Assert.Contains("broken spec", status.StateReason, StringComparison.Ordinal);
        Assert.Equal(status.StateReason, summary.Reason);
        Assert.Contains($"paused s: {status.StateReason}", place.Observer.Events);
        Assert.Equal(1000 - trainer.Begun.Count, status.Count(TrialState.Queued));
    }

    [Fact]
    public async Task A_resumed_sweep_is_judged_by_a_new_first_wave()
    {
        await using var place = await Workplace.WithAsync(TestPlans.Create("s", 20));
        var options = place.Options() with { Breakers = new StopPlan(3, 4) };
        var broken = new ScriptedTrainer((int _) => throw new InvalidOperationException("x"));
        Assert.Equal(WorkEnding.Paused, (await place.WorkAsync(broken, options)).Ending);
        await place.Store.SetSweepStateAsync("s", SweepState.Active, null, CancellationToken.None);
        Assert.Equal(WorkEnding.Paused, (await place.WorkAsync(broken, options)).Ending);
        Assert.Equal(8, broken.Begun.Count);
        await place.Store.SetSweepStateAsync("s", SweepState.Active, null, CancellationToken.None);
        await place.Store.RetryAsync(new TrialFilter { Sweep = "s" }, CancellationToken.None);
        Assert.Equal(20, (await place.WorkAsync(ScriptedTrainer.Instant(), options)).Completed);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task A_worker_that_fails_where_others_succeed_is_quarantined(int slots)
    {
        await using var place = await Workplace.WithAsync(TestPlans.Create("s", 500, new RetryPlan(OutOfMemory: 5)));
        var healthy = place.Options();
        await place.WorkAsync(ScriptedTrainer.Instant(),
            healthy with { UntilDone = false, Filter = new TrialFilter { Ids = [(await place.TrialsAsync("s"))[0].Trial.Id.Value] } },
            StopWhenCompleted(place, 1));
        var sick = new ScriptedTrainer((int _) => throw new OutOfMemoryException("tiny device"));
        var options = place.Options(slots) with { Breakers = new StopPlan(3, 4) };
        var summary = await place.WorkAsync(sick, options);
        Assert.Equal(WorkEnding.Quarantined, summary.Ending);
        Assert.InRange(sick.Begun.Count, 3, 3 + slots - 1);
        Assert.Contains("tiny device", summary.Reason, StringComparison.Ordinal);
        Assert.Equal(summary.Reason, (await place.Store.ReadWorkersAsync(CancellationToken.None))
            .Single(w => w.Worker == options.Worker.Worker).QuarantineReason);
        Assert.Equal(SweepState.Active, (await place.StatusAsync("s")).State);
        Assert.Equal(499, (await place.WorkAsync(ScriptedTrainer.Instant())).Completed);
    }

    [Fact]
    public async Task A_worker_that_falls_sick_in_quick_trials_gives_back_what_it_claimed_ahead()
    {
        await using var place = await Workplace.WithAsync(TestPlans.Create("s", 2000));
        var trainer = new ScriptedTrainer(seed => seed < 600 ? Completed : throw new IOException("disk full"));
        var summary = await place.WorkAsync(trainer, place.Options(slots: 2) with { Breakers = new StopPlan(3, 4) });
        Assert.Equal(WorkEnding.Quarantined, summary.Ending);
        // a success on the other slot that ends among the first failures begins their count anew
        Assert.InRange(trainer.Begun.Count(seed => seed >= 600), 3, 9);
        var status = await place.StatusAsync("s");
        Assert.Equal(0, status.Count(TrialState.Running));
        Assert.Equal(2000, status.Count(TrialState.Completed) + status.Count(TrialState.Failed) + status.Count(TrialState.Queued));
    }

    [Fact]
    public async Task Single_failures_among_successes_trip_nothing()
    {
        await using var place = await Workplace.WithAsync(TestPlans.Create("s", 60));
        var summary = await place.WorkAsync(new ScriptedTrainer(seed => seed % 3 == 1 ? throw new IOException("now and then") : Completed));
        Assert.Equal((40, 20, WorkEnding.Done), (summary.Completed, summary.Failed, summary.Ending));
    }

    private static CancellationToken StopWhenCompleted(Workplace place, long count)
    {
        var stop = new CancellationTokenSource();
        _ = Workplace.EventuallyAsync(async () => (await place.StatusAsync("s")).Count(TrialState.Completed) >= count)
            .ContinueWith(_ => stop.Cancel(), TaskScheduler.Default);
        return stop.Token;
    }
}
