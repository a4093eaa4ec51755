using Sweep.Analysis.Comparisons;
using Sweep.Analysis.Plans;
using Sweep.Analysis.Trials;
using Sweep.Planning.Plans;
using Sweep.Planning.Randomness;
using Sweep.Planning.Trials;
using Sweep.Store;

namespace Sweep.Scheduling.Tests.Looks;

/// <summary>Sweeps whose tuned levels are chosen on the first seeds, after which the others go no further.</summary>
public sealed class PruningTests
{
    private const int Seeds = 10, Selection = 2;
    private static readonly string[] Activations = ["relu", "arelu"];
    private static readonly double[] Rates = [0.1, 0.01, 0.001];

    [Fact]
    public async Task Only_chosen_levels_are_trained_on_the_seeds_that_judge()
    {
        await using var place = await Workplace.WithAsync(Plan("pruned", prune: true));
        var summary = await place.WorkAsync(Trainer());

        Assert.Equal(WorkEnding.Done, summary.Ending);
        var trained = (await place.TrialsAsync("pruned")).Where(r => r.State == TrialState.Completed).GroupBy(r => Name(r.Trial))
            .ToDictionary(g => g.Key, g => g.Count());
        Assert.Equal([("arelu 0.001", 2), ("arelu 0.01", 10), ("arelu 0.1", 2), ("relu 0.001", 2), ("relu 0.01", 2), ("relu 0.1", 10)],
            trained.OrderBy(t => t.Key, StringComparer.Ordinal).Select(t => (t.Key, t.Value)));
        var status = await place.StatusAsync("pruned");
        Assert.True(status.IsOver);
        Assert.Equal(32, status.Count(TrialState.Unneeded));
        Assert.Equal(LookForecast.MaxTrials(Plan("pruned", prune: true)), status.Count(TrialState.Completed));
    }

    [Fact]
    public async Task The_verdict_is_that_of_the_sweep_which_trained_everything()
    {
        await using var place = await Workplace.WithAsync(Plan("pruned", prune: true));
        await place.WorkAsync(Trainer());
        await using var whole = await Workplace.WithAsync(Plan("whole", prune: false));
        await whole.WorkAsync(Trainer());

        var (pruned, all) = (Analyse(Plan("pruned", prune: true), await place.TrialsAsync("pruned", MetricSelection.All)),
            Analyse(Plan("whole", prune: false), await whole.TrialsAsync("whole", MetricSelection.All)));
        Assert.Equal(all.TuningChoices.Select(c => c with { Candidates = [], TiedWith = [] }),
            pruned.TuningChoices.Select(c => c with { Candidates = [], TiedWith = [] }));
        Assert.Equal(all.TuningChoices.SelectMany(c => c.Candidates), pruned.TuningChoices.SelectMany(c => c.Candidates));
        Assert.Equal(all.Comparisons.Select(c => c.Overall.Decision), pruned.Comparisons.Select(c => c.Overall.Decision));
        Assert.Equal((Verdict.Better, Seeds - Selection),
            (pruned.Comparisons[0].Overall.Decision.Verdict, pruned.Comparisons[0].Overall.PairCount));
    }

    [Fact]
    public async Task A_divergence_scores_the_same_whether_or_not_the_others_were_trained()
    {
        Func<TrialDescription, TrialOutcome?> diverging = trial =>
            (Name(trial), trial.Seed.Value) == ("arelu 0.01", 5) ? new TrialOutcome.Diverged(1, 1) : null;
        await using var place = await Workplace.WithAsync(Plan("pruned", prune: true));
        await place.WorkAsync(Trainer(diverging));
        await using var whole = await Workplace.WithAsync(Plan("whole", prune: false));
        await whole.WorkAsync(Trainer(diverging));

        var (pruned, all) = (Analyse(Plan("pruned", prune: true), await place.TrialsAsync("pruned", MetricSelection.All)),
            Analyse(Plan("whole", prune: false), await whole.TrialsAsync("whole", MetricSelection.All)));
        Assert.Equal(all.Comparisons.Select(c => c.Overall.DivergenceScore), pruned.Comparisons.Select(c => c.Overall.DivergenceScore));
        Assert.Equal(all.Comparisons.Select(c => (c.Overall.Decision, c.Overall.Difference!.Mean)),
            pruned.Comparisons.Select(c => (c.Overall.Decision, c.Overall.Difference!.Mean)));
    }

    [Fact]
    public async Task A_finite_level_goes_on_and_those_that_diverged_while_selecting_are_pruned()
    {
        // First by name, and best where it does not diverge: once enough to be chosen.
        await using var place = await Workplace.WithAsync(Plan("diverging", prune: true));
        await place.WorkAsync(Trainer(trial => Name(trial) is "arelu 0.001" or "arelu 0.01" ? new TrialOutcome.Diverged(1, 1) : null));
        var judged = (await place.TrialsAsync("diverging")).Where(r => r.State == TrialState.Completed && r.Trial.Seed.Value >= Selection);
        Assert.Equal([("arelu 0.1", Seeds - Selection), ("relu 0.1", Seeds - Selection)],
            judged.GroupBy(r => Name(r.Trial)).Select(g => (g.Key, g.Count())).Order());
    }

    [Fact]
    public async Task What_is_trained_again_on_the_seeds_that_select_does_not_change_the_choice()
    {
        // The best level of arelu fails where it is to be chosen, another is; then somebody retries.
        bool fails = true;
        await using var place = await Workplace.WithAsync(Plan("retried", prune: true));
        var options = place.Options() with { Breakers = new StopPlan(WorkerFailures: 1000, FirstWave: 1000) };
        await place.WorkAsync(Trainer(trial =>
            fails && Name(trial) == "arelu 0.01" ? new TrialOutcome.Failed(FailureKind.Exception, "for now") : null), options);
        var before = Analyse(Plan("retried", prune: true), await place.TrialsAsync("retried", MetricSelection.All));
        string? chosen = before.TuningChoices.Single(c => c.Level == "arelu").TunedLevel;
        Assert.NotEqual("learningRate=0.01", chosen);

        fails = false;
        await place.Store.RetryAsync(new TrialFilter { Sweep = "retried" }, CancellationToken.None);
        await place.WorkAsync(Trainer(), place.Options());

        var after = Analyse(Plan("retried", prune: true), await place.TrialsAsync("retried", MetricSelection.All));
        Assert.Equal(chosen, after.TuningChoices.Single(c => c.Level == "arelu").TunedLevel);
        Assert.Equal(3, after.TuningChoices.Single(c => c.Level == "arelu").CandidateCount); // it counts, having been tried
        Assert.Equal(before.Comparisons.Select(c => c.Overall.Decision), after.Comparisons.Select(c => c.Overall.Decision));
    }

    [Fact]
    public void An_e_process_judges_growing_data_even_at_one_look()
    {
        Seed[] seeds = [.. Enumerable.Range(0, Seeds).Select(s => new Seed(s))];
        var tuning = new TuningPlan(["learningRate"], MetricCatalogue.ValidationAccuracy.Name, Selection);
        Assert.NotNull(SequentialLooks.Create(new LookPlan(StoppingRule.EProcess, seeds, [Selection, Seeds]) { ChoosesFirst = true },
            tuning));
        Assert.NotNull(SequentialLooks.Create(new LookPlan(StoppingRule.EProcess, seeds, [Seeds]), null));
        // it is the comparison in the end
        Assert.Null(SequentialLooks.Create(new LookPlan(StoppingRule.OBrienFleming, seeds, [Selection, Seeds]) { ChoosesFirst = true },
            tuning));
    }

    [Fact]
    public async Task Looks_that_judge_follow_the_one_that_chooses()
    {
        await using var place = await Workplace.WithAsync(Plan("both", prune: true, looks: [9, 10]));
        await place.WorkAsync(Trainer());

        var looks = Assert.Single(await place.Store.ReadLooksAsync("both", onlyDue: false, CancellationToken.None));
        Assert.Equal([(0, 2), (1, 9)], looks.Taken.Select(t => (t.Number, t.SeedCount))); // seven pairs decide, the eighth is not needed
        Assert.Empty(looks.Taken[0].Standings);
        Assert.Equal(("better", 7), (looks.Taken[1].Standings.Single().Verdict, looks.Taken[1].Standings.Single().Pairs));
        Assert.Equal(6 * Selection + 2 * 7, (await place.StatusAsync("both")).Count(TrialState.Completed));
    }

    [Fact]
    public async Task Where_no_candidate_can_be_chosen_all_of_them_go_on()
    {
        await using var place = await Workplace.WithAsync(Plan("lost", prune: true));
        await place.WorkAsync(Trainer(trial => Name(trial).StartsWith("arelu", StringComparison.Ordinal) && trial.Seed.Value < Selection
            ? new TrialOutcome.Failed(FailureKind.Exception, "for good") : null),
            place.Options() with { Breakers = new StopPlan(WorkerFailures: 1000, FirstWave: 1000) });
        var judged = (await place.TrialsAsync("lost")).Where(r => r.State == TrialState.Completed && r.Trial.Seed.Value >= Selection)
            .GroupBy(r => Name(r.Trial)).Select(g => g.Key);
        Assert.Equal(["arelu 0.001", "arelu 0.01", "arelu 0.1", "relu 0.1"], judged.Order(StringComparer.Ordinal));
    }

    private static ComparisonReport Analyse(SweepPlan plan, IReadOnlyList<TrialRow> rows)
    {
        var asked = plan.Comparison!;
        var observations = TrialObservations.From([.. rows.Select(r => TrialResult.From(r, asked))], asked, _ => null);
        return ComparisonAnalysis.Analyse(observations.All, PlanOptions.Create(asked, Activations, observations) with { IsPlanned = true });
    }

    // relu is best at 0.1, arelu at 0.01, where it is two standard deviations better.
    private static ScriptedTrainer Trainer(Func<TrialDescription, TrialOutcome?>? instead = null) => new((trial, observer, _) =>
    {
        if (instead?.Invoke(trial) is { } outcome)
            return outcome;
        double value = 0.5 + (Name(trial) switch { "relu 0.1" => 0.1, "arelu 0.01" => 0.12, _ => 0 })
            + 0.001 * RandomStream.For(trial.StreamKey, Name(trial)).NextNormal();
        observer.EpochCompleted(trial.Id,
            new EpochMetrics(1, [new(MetricCatalogue.TestAccuracy.Name, value), new(MetricCatalogue.ValidationAccuracy.Name, value)]));
        return new TrialOutcome.Completed();
    });

    private static string Name(TrialDescription trial) =>
        $"{trial.Configuration.Settings["activation"].Label} {trial.Configuration.Settings["learningRate"].Label}";

    private static SweepPlan Plan(string name, bool prune, int[]? looks = null)
    {
        Seed[] seeds = [.. Enumerable.Range(0, Seeds).Select(s => new Seed(s))];
        var comparison = new ComparisonPlan("activation", "relu", MetricCatalogue.TestAccuracy.Name, null, 0.05, 0,
            new TuningPlan(["learningRate"], MetricCatalogue.ValidationAccuracy.Name, Selection))
        {
            Looks = prune ? new LookPlan(StoppingRule.OBrienFleming, seeds, [Selection, .. looks ?? [Seeds]]) { ChoosesFirst = true }
                : null,
        };
        return new SweepPlan(name, new PlanHash($"p1-{name}"), $"name: {name}", Activations.Length * Rates.Length * Seeds, Trials,
            comparison, new RetryPlan(), new StopPlan());

        IEnumerable<TrialDescription> Trials() =>
            from seed in seeds
            from activation in Activations
            from rate in Rates
            let configuration = new Configuration([new("activation", new SettingValue.Text(activation)),
                new("learningRate", new SettingValue.Number(rate)), new("sweep", new SettingValue.Text("pruning"))])
            select TrialDescription.Create(configuration, seed,
                StreamKey.Derive(configuration, seed, new HashSet<string> { "activation", "learningRate" }));
    }
}
