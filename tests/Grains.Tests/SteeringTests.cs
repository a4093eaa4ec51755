using Sweep.Planning.Trials;
using Sweep.Scheduling.Tests;
using Sweep.Store;

namespace Sweep.Grains.Tests;

/// <summary>How grains find the silo they belong to, and what stale calls get.</summary>
public sealed class SteeringTests
{
    [Fact]
    public async Task A_worker_grain_lives_on_the_silo_that_its_key_names()
    {
        await using var cluster = await TestSweepCluster.StartAsync(ScriptedTrainer.Instant(), silos: 3, slots: 4);

        foreach (var silo in cluster.Silos)
        {
            var worker = TrialGrainKey.WorkerOf(silo.SiloAddress);
            var state = await cluster.Grains.GetGrain<IWorkerGrain>(worker.Value).GetStateAsync();
            Assert.Equal((worker, 4, null), (state.Worker, state.Slots, state.QuarantineReason));
        }
    }

    [Fact]
    public async Task An_attempt_that_nobody_runs_is_lost()
    {
        await using var cluster = await TestSweepCluster.StartAsync(ScriptedTrainer.Instant());
        string key = TrialGrainKey.Create(TrialGrainKey.WorkerOf(cluster.Silos[0].SiloAddress), new Lease(new TrialId("t1-unknown"), 7));

        Assert.Equal(LeaseAnswer.Lost, await cluster.Grains.GetGrain<ITrialGrain>(key).CheckLeaseAsync());
    }

    [Fact]
    public async Task A_trial_for_a_silo_that_is_gone_is_refused()
    {
        await using var cluster = await TestSweepCluster.StartAsync(ScriptedTrainer.Instant());
        var trial = TestPlans.Create("study", 1).Trials.Single();
        var leased = new LeasedTrial(trial, new Lease(trial.Id, 1), "study", null);
        string key = TrialGrainKey.Create(new WorkerId("127.0.0.1:1@1"), leased.Lease);

        Assert.False(await cluster.Grains.GetGrain<ITrialGrain>(key).StartAsync(leased));
    }

    [Theory]
    [InlineData("127.0.0.1:11111@42/t1-abc/3", "127.0.0.1:11111@42")]
    [InlineData("127.0.0.1:11111@42", "127.0.0.1:11111@42")]
    [InlineData("host-123-a1b2c3/t1-abc/3", null)]
    public void A_key_names_a_silo_unless_its_worker_is_a_process_of_its_own(string key, string? silo) =>
        Assert.Equal(silo, TrialGrainKey.SiloOf(key)?.ToParsableString());

    [Fact]
    public void A_key_keeps_its_attempt()
    {
        var lease = new Lease(new TrialId("t1-abc"), 3);

        Assert.Equal(lease, TrialGrainKey.Parse(TrialGrainKey.Create(new WorkerId("127.0.0.1:11111@42"), lease)));
    }

    [Theory]
    [InlineData("t1-abc")]
    [InlineData("silo/t1-abc")]
    [InlineData("silo/t1-abc/x")]
    public void A_text_that_is_no_key_is_refused(string text) => Assert.Throws<FormatException>(() => TrialGrainKey.Parse(text));
}
