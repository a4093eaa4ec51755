using Sweep.Planning.Plans;
using Sweep.Planning.Trials;

namespace Sweep.Store.Tests;

public abstract partial class TrialStoreContract
{
    private const string Accuracy = "validationAccuracy";
    private static readonly PruningPlan Asha = new(PruningRule.Asha, Accuracy) { Reduction = 3 };
    private static readonly TrialFilter Pruned = new() { States = new HashSet<TrialState> { TrialState.Pruned } };

    [Fact]
    public async Task Trials_of_seeds_that_select_are_claimed_with_the_rule_that_may_prune_them()
    {
        await SubmitAsync(Prunable("rule"));
        var claimed = await ClaimAsync(99);
        Assert.All(claimed, c => Assert.Equal(c.Trial.Seed.Value < 2 ? Asha : null, c.Pruning));
    }

    [Fact]
    public async Task Rivals_are_of_the_same_level_whatever_levels_and_rates_there_are()
    {
        var random = new Random(16);
        for (int round = 0; round < 10; round++)
        {
            string[] levels = [.. Enumerable.Range(0, random.Next(1, 4)).Select(i => $"level{round}-{i}")];
            double[] rates = [.. Enumerable.Range(1, random.Next(2, 5)).Select(i => 0.1 * i)];
            string name = $"round{round}";
            await SubmitAsync(Prunable(name, levels, rates));
            var claimed = await ClaimAsync(99, new TrialFilter { Sweep = name });
            await Store.AppendMetricsAsync([.. claimed.Select(c => new AttemptMetrics(c.Lease, Epoch(1, (Accuracy, 0.5))))], Cancellation);
            foreach (var trial in claimed.Where(c => c.Pruning is not null))
            {
                var rivals = await Store.ReadRivalsAsync(trial.Lease, Accuracy, Cancellation);
                Assert.Equal(claimed.Where(c => c.Trial.Seed.Value < 2 && Level(c) == Level(trial)).Select(c => c.Trial.Id.Value).Order(),
                    rivals.Select(r => r.Trial.Value).Order());
            }
            foreach (var trial in claimed)
                await FinishAsync(trial);
        }
    }

    [Fact]
    public async Task A_pruned_candidate_leaves_all_seeds_that_select_and_its_values_still_count()
    {
        await SubmitAsync(Prunable("gone"));
        var trial = await ClaimAsync("gone", "relu", 0.1, 0);
        var rival = await ClaimAsync("gone", "relu", 0.2, 0);
        await Store.AppendMetricsAsync([new(trial.Lease, Epoch(1, (Accuracy, 0.25))), new(rival.Lease, Epoch(1, (Accuracy, 0.5)))],
            Cancellation);
        Assert.Equal(1, await Store.PruneAsync(trial.Lease, 1, "slow", Cancellation));
        Assert.Equal(0, await Store.PruneAsync(trial.Lease, 1, "again", Cancellation));
        Assert.Equal([LeaseAnswer.PruneRequested, LeaseAnswer.Held],
            await Store.RenewAsync([trial.Lease, rival.Lease], LongLease, Cancellation));
        Assert.Equal(LeaseAnswer.Held, await FinishAsync(trial, new TrialOutcome.Pruned(1, "slow")));
        Assert.Equal(LeaseAnswer.Held, await FinishAsync(trial, new TrialOutcome.Pruned(1, "slow")));

        var pruned = await ReadAsync(Pruned, MetricSelection.All);
        Assert.Equal([new TrialPruning(1, "slow"), new TrialPruning(0, "on another seed: slow")], pruned.Select(p => p.Pruning));
        Assert.Equal(0.25, Assert.Single(pruned[0].Metrics).Values.Single().Value);
        Assert.Equal(2, (await StatusAsync("gone")).Count(TrialState.Pruned));
        Assert.Equal([0.25, 0.5], (await Store.ReadRivalsAsync(rival.Lease, Accuracy, Cancellation)).Select(r => r.Values[1]));
        Assert.DoesNotContain(await ClaimAsync(99), c =>
            c.Trial.Seed.Value < 2 && c.Trial.Configuration.Id == trial.Trial.Configuration.Id);
        await AssertCountsAgreeAsync();
    }

    [Fact]
    public async Task The_last_candidate_of_a_level_is_never_pruned()
    {
        await SubmitAsync(Prunable("last", ["relu", "tanh"], [0.1, 0.2]));
        var first = await ClaimAsync("last", "relu", 0.1, 0);
        var second = await ClaimAsync("last", "relu", 0.2, 0);
        int?[] answers = await Task.WhenAll(Store.PruneAsync(first.Lease, 1, "slow", Cancellation),
            Store.PruneAsync(second.Lease, 1, "slow", Cancellation));
        Assert.Single(answers, answer => answer is null);
    }

    [Fact]
    public async Task A_candidate_is_not_pruned_when_its_only_rival_has_diverged()
    {
        await SubmitAsync(Prunable("diverged", ["relu"], [0.1, 0.2]));
        await FinishAsync(await ClaimAsync("diverged", "relu", 0.1, 0), new TrialOutcome.Diverged(2, 7));
        Assert.Null(await Store.PruneAsync((await ClaimAsync("diverged", "relu", 0.2, 0)).Lease, 1, "slow", Cancellation));
    }

    [Fact]
    public async Task A_trial_that_another_sweep_wants_is_trained_to_the_end()
    {
        await SubmitAsync(Prunable("prunes"));
        await SubmitAsync(TestPlans.Create("wants", ["relu"], [0.1], seeds: 1));
        Assert.Null(await Store.PruneAsync((await ClaimAsync("prunes", "relu", 0.1, 0)).Lease, 1, "slow", Cancellation));
        Assert.NotNull(await Store.PruneAsync((await ClaimAsync("prunes", "relu", 0.2, 0)).Lease, 1, "slow", Cancellation));
    }

    [Fact]
    public async Task Who_dies_after_the_decision_leaves_a_pruned_trial_and_a_stale_worker_prunes_nothing()
    {
        await SubmitAsync(Prunable("crash"));
        var trial = await ClaimAsync("crash", "relu", 0.1, 0);
        var stale = await ClaimAsync("crash", "relu", 0.2, 0);
        Assert.NotNull(await Store.PruneAsync(trial.Lease, 1, "slow", Cancellation));
        await ExpireLeasesAsync();
        var claimed = await ClaimAsync(99, worker: OtherWorker);
        Assert.DoesNotContain(claimed, c => c.Trial.Id == trial.Trial.Id);
        Assert.Equal(TrialState.Pruned, (await ReadOneAsync(trial.Trial.Id)).State);
        Assert.Null(await Store.PruneAsync(stale.Lease, 1, "slow", Cancellation));
        Assert.Empty(await Store.ReadRivalsAsync(stale.Lease, Accuracy, Cancellation));
        await AssertCountsAgreeAsync();
    }

    [Fact]
    public async Task Pruned_trials_are_queued_again_when_a_retry_asks_for_them_and_are_not_pruned_again()
    {
        await SubmitAsync(Prunable("again"));
        var trial = await ClaimAsync("again", "relu", 0.1, 0);
        await Store.PruneAsync(trial.Lease, 1, "slow", Cancellation);
        await FinishAsync(trial, new TrialOutcome.Pruned(1, "slow"));
        Assert.Equal(0, await Store.RetryAsync(new TrialFilter { Sweep = "again" }, Cancellation));
        Assert.Equal(2, await Store.RetryAsync(Pruned with { Sweep = "again" }, Cancellation));
        Assert.Null((await ClaimAsync("again", "relu", 0.1, 0)).Pruning);
        Assert.Equal(0, (await StatusAsync("again")).Count(TrialState.Pruned));
        await AssertCountsAgreeAsync();
    }

    private async Task<LeasedTrial> ClaimAsync(string sweep, string activation, double rate, int seed) =>
        Assert.Single(await ClaimAsync(1, new TrialFilter { Sweep = sweep, Ids = [TestPlans.Trial(activation, rate, seed).Id.Value] }));

    private static string Level(LeasedTrial trial) => trial.Trial.Configuration.Settings["activation"].Label;

    private static SweepPlan Prunable(string name, string[]? activations = null, double[]? rates = null) =>
        TestPlans.Create(name, activations ?? ["relu", "tanh"], rates ?? [0.1, 0.2, 0.3], seeds: 3, comparison: new ComparisonPlan(
            "activation", null, MetricCatalogue.TestAccuracy.Name, null, 0.05, 0,
            new TuningPlan(["learningRate"], Accuracy, 2) { Pruning = Asha }));
}
