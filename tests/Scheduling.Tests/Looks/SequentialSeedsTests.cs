using Sweep.Analysis.Comparisons;
using Sweep.Analysis.Trials;
using Sweep.Planning.Plans;
using Sweep.Planning.Trials;
using Sweep.Store;
using Sweep.Testing;

namespace Sweep.Scheduling.Tests.Looks;

/// <summary>Sweeps with a stopping rule from submission to the end, with trials whose results are known.</summary>
public sealed class SequentialSeedsTests(PrivatePostgres postgres)
{
    [Fact]
    public async Task Decided_comparisons_stop_early_and_undecided_ones_go_on_to_the_last_seed()
    {
        var study = KnownStudy.Standard();
        await using var place = await Workplace.WithAsync(study.Plan());
        var summary = await place.WorkAsync(study.Trainer(), place.Options(slots: 3));

        Assert.Equal(WorkEnding.Done, summary.Ending);
        var trained = Trained(await place.TrialsAsync("study"));
        Assert.Equal((30, 30), (trained["relu"], trained["swish"]));
        Assert.InRange(trained["arelu"], 6, 18);
        Assert.InRange(trained["softplus"], 6, 18);
        var status = await place.StatusAsync("study");
        Assert.True(status.IsOver);
        Assert.Equal(status.Total, status.Count(TrialState.Completed) + status.Count(TrialState.Unneeded));
        Assert.Equal(summary.Completed, status.Count(TrialState.Completed));
    }

    [Fact]
    public async Task The_looks_say_what_the_comparison_says_in_the_end()
    {
        var study = KnownStudy.Standard() with { LearningRates = [0.1, 0.01] };
        await using var place = await Workplace.WithAsync(study.Plan());
        await place.WorkAsync(study.Trainer(), place.Options(slots: 2));

        var looks = Assert.Single(await place.Store.ReadLooksAsync("study", onlyDue: false, CancellationToken.None));
        Assert.Equal([6, 12, 18, 24, 30], looks.Taken.Select(t => t.SeedCount));
        Assert.Equal([false, false, false, false, true], looks.Taken.Select(t => t.IsLast));
        Assert.Equal(["better", "worse", "undecided"], looks.Taken[^1].Standings.Select(s => s.Verdict));
        var report = Analyse(study, await place.TrialsAsync("study", MetricSelection.All));
        Assert.Equal(looks.Taken[^1].Standings.Select(s => (s.Level, s.Verdict, s.Pairs, s.AdjustedP)),
            report.Comparisons.Select(c =>
                (c.Level, c.Overall.Decision.Verdict.ToString().ToLowerInvariant(), c.Overall.PairCount, c.Overall.Decision.AdjustedP)));
        // What was decided at a look, was decided at that look.
        foreach (var taken in looks.Taken)
        {
            foreach (var standing in taken.Standings)
            {
                var sequential = report.Comparisons.Single(c => c.Level == standing.Level).Overall.Sequential!;
                Assert.Equal(sequential.Looks.Where(l => l.SeedCount <= taken.SeedCount).Max(l => l.PairCount), standing.Pairs);
            }
        }
    }

    [Fact]
    public async Task No_trial_of_a_later_look_begins_before_the_earlier_look_is_over()
    {
        var study = KnownStudy.Standard();
        await using var place = await Workplace.WithAsync(study.Plan());
        await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => place.WorkAsync(study.Trainer(), place.Options(slots: 2))));

        // By the database's clock, which both times come from.
        var attempts = new List<(int Look, string Begun, string Ended)>();
        await foreach (var row in place.Store.QueryAsync("select t.seed, a.leased_at, a.ended_at from v_attempts a join v_trials t on "
            + "t.trial = a.trial", CancellationToken.None))
        {
            if (row[0] is long seed)
                attempts.Add((study.Looks.TakeWhile(n => n <= seed).Count(), (string)row[1]!, (string)row[2]!));
        }
        for (int look = 1; look < 5; look++)
        {
            string lastEnd = attempts.Where(a => a.Look == look - 1).Max(a => a.Ended)!, firstBegin = attempts.Where(a => a.Look == look)
                .Min(a => a.Begun)!;
            Assert.True(string.CompareOrdinal(lastEnd, firstBegin) <= 0,
                $"look {look} ended at {lastEnd}, and the next began at {firstBegin}");
        }
    }

    [Theory]
    [InlineData("looks", 1)] // it found that a look is due
    [InlineData("look", 1)] // it had decided
    [InlineData("look", 3)]
    [InlineData("claim after look", 1)] // the store had taken the look
    public async Task A_worker_that_dies_at_a_look_changes_nothing(string call, int time)
    {
        var study = KnownStudy.Standard();
        await using var undisturbed = await Workplace.WithAsync(study.Plan());
        await undisturbed.WorkAsync(study.Trainer());

        await using var place = await Workplace.WithAsync(study.Plan());
        int seen = 0;
        string last = "";
        place.Store.Before = name =>
        {
            bool isHit = call == name || (call == "claim after look" && name == "claim" && last == "look");
            last = name;
            if (isHit && ++seen == time)
                throw new InvalidOperationException("killed");
        };
        await Assert.ThrowsAsync<InvalidOperationException>(() => place.WorkAsync(study.Trainer()));
        Assert.Equal(WorkEnding.Done, (await place.WorkAsync(study.Trainer())).Ending);

        Assert.Equal(States(await undisturbed.TrialsAsync("study")), States(await place.TrialsAsync("study")));
        Assert.Equal(Standings(await undisturbed.Store.ReadLooksAsync("study", false, CancellationToken.None)),
            Standings(await place.Store.ReadLooksAsync("study", false, CancellationToken.None)));
    }

    [Fact]
    public async Task Several_workers_on_one_Postgres_train_what_one_worker_alone_would()
    {
        var study = KnownStudy.Standard();
        await using var alone = await Workplace.WithAsync(study.Plan());
        await alone.WorkAsync(study.Trainer());

        await using var database = await postgres.CreateDatabaseAsync();
        var stores = new List<ITrialStore>();
        for (int i = 0; i < 3; i++)
            stores.Add(await TrialStores.OpenAsync(database.Address, StoreAccess.Write, TimeProvider.System, CancellationToken.None));
        await stores[0].SubmitAsync(study.Plan(), CancellationToken.None);
        var endings = await Task.WhenAll(stores.Select(store =>
            new WorkerPool(store, study.Trainer(), alone.Options(slots: 2), new RecordingObserver(), TimeProvider.System)
                .RunAsync(CancellationToken.None).WaitAsync(TimeSpan.FromSeconds(60))));

        Assert.All(endings, e => Assert.Equal(WorkEnding.Done, e.Ending));
        var rows = new List<TrialRow>();
        await foreach (var row in stores[0].ReadTrialsAsync(new TrialFilter(), MetricSelection.None, CancellationToken.None))
            rows.Add(row);
        Assert.Equal(States(await alone.TrialsAsync("study")), States(rows));
        Assert.All(rows, row => Assert.InRange(row.Attempts, 0, 1));
        foreach (var store in stores)
            await store.DisposeAsync();
    }

    [Theory]
    [InlineData(StoppingRule.Pocock)]
    [InlineData(StoppingRule.EProcess)]
    public async Task Other_rules_stop_clear_comparisons_too(StoppingRule rule)
    {
        var study = KnownStudy.Standard() with { Rule = rule, Looks = rule == StoppingRule.EProcess ? [.. Enumerable.Range(5, 26)]
            : [6, 12, 18, 24, 30] };
        await using var place = await Workplace.WithAsync(study.Plan());
        await place.WorkAsync(study.Trainer());
        var trained = Trained(await place.TrialsAsync("study"));
        Assert.Equal(30, trained["swish"]);
        Assert.InRange(trained["arelu"], 5, 18);
    }

    [Fact]
    public async Task Equivalent_comparisons_stop_as_well()
    {
        // three standard deviations
        var study = new KnownStudy("same", new Dictionary<string, double> { ["relu"] = 0, ["swish"] = 0 }) { Rope = 0.03 };
        await using var place = await Workplace.WithAsync(study.Plan());
        await place.WorkAsync(study.Trainer());
        var looks = Assert.Single(await place.Store.ReadLooksAsync("same", false, CancellationToken.None));
        Assert.Equal(("equivalent", true), (looks.Taken[^1].Standings.Single().Verdict, looks.Taken[^1].IsLast));
        Assert.InRange(Trained(await place.TrialsAsync("same"))["relu"], 6, 18);
    }

    [Fact]
    public async Task All_pairs_keep_a_level_while_one_of_its_pairs_is_open()
    {
        var study = new KnownStudy("pairs",
            new Dictionary<string, double> { ["relu"] = 0, ["arelu"] = 0, ["softplus"] = -3 }) { Baseline = null };
        await using var place = await Workplace.WithAsync(study.Plan());
        await place.WorkAsync(study.Trainer());
        var trained = Trained(await place.TrialsAsync("pairs"));
        Assert.Equal((30, 30), (trained["relu"], trained["arelu"]));
        Assert.InRange(trained["softplus"], 6, 18);
    }

    [Fact]
    public async Task Diverged_trials_count_as_worst_and_failed_ones_as_missing()
    {
        var study = new KnownStudy("outcomes", new Dictionary<string, double> { ["relu"] = 0, ["tanh"] = 0 });
        await using var place = await Workplace.WithAsync(study.Plan());
        await place.WorkAsync(study.Trainer(trial => KnownStudy.Level(trial) == "relu" ? null
            : trial.Seed.Value == 3 ? new TrialOutcome.Failed(FailureKind.Exception, "for good") : new TrialOutcome.Diverged(1, 7)));

        var first = Assert.Single(await place.Store.ReadLooksAsync("outcomes", false, CancellationToken.None)).Taken;
        Assert.Equal(5, first[0].Standings.Single().Pairs); // six seeds, one failed
        Assert.Equal("worse", first[^1].Standings.Single().Verdict);
    }

    [Fact]
    public async Task A_look_that_the_trials_cannot_answer_pauses_the_sweep()
    {
        var study = KnownStudy.Standard();
        await using var place = await Workplace.WithAsync(study.Plan());
        var summary = await place.WorkAsync(study.Trainer(_ => new TrialOutcome.Completed())); // without any metric
        Assert.Equal(WorkEnding.Paused, summary.Ending);
        Assert.Contains("the look after 6 seeds cannot be taken", (await place.StatusAsync("study")).StateReason, StringComparison.Ordinal);
    }

    private static ComparisonReport Analyse(KnownStudy study, IReadOnlyList<TrialRow> rows)
    {
        var plan = study.Plan().Comparison!;
        var observations = TrialObservations.From([.. rows.Select(r => TrialResult.From(r, plan))], plan, _ => null);
        return ComparisonAnalysis.Analyse(observations.All, new ComparisonOptions
        {
            Levels = [.. study.Effects.Keys], Blocks = observations.Blocks, Baseline = plan.Baseline, IsPlanned = true,
                Looks = SequentialLooks.Create(plan.Looks!, null),
        });
    }

    private static Dictionary<string, int> Trained(IEnumerable<TrialRow> rows) => rows.GroupBy(r => KnownStudy.Level(r.Trial))
        .ToDictionary(g => g.Key, g => g.Count(r => r.State is TrialState.Completed or TrialState.Diverged or TrialState.Failed));

    private static IEnumerable<(string, TrialState)> States(IEnumerable<TrialRow> rows) => rows.Select(r => (r.Trial.Id.Value, r.State));

    private static IEnumerable<ComparisonStanding> Standings(IReadOnlyList<SweepLooks> looks) =>
        looks.Single().Taken.SelectMany(t => t.Standings);
}
