using Sweep.Scheduling.Tests;
using Sweep.Store;

namespace Sweep.Grains.Tests;

/// <summary>Pause, resume and cancel through the coordinator.</summary>
public sealed class ControlTests
{
    private static readonly Dictionary<string, IReadOnlyList<string>> Everywhere = [];

    [Fact]
    public async Task A_paused_sweep_begins_nothing_until_it_is_resumed()
    {
        var holds = Enumerable.Range(0, 2).Select(_ => new Hold()).ToArray();
        var trainer = new ScriptedTrainer((trial, _, stop) => holds[trial.Seed.Value].Wait(stop));
        await using var cluster = await TestSweepCluster.StartAsync(trainer, silos: 1);
        await cluster.SubmitAsync(TestPlans.Create("study", 2));
        await holds[0].Begun;

        Assert.True(await cluster.Sweep("study").SetStateAsync(SweepState.Paused, "lunch"));
        holds[0].Release();
        await TestSweepCluster.EventuallyAsync(async () => (await cluster.StatusAsync("study")).Count(TrialState.Completed) == 1);
        Assert.Equal((SweepState.Paused, "lunch", 1),
            (await cluster.StatusAsync("study") is var s ? (s.State, s.StateReason, s.Count(TrialState.Queued)) : default));

        Assert.True(await cluster.Sweep("study").SetStateAsync(SweepState.Active, null));
        await holds[1].Begun;
        holds[1].Release();
        await cluster.CompleteAsync("study");
    }

    [Fact]
    public async Task Cancelling_a_sweep_stops_running_trainings_without_waiting_for_a_heartbeat()
    {
        var hold = new Hold(); // never released; heartbeats are an hour apart
        await using var cluster = await TestSweepCluster.StartAsync(new ScriptedTrainer((_, _, stop) => hold.Wait(stop)));
        await cluster.SubmitAsync(TestPlans.Create("study", 5));
        await hold.Begun;

        Assert.True(await cluster.Sweep("study").SetStateAsync(SweepState.Cancelled, null));

        await TestSweepCluster.EventuallyAsync(async () => (await cluster.StatusAsync("study")).Count(TrialState.Running) == 0);
    }

    [Fact]
    public async Task Cancelling_some_trials_leaves_the_others_alone()
    {
        var holds = Enumerable.Range(0, 2).Select(_ => new Hold()).ToArray();
        var trainer = new ScriptedTrainer((trial, _, stop) => holds[trial.Seed.Value].Wait(stop));
        await using var cluster = await TestSweepCluster.StartAsync(trainer);
        await cluster.SubmitAsync(TestPlans.Create("study", 2));
        await Task.WhenAll(holds.Select(h => h.Begun));
        var first = (await cluster.TrialsAsync("study"))[0];

        Assert.Equal(1, await cluster.Sweep("study").CancelTrialsAsync(Everywhere, [first.Trial.Id.Value]));
        await TestSweepCluster.EventuallyAsync(async () => (await cluster.StatusAsync("study")).Count(TrialState.Cancelled) == 1);

        holds[1].Release();
        await cluster.CompleteAsync("study");
        Assert.Equal([TrialState.Cancelled, TrialState.Completed], (await cluster.TrialsAsync("study")).Select(t => t.State));
    }

    [Fact]
    public async Task An_unknown_sweep_has_no_state_to_set()
    {
        await using var cluster = await TestSweepCluster.StartAsync(ScriptedTrainer.Instant(), silos: 1);

        Assert.False(await cluster.Sweep("nobody").SetStateAsync(SweepState.Paused, null));
    }
}
