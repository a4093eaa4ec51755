using Sweep.Planning.Plans;
using Sweep.Planning.Trials;
using Sweep.Store;
using Sweep.Trainer;

namespace Sweep.Scheduling.Tests.Pruning;

/// <summary>Workers that prune, on trainings whose accuracy is their candidate's quality.</summary>
public sealed class PrunedTrialTests
{
    private const int Epochs = 4;

    [Fact]
    public async Task A_worker_stops_hopeless_candidates_at_a_rung_and_a_level_keeps_its_best()
    {
        await using var place = await Workplace.WithAsync(Plan("pruned", ["good", "bad"], [0.9, 0.5, 0.7, 0.1]));
        var summary = await place.WorkAsync(Trainer());

        // Per level the first of four goes on, and each of the others is behind it; on the second seed the best is alone.
        Assert.Equal((4, 0, WorkEnding.Done), (summary.Completed, summary.Cancelled, summary.Ending));
        var trials = await place.TrialsAsync("pruned");
        Assert.Equal(12, trials.Count(t => t.State == TrialState.Pruned));
        Assert.Equal([("bad", 0.9), ("bad", 0.9), ("good", 0.9), ("good", 0.9)], trials.Where(t => t.State == TrialState.Completed)
            .Select(t => (Text(t.Trial, "activation"), Quality(t.Trial))).Order());
        Assert.All(trials.Where(t => t.State == TrialState.Pruned && t.Trial.Seed.Value == 0), t => Assert.Equal(1, t.Pruning!.Epoch));
        Assert.All(trials.Where(t => t.State == TrialState.Pruned && t.Trial.Seed.Value == 1), t =>
            Assert.StartsWith("on another seed: after epoch 1", t.Pruning!.Reason, StringComparison.Ordinal));
        Assert.True((await place.StatusAsync("pruned")).IsOver);
    }

    [Fact]
    public async Task A_level_that_is_worse_in_all_its_candidates_is_pruned_no_more_than_another()
    {
        await using var place = await Workplace.WithAsync(Plan("levels", ["good", "bad"], [0.9, 0.5, 0.7, 0.1]));
        await place.WorkAsync(Trainer(worse: "bad"));
        var trials = await place.TrialsAsync("levels");
        Assert.Equal(trials.Count(t => t.State == TrialState.Pruned && Text(t.Trial, "activation") == "good"),
            trials.Count(t => t.State == TrialState.Pruned && Text(t.Trial, "activation") == "bad"));
    }

    [Fact]
    public async Task Several_workers_agree_through_the_store_and_leave_each_level_a_candidate()
    {
        await using var place = await Workplace.WithAsync(Plan("several", ["a", "b", "c"], [0.2, 0.8, 0.4, 0.6, 0.3, 0.5]));
        await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => place.WorkAsync(Trainer(), place.Options(slots: 2))));
        var trials = await place.TrialsAsync("several");
        Assert.All(trials.GroupBy(t => Text(t.Trial, "activation")), level => Assert.Contains(level.GroupBy(t => Quality(t.Trial)),
            candidate => candidate.All(t => t.State == TrialState.Completed)));
        Assert.Contains(trials, t => t.State == TrialState.Pruned);
    }

    [Fact]
    public async Task A_trial_that_is_retried_after_pruning_is_trained_to_the_end()
    {
        await using var place = await Workplace.WithAsync(Plan("again", ["a"], [0.9, 0.1]));
        await place.WorkAsync(Trainer());
        var pruned = new TrialFilter { Sweep = "again", States = new HashSet<TrialState> { TrialState.Pruned } };
        Assert.Equal(0, await place.Store.RetryAsync(new TrialFilter { Sweep = "again" }, CancellationToken.None));
        Assert.Equal(2, await place.Store.RetryAsync(pruned, CancellationToken.None));
        Assert.Equal(2, (await place.WorkAsync(Trainer())).Completed);
        Assert.All(await place.TrialsAsync("again"), t => Assert.Equal(TrialState.Completed, t.State));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_level_whose_candidates_all_came_to_nothing_but_the_pruned_waits_for_these(bool diverges)
    {
        await using var place = await Workplace.WithAsync(Plan("lost", ["a"], [0.9, 0.1], judging: 1));
        var trainer = Losing(diverges ? new TrialOutcome.Diverged(2, 1) : new TrialOutcome.Failed(FailureKind.Data, "gone"));
        await place.WorkAsync(trainer, place.Options(slots: 2));
        var status = await place.StatusAsync("lost");
        Assert.Equal(SweepState.Paused, status.State);
        Assert.Contains("of activation 'a' every candidate diverged, failed or was pruned", status.StateReason, StringComparison.Ordinal);
        Assert.Contains("'sweep retry lost --state pruned'", status.StateReason, StringComparison.Ordinal);

        var pruned = new TrialFilter { Sweep = "lost", States = new HashSet<TrialState> { TrialState.Pruned } };
        Assert.Equal(2, await place.Store.RetryAsync(pruned, CancellationToken.None));
        await place.Store.SetSweepStateAsync("lost", SweepState.Active, null, CancellationToken.None);
        await place.WorkAsync(trainer);
        var judged = Assert.Single(await place.TrialsAsync("lost"), t => t.Trial.Seed.Value == 2 && t.State == TrialState.Completed);
        Assert.Equal(0.1, Quality(judged.Trial));
    }

    // The better candidate waits until the other was given up for it, and is lost then.
    private static ScriptedTrainer Losing(TrialOutcome lost)
    {
        var (reached, pruned) = (new ManualResetEventSlim(), new ManualResetEventSlim());
        return new((trial, observer, stop) =>
        {
            bool isBetter = Quality(trial) > 0.5;
            if (!isBetter)
                reached.Wait();
            for (int epoch = 1; epoch <= Epochs; epoch++)
            {
                if (stop.IsCancellationRequested)
                {
                    pruned.Set();
                    return new TrialOutcome.Cancelled();
                }
                observer.EpochCompleted(trial.Id, new EpochMetrics(epoch, [KeyValuePair.Create("validationAccuracy", Quality(trial)),
                    KeyValuePair.Create("testAccuracy", Quality(trial))]));
                if (!isBetter)
                    continue;
                reached.Set();
                pruned.Wait();
                return lost;
            }
            return new TrialOutcome.Completed();
        });
    }

    private static ScriptedTrainer Trainer(string? worse = null) => new((trial, observer, stop) =>
    {
        double quality = Quality(trial) / (Text(trial, "activation") == worse ? 100 : 1);
        for (int epoch = 1; epoch <= Epochs; epoch++)
        {
            if (stop.IsCancellationRequested)
                return new TrialOutcome.Cancelled();
            var values = new List<KeyValuePair<string, double>> { KeyValuePair.Create("validationAccuracy", quality * epoch / Epochs) };
            if (epoch == Epochs)
                values.Add(KeyValuePair.Create("totalSeconds", 1.0)); // of the whole training: there is nothing left to prune
            observer.EpochCompleted(trial.Id, new EpochMetrics(epoch, values));
        }
        return new TrialOutcome.Completed();
    });

    private static double Quality(TrialDescription trial) => ((SettingValue.Number)trial.Configuration.Settings["learningRate"]).Value;

    private static string Text(TrialDescription trial, string setting) => trial.Configuration.Settings[setting].Label;

    private static SweepPlan Plan(string name, string[] activations, double[] rates, int judging = 0)
    {
        var pruning = new PruningPlan(PruningRule.Asha, "validationAccuracy") { Reduction = 4 };
        return new SweepPlan(name, new PlanHash($"p1-{name}"), $"name: {name}", (2L + judging) * activations.Length * rates.Length,
            () => from seed in Enumerable.Range(0, 2 + judging)
                  from activation in activations
                  from rate in rates
                  select TrialDescription.Create(new Configuration([new("activation", new SettingValue.Text(activation)),
                      new("learningRate", new SettingValue.Number(rate)), new("sweep", new SettingValue.Text(name))]),
                      new Seed(seed), new StreamKey((ulong)seed)),
            new ComparisonPlan("activation", null, "testAccuracy", null, 0.05, 0,
                new TuningPlan(["learningRate"], "validationAccuracy", 2) { Pruning = pruning })
            {
                Looks = judging == 0 ? null : new LookPlan(StoppingRule.OBrienFleming,
                    [.. Enumerable.Range(0, 2 + judging).Select(s => new Seed(s))], [2, 2 + judging]) { ChoosesFirst = true },
            },
            new RetryPlan(), new StopPlan());
    }
}
