using Sweep.Planning.Trials;
using Sweep.Scheduling.Tests;
using Sweep.Store;

namespace Sweep.Grains.Tests;

/// <summary>How trials reach slots.</summary>
public sealed class FanOutTests
{
    [Fact]
    public async Task Every_trial_of_a_sweep_is_trained_exactly_once()
    {
        var trainer = ScriptedTrainer.Instant();
        await using var cluster = await TestSweepCluster.StartAsync(trainer, silos: 3, slots: 2);

        await cluster.SubmitAsync(TestPlans.Create("study", 200));
        await cluster.CompleteAsync("study");

        Assert.Equal(Enumerable.Range(0, 200), trainer.Begun.Order());
        Assert.All(await cluster.TrialsAsync("study"), trial => Assert.Equal((TrialState.Completed, 1), (trial.State, trial.Attempts)));
    }

    [Fact]
    public async Task A_trial_never_waits_behind_another_while_a_slot_elsewhere_is_free()
    {
        var holds = Enumerable.Range(0, 3).Select(_ => new Hold()).ToArray();
        var trainer = new ScriptedTrainer((trial, _, stop) => holds[trial.Seed.Value].Wait(stop));
        await using var cluster = await TestSweepCluster.StartAsync(trainer, silos: 3, slots: 1);

        await cluster.SubmitAsync(TestPlans.Create("study", 3));

        await Task.WhenAll(holds.Select(h => h.Begun)); // all three at once, though nothing has ended
        Assert.Equal(3, (await cluster.TrialsAsync("study")).Select(t => t.Worker).Distinct().Count());
        foreach (var hold in holds)
            hold.Release();
        await cluster.CompleteAsync("study");
    }

    [Fact]
    public async Task Two_sweeps_share_the_slots_and_both_end()
    {
        await using var cluster = await TestSweepCluster.StartAsync(ScriptedTrainer.Instant());

        await cluster.SubmitAsync(TestPlans.Create("first", 30));
        await cluster.SubmitAsync(TestPlans.Create("second", 30));

        await cluster.CompleteAsync("first");
        await cluster.CompleteAsync("second");
    }

    [Fact]
    public async Task A_silo_that_joins_during_a_sweep_gets_trials()
    {
        var holds = Enumerable.Range(0, 2).Select(_ => new Hold()).ToArray();
        var trainer = new ScriptedTrainer((trial, _, stop) => holds[trial.Seed.Value].Wait(stop));
        await using var cluster = await TestSweepCluster.StartAsync(trainer, silos: 1);
        await cluster.SubmitAsync(TestPlans.Create("study", 2));
        await holds[0].Begun;

        var joined = await cluster.JoinAsync();

        await holds[1].Begun;
        Assert.Equal(TrialGrainKey.WorkerOf(joined.SiloAddress), (await cluster.TrialsAsync("study"))[1].Worker);
        holds[0].Release();
        holds[1].Release();
        await cluster.CompleteAsync("study");
    }

    [Fact]
    public async Task A_failure_is_stored_with_its_cause_and_the_sweep_goes_on()
    {
        var trainer = new ScriptedTrainer(seed =>
            seed == 1 ? new TrialOutcome.Failed(FailureKind.Data, "no such file") : new TrialOutcome.Completed());
        await using var cluster = await TestSweepCluster.StartAsync(trainer);

        await cluster.SubmitAsync(TestPlans.Create("study", 4));
        await cluster.CompleteAsync("study");

        var failed = Assert.Single(await cluster.TrialsAsync("study"), trial => trial.State == TrialState.Failed);
        Assert.Equal((FailureKind.Data, "no such file"), (failed.FailureKind, failed.FailureMessage));
    }
}
