using Sweep.Client.Compare;
using Sweep.Planning;
using Sweep.Statistics.Comparisons;
using Sweep.Store;

namespace Sweep.Client.Tests.Compare;

public class QueryTests
{
    private static readonly CompareSettings AsPlanned = new() { Vocabulary = Study.Vocabulary };

    [Fact]
    public async Task A_planned_comparison_reads_the_metric_and_epoch_of_the_plan()
    {
        var store = new StoredStudy(Studies.Blocks);
        var view = await CompareQuery.RunAsync(store, "blocks", AsPlanned, CancellationToken.None);
        Assert.Equal(("testAccuracy", 1), (store.Asked!.Metric, store.Asked.Epoch));
        Assert.True(view.Question.IsPlanned);
        Assert.Equal(["relu", "arelu", "tanh"], view.Report.Levels);
        Assert.Equal(["learningRate", "optimizer"], view.BlockSettings);
        Assert.Equal(new DivergenceFloor(.1, IsDeclared: true), view.Report.Floor);
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
        Assert.Equal((8, Verdict.Better), (view.Report.Comparisons[0].Overall.PairCount, view.Report.Comparisons[0].Overall.Decision.Verdict));
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
        var view = await CompareQuery.RunAsync(new StoredStudy(Studies.Blocks), "blocks", AsPlanned with { Where = where }, CancellationToken.None);
        Assert.Equal(["only where optimizer is adam"], view.Question.Deviations);
        Assert.Equal(["learningRate"], view.BlockSettings);
    }

    [Fact]
    public void Every_departure_from_the_plan_is_named()
    {
        var question = CompareQuestion.Resolve(Studies.Quickstart.Plan,
            AsPlanned with { Baseline = "tanh", Metric = "testLoss", Epoch = 2, Alpha = .01, Rope = 0 });
        Assert.Equal(["baseline tanh, planned was baseline relu", "metric testLoss, planned was testAccuracy", "epoch 2, planned was the last",
            "alpha 0.01, planned was 0.05", "rope 0, planned was 0.002"], question.Deviations);
    }

    [Fact]
    public void Asking_for_what_was_planned_is_no_departure() =>
        Assert.True(CompareQuestion.Resolve(Studies.Quickstart.Plan,
            AsPlanned with { Factor = "activation", Baseline = "relu", Metric = "testAccuracy", Alpha = .05, Rope = .002 }).IsPlanned);

    [Fact]
    public void All_pairs_can_be_asked_for() =>
        Assert.Equal(["all pairs, planned was baseline relu"], CompareQuestion.Resolve(Studies.Quickstart.Plan, AsPlanned with { AllPairs = true }).Deviations);

    [Theory]
    [InlineData(0)]
    [InlineData(.5)]
    [InlineData(double.NaN)]
    public void An_alpha_out_of_range_is_refused(double alpha) =>
        Assert.Throws<UserErrorException>(() => CompareQuestion.Resolve(Studies.Quickstart.Plan, AsPlanned with { Alpha = alpha }));

    [Fact]
    public async Task An_unknown_sweep_is_refused() =>
        Assert.Contains("no sweep named 'other'", (await Refused("other", AsPlanned)).Message, StringComparison.Ordinal);

    [Fact]
    public async Task An_unknown_baseline_is_refused_with_the_levels() =>
        Assert.Contains("relu, arelu, tanh, swish", (await Refused("quickstart", AsPlanned with { Baseline = "ralu" })).Message, StringComparison.Ordinal);

    [Fact]
    public async Task An_unknown_factor_is_refused_with_what_varies() =>
        Assert.Contains("Settings that vary: activation", (await Refused("quickstart", AsPlanned with { Factor = "depth" })).Message, StringComparison.Ordinal);

    [Fact]
    public async Task A_metric_that_was_not_reported_is_refused_with_what_was() =>
        Assert.Contains("It reports testAccuracy", (await Refused("quickstart", AsPlanned with { Metric = "validationLoss" })).Message, StringComparison.Ordinal);

    [Fact]
    public async Task An_unknown_column_is_refused() =>
        Assert.Contains("setting 'lr'", (await Refused("quickstart", AsPlanned with { Columns = ["lr"] })).Message, StringComparison.Ordinal);

    private static Task<UserErrorException> Refused(string sweep, CompareSettings settings) =>
        Assert.ThrowsAsync<UserErrorException>(() => CompareQuery.RunAsync(new StoredStudy(Studies.Quickstart), sweep, settings, CancellationToken.None));
}
