using Sweep.Analysis.Comparisons;
using Sweep.Analysis.Questions;
using Sweep.Planning.Plans;
using Sweep.Store;

namespace Sweep.Analysis.Tests.Questions;

public class QueryTests
{
    private static readonly CompareSettings AsPlanned = Study.AsPlanned;

    [Fact]
    public async Task A_planned_comparison_reads_the_metric_and_epoch_of_the_plan()
    {
        var store = new StoredStudy(Studies.Blocks);
        var view = await CompareQuery.RunAsync(store, "blocks", AsPlanned, CancellationToken.None);
        Assert.Equal(("testAccuracy", 1), (store.Asked!.Metric, store.Asked.Epoch));
        Assert.True(view.Question.IsPlanned);
        Assert.Equal(["relu", "arelu", "tanh"], view.Report.Levels);
        Assert.Equal(["learningRate", "optimizer"], view.BlockSettings);
        // of tanh one trial diverged there
        Assert.Equal([null, new DivergenceScore(.1, IsDeclared: true)], view.Report.Comparisons.Select(c => c.Blocks[0].DivergenceScore));
    }

    [Fact]
    public async Task Trials_that_contradict_each_other_are_refused_with_the_remedy()
    {
        var store = new StoredStudy(Studies.Quickstart) { RepeatsFirst = true };
        var error = await Assert.ThrowsAsync<QuestionException>(
            () => CompareQuery.RunAsync(store, "quickstart", AsPlanned, CancellationToken.None));
        Assert.StartsWith("The stored trials contradict each other: ", error.Message, StringComparison.Ordinal);
        Assert.EndsWith("restore a copy of the store.", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Pairs_follow_the_stream_key()
    {
        var view = await CompareQuery.RunAsync(new StoredStudy(Studies.Quickstart), "quickstart", AsPlanned, CancellationToken.None);
        Assert.All(view.Report.Comparisons, c => Assert.Equal((ComparisonDesign.Paired, 8), (c.Overall.Design, c.Overall.PairCount)));
        Assert.All(view.Report.Comparisons, c => Assert.InRange(c.Overall.Difference!.Correlation!.Value, .8, 1));
    }

    [Fact]
    public async Task Tuned_levels_are_chosen_on_the_first_seeds_and_judged_on_the_rest()
    {
        var view = await CompareQuery.RunAsync(new StoredStudy(Studies.Tuned), "tuned", AsPlanned, CancellationToken.None);
        Assert.All(view.Report.TuningChoices, c => Assert.Equal("learningRate=0.01", c.TunedLevel));
        Assert.Equal((8, Verdict.Better),
            (view.Report.Comparisons[0].Overall.PairCount, view.Report.Comparisons[0].Overall.Decision.Verdict));
        Assert.Equal([""], view.Report.Blocks);
    }

    [Fact]
    public async Task A_spec_that_no_longer_gives_the_stored_hash_is_exploratory()
    {
        var store = new StoredStudy(Studies.Quickstart) { Hash = new PlanHash("p1-other") };
        var view = await CompareQuery.RunAsync(store, "quickstart", AsPlanned with { Factor = "activation" }, CancellationToken.None);
        Assert.False(view.Question.IsPlanned);
        Assert.Contains("stored plan hash", Assert.Single(view.Question.Deviations), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_filter_is_a_deviation_from_the_plan_and_narrows_the_blocks()
    {
        var where = new Dictionary<string, IReadOnlyList<string>> { ["optimizer"] = ["adam"] };
        var view = await CompareQuery.RunAsync(new StoredStudy(Studies.Blocks), "blocks", AsPlanned with { Where = where },
            CancellationToken.None);
        Assert.Equal(["only where optimizer is adam"], view.Question.Deviations);
        Assert.Equal(["learningRate"], view.BlockSettings);
    }

    [Fact]
    public void A_metric_that_a_dataset_in_question_has_not_is_refused()
    {
        var settings = AsPlanned with
        {
            Metric = "testDice",
            Vocabulary = Study.Vocabulary with { MetricRules = [new("dataset", (metric, level) => $"{level.Label} has no {metric}.")] },
        };
        Assert.Equal("--metric testDice: mnist has no testDice.",
            Assert.Throws<QuestionException>(() => QuestionResolution.Resolve(Studies.Quickstart.Plan, settings)).Message);
    }

    [Fact]
    public void A_metric_of_the_whole_training_is_taken_at_the_end_whatever_epoch_was_planned()
    {
        var settings = AsPlanned with { Metric = "peakMemory" };
        var question = QuestionResolution.Resolve(Studies.Blocks.Plan, settings);
        Assert.Null(question.Epoch);
        Assert.Contains("epoch the last, planned was 1", question.Deviations);
        Assert.Equal("--epoch 1: peakMemory is of the whole training, and has no value at an epoch. Leave --epoch out.",
            Assert.Throws<QuestionException>(() => QuestionResolution.Resolve(Studies.Blocks.Plan, settings with { Epoch = 1 })).Message);
    }

    [Fact]
    public void Every_departure_from_the_plan_is_named()
    {
        var question = QuestionResolution.Resolve(Studies.Quickstart.Plan,
            AsPlanned with { Baseline = "tanh", Metric = "testLoss", Epoch = 2, Alpha = .01, Rope = 0 });
        Assert.Equal(["baseline tanh, planned was baseline relu", "metric testLoss, planned was testAccuracy",
            "epoch 2, planned was the last",
            "alpha 0.01, planned was 0.05", "rope 0, planned was 0.002"], question.Deviations);
    }

    [Fact]
    public void Asking_for_what_was_planned_is_no_departure() =>
        Assert.True(QuestionResolution.Resolve(Studies.Quickstart.Plan,
            AsPlanned with { Factor = "activation", Baseline = "relu", Metric = "testAccuracy", Alpha = .05, Rope = .002 }).IsPlanned);

    [Fact]
    public void All_pairs_can_be_asked_for() =>
        Assert.Equal(["all pairs, planned was baseline relu"],
            QuestionResolution.Resolve(Studies.Quickstart.Plan, AsPlanned with { AllPairs = true }).Deviations);

    [Theory]
    [InlineData(0)]
    [InlineData(.5)]
    [InlineData(double.NaN)]
    public void An_alpha_out_of_range_is_refused(double alpha) =>
        Assert.Throws<QuestionException>(() => QuestionResolution.Resolve(Studies.Quickstart.Plan, AsPlanned with { Alpha = alpha }));

    [Fact]
    public async Task An_unknown_sweep_is_refused() =>
        Assert.Equal("The store test store has no sweep named 'other'. One of quickstart.", (await Refused("other", AsPlanned)).Message);

    [Fact]
    public async Task A_misspelled_sweep_is_refused_with_the_one_that_was_probably_meant() =>
        Assert.EndsWith("Did you mean 'quickstart'?", (await Refused("quikstart", AsPlanned)).Message, StringComparison.Ordinal);

    [Fact]
    public async Task An_unknown_baseline_is_refused_with_the_levels() =>
        Assert.Equal("--baseline mish-mash: no level of activation. One of relu, arelu, tanh, swish.",
            (await Refused("quickstart", AsPlanned with { Baseline = "mish-mash" })).Message);

    [Fact]
    public async Task An_unknown_factor_is_refused_with_what_varies() =>
        Assert.Equal("--factor depth: no trial has this setting. One of activation.",
            (await Refused("quickstart", AsPlanned with { Factor = "depth" })).Message);

    [Fact]
    public async Task A_metric_that_was_not_reported_is_refused_with_what_was() =>
        Assert.Contains("It reports testAccuracy", (await Refused("quickstart", AsPlanned with { Metric = "validationLoss" })).Message,
            StringComparison.Ordinal);

    [Fact]
    public async Task An_unknown_column_is_refused() =>
        Assert.Contains("--columns lr: no trial has this setting",
            (await Refused("quickstart", AsPlanned with { Columns = ["lr"] })).Message, StringComparison.Ordinal);

    [Fact]
    public async Task All_mistakes_of_a_question_are_told_at_once_with_what_was_probably_meant()
    {
        var where = new Dictionary<string, IReadOnlyList<string>> { ["activation"] = ["relu", "tahn"], ["learningrate"] = ["0.1"] };
        var settings = AsPlanned with
        {
            Factor = "activaton", Baseline = "rleu", Metric = "testacc", Alpha = 3, Rope = -1, Rows = "activatoin", Columns = ["dataste"],
                Focus = "swihs", Where = where,
            Mistakes = ["--fail-if foo: no such condition."], TargetScore = double.NaN,
        };
        Assert.Equal(
        [
            "--fail-if foo: no such condition.",
            "--factor activaton: no trial has this setting. Did you mean 'activation'?",
            "--rows activatoin: no trial has this setting. Did you mean 'activation'?",
            "--columns dataste: no trial has this setting. Did you mean 'dataset'?",
            "--baseline rleu: no level of activation. Did you mean 'relu'?",
            "--focus swihs: no level of activation. Did you mean 'swish'?",
            "--where activation=tahn: no such level. Did you mean 'tanh'?",
            "--where learningrate=0.1: no trial has this setting. Did you mean 'learningRate'?",
            "--metric testacc: no such metric. Did you mean 'testAccuracy'?",
            "Alpha is 3; it lies between 0 and 0.5, usually 0.05.",
            "The rope is -1; it is at least 0, in the unit of the metric.",
            "The target is NaN; it is a score in the unit of the metric (0.98 = 98 %).",
        ], (await Refused("quickstart", settings)).Message.Split(Environment.NewLine));
    }

    [Theory]
    [InlineData(.5, null, "The rope is 0.5, too much for testAccuracy: accuracies are fractions, 0.005 is half a percentage point.")]
    [InlineData(null, 98d, "The target is 98; accuracies are fractions from 0 to 1: 0.98 is 98 %.")]
    [InlineData(null, -.1, "The target is -0.1; accuracies are fractions from 0 to 1: 0.98 is 98 %.")]
    public async Task Percent_where_a_fraction_is_meant_is_refused(double? rope, double? target, string message) =>
        Assert.Equal(message, (await Refused("quickstart", AsPlanned with { Rope = rope, TargetScore = target })).Message);

    [Fact]
    public void A_large_rope_is_fine_for_a_loss() =>
        Assert.Equal(.5, QuestionResolution.Resolve(Studies.Quickstart.Plan,
            AsPlanned with { Metric = "testLoss", Rope = .5, TargetScore = 2 }).Rope);

    [Fact]
    public void The_planned_rope_is_not_carried_to_another_metric()
    {
        var question = QuestionResolution.Resolve(Studies.Quickstart.Plan, AsPlanned with { Metric = "testLoss" });
        Assert.Equal(0, question.Rope);
        Assert.Equal(["metric testLoss, planned was testAccuracy", "no rope, planned was 0.002 for testAccuracy"], question.Deviations);
    }

    [Fact]
    public void An_adjustment_is_named_as_users_type_it() =>
        Assert.Equal(["all pairs, planned was baseline relu", "adjustment hommel, planned was max-t"],
            QuestionResolution.Resolve(Studies.Quickstart.Plan,
                AsPlanned with { AllPairs = true, Adjustment = AdjustmentMethod.Hommel }).Deviations);

    [Fact]
    public void Another_test_than_the_planned_one_departs_from_the_plan()
    {
        var question = QuestionResolution.Resolve(Studies.Quickstart.Plan, AsPlanned with { Test = PlannedTest.Ranks });
        Assert.Equal((PlannedTest.Ranks, PlannedTest.Ranks), (question.Test, question.Asked.Test));
        Assert.Equal(["test ranks, planned was sign-flip"], question.Deviations);
        Assert.True(QuestionResolution.Resolve(Studies.Quickstart.Plan, AsPlanned with { Test = PlannedTest.SignFlip }).IsPlanned);
        // what takes the place of joint sign flips is no departure by itself
        Assert.Equal(["test t, planned was sign-flip"], QuestionResolution.Resolve(Studies.Quickstart.Plan,
            AsPlanned with { Test = PlannedTest.T, Adjustment = AdjustmentMethod.Holm }).Deviations);
    }

    [Fact]
    public async Task Joint_sign_flips_of_another_test_are_refused() =>
        Assert.Equal("--adjustment max-t: it flips signs, and the test is t. Choose holm, or leave --adjustment out.",
            (await Refused("quickstart", AsPlanned with { Test = PlannedTest.T, Adjustment = AdjustmentMethod.MaxT })).Message);

    [Fact]
    public void Planned_looks_are_judged_by_sign_flips_alone()
    {
        var study = new Study("""
            name: looked
            dataset: mnist
            grid: { activation: [relu, arelu], optimizer: [sgd, adam] }
            seeds: 8
            compare: { factor: activation }
            stop: { looks: 2 }
            """, trial => Study.Completed(trial, ("testAccuracy", Studies.Accuracy(trial))));
        var refused = Assert.Throws<QuestionException>(() =>
            QuestionResolution.Resolve(study.Plan, AsPlanned with { Test = PlannedTest.T }));
        Assert.Equal("--test t: the planned looks are judged by sign flips, and another test does not count them. Leave --test out.",
            refused.Message);
        Assert.Equal(PlannedTest.T, QuestionResolution.Resolve(study.Plan,
            AsPlanned with { Test = PlannedTest.T, Factor = "optimizer" }).Test);
        // what looks take
        Assert.True(QuestionResolution.Resolve(study.Plan, AsPlanned with { Adjustment = AdjustmentMethod.Holm }).IsPlanned);
    }

    [Fact]
    public async Task An_epoch_beyond_the_last_is_refused_with_how_many_there_are() =>
        Assert.Equal("--epoch 7: the last epoch is 1.",
            (await Refused("quickstart", AsPlanned with { Vocabulary = Study.Vocabulary with { EpochsSetting = "epochs" },
                Epoch = 7 })).Message);

    [Fact]
    public void Seeds_cannot_be_left_out_where_they_choose_tuned_levels()
    {
        var settings = AsPlanned with { Where = new Dictionary<string, IReadOnlyList<string>> { ["seed"] = ["5", "6"] } };
        Assert.Equal("--where seed=5|6: the first seeds of the plan choose the tuned levels and the others judge, so that none can be "
            + "left out. Restrict by other settings.",
            Assert.Throws<QuestionException>(() => QuestionResolution.Resolve(Studies.Tuned.Plan, settings)).Message);
        // nothing is tuned then
        Assert.Null(QuestionResolution.Resolve(Studies.Tuned.Plan, settings with { Factor = "learningRate" }).Tuning);
    }

    [Fact]
    public void An_adjustment_that_does_not_fit_is_noted_with_the_names_that_people_read() =>
        Assert.Contains("Bergmann and Hommel adjusts step by step; with a region of equivalence all verdicts share one error rate, by "
            + "Bonferroni.",
            Studies.Quickstart.Answer(AsPlanned with { Adjustment = AdjustmentMethod.BergmannHommel }).Report.Notes);

    private static Task<QuestionException> Refused(string sweep, CompareSettings settings) =>
        Assert.ThrowsAsync<QuestionException>(() =>
            CompareQuery.RunAsync(new StoredStudy(Studies.Quickstart), sweep, settings, CancellationToken.None));

    [Fact]
    public async Task So_many_pairs_that_they_take_long_are_announced_and_more_are_refused_with_a_remedy()
    {
        var said = new List<string>();
        var settings = AsPlanned with { Depth = ReportDepth.Verdicts, BootstrapDraws = 0, WriteInfo = said.Add };
        await CompareQuery.RunAsync(new StoredStudy(OfLevels(102)), "many", settings, CancellationToken.None);
        Assert.Equal("Comparing 5151 pairs of levels of learningRate; this may take a minute. --baseline LEVEL asks for fewer.",
            Assert.Single(said));
        var refused = await Assert.ThrowsAsync<QuestionException>(() => CompareQuery.RunAsync(new StoredStudy(OfLevels(500)), "many",
            settings, CancellationToken.None));
        Assert.StartsWith("500 levels of learningRate make 124750 pairs, and more than 100000 are not compared. Compare them with one "
            + "level: --baseline LEVEL;", refused.Message, StringComparison.Ordinal);
    }

    private static Study OfLevels(int count) => new($$"""
        name: many
        dataset: mnist
        grid: { learningRate: { from: 1, to: {{count}}, count: {{count}} } }
        seeds: 2
        compare: { factor: learningRate }
        """, trial => Study.Completed(trial, ("testAccuracy", 0.9 + Study.Noise(trial, Study.Label(trial, "learningRate")) / 100)));
}
