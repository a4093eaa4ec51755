using Sweep.Planning.Trials;
using Sweep.Scheduling.Tests;
using Sweep.Store;

namespace Sweep.Grains.Tests;

/// <summary>What happens when silos vanish or leave. Leases hold for hours here: what recovers, recovers because the cluster
/// noticed.</summary>
public sealed class RecoveryTests
{
    [Fact]
    public async Task The_trials_of_a_silo_that_was_cut_off_run_elsewhere_and_its_late_results_are_dropped()
    {
        var attempts = new ManyHolds();
        await using var cluster = await TestSweepCluster.StartAsync(attempts.Trainer(), silos: 2);
        await cluster.SubmitAsync(TestPlans.Create("study", 2));
        await attempts.BegunAsync(2);
        var trial = (await cluster.TrialsAsync("study"))[0];

        await cluster.CutOffAsync(cluster.SiloOf(trial.Worker!.Value));
        attempts.ReleaseOf(1); // the other silo's own trial ends, its slot is free
        await attempts.BegunAsync(3);
        attempts.ReleaseAll(); // the cut-off training ends too, late, under the same id
        await cluster.CompleteAsync("study");

        var again = (await cluster.TrialsAsync("study"))[0];
        Assert.Equal((TrialState.Completed, 2), (again.State, again.Attempts));
        Assert.NotEqual(trial.Worker, again.Worker);
    }

    [Fact]
    public async Task The_sweep_goes_on_when_its_coordinator_dies()
    {
        var attempts = new ManyHolds();
        await using var cluster = await TestSweepCluster.StartAsync(attempts.Trainer(), silos: 3);
        await cluster.SubmitAsync(TestPlans.Create("study", 9));
        await attempts.BegunAsync(3);
        string coordinator = (await cluster.Sweep("study").GetProgressAsync()).Silo;

        await cluster.CutOffAsync(cluster.SiloOf(new WorkerId(coordinator)));
        attempts.ReleaseAll();

        await cluster.CompleteAsync("study");
        Assert.Equal(9, (await cluster.StatusAsync("study")).Count(TrialState.Completed));
        Assert.NotEqual(coordinator, (await cluster.Sweep("study").GetProgressAsync()).Silo);
    }

    [Fact]
    public async Task A_silo_that_leaves_gives_its_trials_back_without_blame()
    {
        var attempts = new ManyHolds();
        await using var cluster = await TestSweepCluster.StartAsync(attempts.Trainer(), silos: 2);
        await cluster.SubmitAsync(TestPlans.Create("study", 2));
        await attempts.BegunAsync(2);
        var trial = (await cluster.TrialsAsync("study"))[0];

        await cluster.LeaveAsync(cluster.SiloOf(trial.Worker!.Value));

        Assert.Equal(1, (await cluster.StatusAsync("study")).Count(TrialState.Running)); // released before it was gone
        attempts.ReleaseAll();
        await cluster.CompleteAsync("study");
        Assert.Equal(2, (await cluster.TrialsAsync("study"))[0].Attempts);
        Assert.Empty((await cluster.StatusAsync("study")).FailuresByKind);
    }

    /// <summary>Trainings that wait until they are let go, any number of attempts.</summary>
    private sealed class ManyHolds
    {
        private readonly Lock gate = new();
        private readonly List<(int Seed, Hold Hold)> holds = [];
        private bool isOpen;

        public ScriptedTrainer Trainer() => new((trial, _, stop) =>
        {
            var hold = new Hold();
            lock (gate)
            {
                holds.Add((trial.Seed.Value, hold));
                if (isOpen)
                    hold.Release();
            }
            return hold.Wait(stop);
        });

        public Task BegunAsync(int count) => TestSweepCluster.EventuallyAsync(() =>
        {
            lock (gate)
                return Task.FromResult(holds.Count >= count);
        });

        public void ReleaseOf(int seed)
        {
            lock (gate)
                holds.First(h => h.Seed == seed).Hold.Release();
        }

        public void ReleaseAll()
        {
            lock (gate)
            {
                isOpen = true;
                foreach (var (_, hold) in holds)
                    hold.Release();
            }
        }
    }
}
