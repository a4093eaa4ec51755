using Microsoft.Extensions.Time.Testing;
using Sweep.Planning.Plans;
using Sweep.Planning.Trials;
using Sweep.Store;

namespace Sweep.Scheduling.Tests;

/// <summary>An engine that trains several trials in one call: which ones a slot takes, and how each of them ends for itself.</summary>
public sealed class FusionTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60); // ends a test that hangs; nothing is measured by it

    [Fact]
    public async Task A_slot_takes_as_many_trials_as_the_engine_trains_together()
    {
        await using var place = await Workplace.WithAsync(TestPlans.Create("s", 10));
        var trainer = new FusingTrainer(4, _ => "one", _ => { });
        var summary = await place.WorkAsync(trainer);
        Assert.Equal((10, WorkEnding.Done), (summary.Completed, summary.Ending));
        Assert.Equal([0, 1, 2, 3], trainer.Begun.First());
        Assert.Equal(Enumerable.Range(0, 10), trainer.Begun.SelectMany(g => g).Order());
        Assert.All(trainer.Begun, group => Assert.InRange(group.Length, 1, 4));
        Assert.All(await place.TrialsAsync("s"), row => Assert.Equal((TrialState.Completed, 1), (row.State, row.Attempts)));
    }

    [Fact]
    public async Task Trials_of_other_keys_or_of_none_are_not_taken_along()
    {
        await using var place = await Workplace.WithAsync(TestPlans.Create("s", 9));
        var trainer = new FusingTrainer(16, seed => seed % 3 == 2 ? null : seed % 3, _ => { });
        await place.WorkAsync(trainer);
        Assert.All(trainer.Begun, group => Assert.Single(group.Select(seed => seed % 3).Distinct()));
        Assert.Equal([[0, 3, 6], [1, 4, 7]], trainer.Begun.Where(g => g.Length > 1));
        Assert.Equal([2, 5, 8], trainer.Begun.Where(g => g.Length == 1).Select(g => g[0]).Order());
    }

    [Fact]
    public async Task Idle_slots_share_what_is_left()
    {
        await using var place = await Workplace.WithAsync(TestPlans.Create("s", 10));
        using var both = new Barrier(2);
        var trainer = new FusingTrainer(64, _ => "one", _ => Assert.True(both.SignalAndWait(Patience)));
        await place.WorkAsync(trainer, place.Options(slots: 2));
        Assert.Equal([5, 5], trainer.Begun.Select(g => g.Length));
    }

    [Fact]
    public async Task A_slot_offers_a_whole_group_while_it_is_idle_and_nothing_while_it_trains()
    {
        await using var place = await Workplace.WithAsync(TestPlans.Create("s", 8));
        var hold = new Hold();
        var options = place.Options(slots: 2);
        var runner = place.Runner(new FusingTrainer(3, _ => "one", group => hold.Wait(group.Stop)), options);
        await runner.StartAsync(CancellationToken.None);
        Assert.Equal(new SlotOffer(6, 0), runner.Offer);
        var leased = await place.Store.ClaimAsync(new ClaimRequest(options.Worker.Worker, 3, options.LeaseDuration),
            CancellationToken.None);
        Assert.All(leased, trial => Assert.True(runner.TryAdd(trial)));
        await hold.Begun;
        await Workplace.EventuallyAsync(() => Task.FromResult(runner.Offer == default)); // both slots share the three
        await runner.StopAsync(CancellationToken.None).WaitAsync(Patience);
        Assert.Equal(8, (await place.StatusAsync("s")).Count(TrialState.Queued));
    }

    [Fact]
    public async Task A_trial_that_ends_before_its_group_is_stored_at_once()
    {
        await using var place = await Workplace.WithAsync(TestPlans.Create("s", 4));
        var hold = new Hold();
        var work = place.WorkAsync(new FusingTrainer(4, _ => "one", group =>
        {
            group.Epoch(3);
            group.End(2, new TrialOutcome.Diverged(1, 7));
            group.End(3, new TrialOutcome.Completed());
            hold.Wait(group.Stop);
        }));
        await Workplace.EventuallyAsync(async () =>
            (await place.StatusAsync("s")) is var s && s.Count(TrialState.Diverged) == 1 && s.Count(TrialState.Completed) == 1);
        Assert.Equal(2, (await place.StatusAsync("s")).Count(TrialState.Running));
        Assert.Single((await place.TrialsAsync("s", MetricSelection.All)).Single(r => r.Trial.Seed.Value == 3).Metrics);
        hold.Release();
        Assert.Equal(new WorkSummary(3, 1, 0, 0, 0, WorkEnding.Done, null), await work);
        Assert.Equal(4, place.Observer.Events.Count(e => e.StartsWith("ended", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_cancelled_trial_leaves_its_group_and_the_others_go_on()
    {
        await using var place = await Workplace.WithAsync(TestPlans.Create("s", 3));
        var begun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var hold = new Hold();
        var work = place.WorkAsync(new FusingTrainer(3, _ => "one", group =>
        {
            begun.SetResult();
            Assert.True(group.StopOf(1).WaitHandle.WaitOne(Patience));
            group.End(1, new TrialOutcome.Cancelled());
            hold.Wait(group.Stop);
        }));
        await begun.Task.WaitAsync(Patience);
        string id = (await place.TrialsAsync("s")).Single(r => r.Trial.Seed.Value == 1).Trial.Id.Value;
        await place.Store.CancelAsync(new TrialFilter { Ids = [id] }, CancellationToken.None);
        await Workplace.EventuallyAsync(async () => (await place.StatusAsync("s")).Count(TrialState.Cancelled) == 1);
        Assert.Equal(2, (await place.StatusAsync("s")).Count(TrialState.Running));
        hold.Release();
        var summary = await work;
        Assert.Equal((2, 1), (summary.Completed, summary.Cancelled));
    }

    [Fact]
    public async Task One_failure_of_a_group_fails_one_trial()
    {
        await using var place = await Workplace.WithAsync(TestPlans.Create("s", 3, new RetryPlan(OutOfMemory: 0)));
        var summary = await place.WorkAsync(new FusingTrainer(3, _ =>
            "one", group => group.End(0, new TrialOutcome.Failed(FailureKind.OutOfMemory, "too big"))));
        Assert.Equal((2, 1, WorkEnding.Done), (summary.Completed, summary.Failed, summary.Ending));
        Assert.Equal(["too big", null, null], (await place.TrialsAsync("s")).OrderBy(r => r.Trial.Seed.Value)
            .Select(r => r.FailureMessage));
    }

    [Fact]
    public async Task A_bug_of_the_engine_fails_those_that_had_not_ended()
    {
        await using var place = await Workplace.WithAsync(TestPlans.Create("s", 3));
        var summary = await place.WorkAsync(new FusingTrainer(3, _ => "one", group =>
        {
            group.End(1, new TrialOutcome.Completed());
            throw new InvalidOperationException("a bug");
        }), place.Options() with { Breakers = new StopPlan(10, 10) });
        Assert.Equal((1, 2), (summary.Completed, summary.Failed));
    }

    [Fact]
    public async Task A_worker_that_leaves_gives_back_the_whole_group()
    {
        await using var place = await Workplace.WithAsync(TestPlans.Create("s", 5));
        using var stop = new CancellationTokenSource();
        var hold = new Hold();
        var work = place.WorkAsync(new FusingTrainer(4, _ => "one", group =>
        {
            group.End(0, new TrialOutcome.Completed());
            hold.Wait(group.Stop);
            foreach (int seed in group.Seeds.Skip(1))
                group.End(seed, new TrialOutcome.Cancelled());
        }), stop: stop.Token);
        await hold.Begun;
        await stop.CancelAsync();
        Assert.Equal(new WorkSummary(1, 0, 0, 0, 0, WorkEnding.Stopped, null), await work);
        Assert.Equal((1, 4), ((await place.StatusAsync("s")).Count(TrialState.Completed), (await place.StatusAsync("s"))
            .Count(TrialState.Queued)));
    }

    [Fact]
    public void The_times_of_a_group_add_up_to_the_slots_time()
    {
        var time = new FakeTimeProvider();
        var trials = Leased(3);
        var endings = new Dictionary<int, AttemptResult>();
        var trainer = new FusingTrainer(3, _ => "one", group =>
        {
            time.Advance(TimeSpan.FromSeconds(3));
            group.End(2, new TrialOutcome.Diverged(1, 1));
            time.Advance(TimeSpan.FromSeconds(4));
        });
        foreach (var (assignment, ending) in TrialGroupRun.Run(trials, trainer, new RecordingObserver(), time, (a, e) =>
            endings[a.Leased.Trial.Seed.Value] = e))
            endings[assignment.Leased.Trial.Seed.Value] = ending;
        Assert.Equal([3, 3, 1], new[] { 0, 1, 2 }.Select(seed => endings[seed].Duration.TotalSeconds)); // 7 s in all
    }

    private static Assignment[] Leased(int count) =>
        [.. TestPlans.Create("s", count).Trials.Select(trial =>
            new Assignment(new LeasedTrial(trial, new Lease(trial.Id, 1), "s", null), 0))];
}
