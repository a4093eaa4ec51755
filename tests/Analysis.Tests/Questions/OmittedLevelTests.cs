using Sweep.Analysis.Plans;
using Sweep.Analysis.Questions;
using static Sweep.Analysis.Tests.Questions.OmittedStudy;

namespace Sweep.Analysis.Tests.Questions;

/// <summary>A level that configurations leave out is called by its name in every answer, and found by it.</summary>
public class OmittedLevelTests
{
    [Fact]
    public async Task The_stored_baseline_is_called_by_the_name_of_the_default()
    {
        Assert.Equal("-", Mixing.Plan.Comparison!.Baseline); // as plans have always been stored
        var view = await AskAsync(Mixing, AsPlanned);
        Assert.Equal("none", view.Question.Baseline);
        Assert.True(view.Question.IsPlanned);
        Assert.Equal(["none", "mixup", "cutmix"], view.Report.Levels);
        Assert.Equal(["mixup none", "cutmix none"], view.Report.Comparisons.Select(c => $"{c.Level} {c.Baseline}"));
    }

    [Theory]
    [InlineData("none")]
    [InlineData("-")]
    public async Task The_planned_baseline_may_be_typed_either_way(string baseline)
    {
        var view = await AskAsync(Mixing, AsPlanned with { Baseline = baseline });
        Assert.Equal("none", view.Question.Baseline);
        Assert.True(view.Question.IsPlanned);
    }

    [Fact]
    public async Task Another_baseline_is_a_departure_from_the_named_one()
    {
        var view = await AskAsync(Mixing, AsPlanned with { Baseline = "mixup" });
        Assert.Equal(["baseline mixup, planned was baseline none"], view.Question.Deviations);
    }

    [Theory]
    [InlineData("none")]
    [InlineData("-")]
    public async Task Trials_are_restricted_to_it_by_its_name(string label)
    {
        var where = new Dictionary<string, IReadOnlyList<string>> { ["mixing"] = [label] };
        var view = await AskAsync(Mixing, AsPlanned with { Factor = "activation", Where = where });
        Assert.Equal(16, view.TrialCount); // two activations, eight seeds
        Assert.Contains("only where mixing is none", view.Question.Deviations);
    }

    [Theory]
    [InlineData("none,mixup")]
    [InlineData("mixup,-")]
    public async Task A_pair_with_it_is_explained_by_its_name(string pair)
    {
        var view = await AskAsync(Mixing, AsPlanned with { AllPairs = true, Explain = pair });
        Assert.Equal(("mixup", "none"), (view.Explained!.Level, view.Explained.Baseline));
    }

    [Fact]
    public async Task Blocks_are_called_by_it()
    {
        var view = await AskAsync(Mixing, AsPlanned with { Factor = "activation", Baseline = "relu" });
        Assert.Equal(["mixing=none", "mixing=mixup", "mixing=cutmix"], view.Report.Blocks);
    }

    [Fact]
    public async Task Tables_of_means_are_labelled_with_it()
    {
        var rows = await AskAsync(Mixing, AsPlanned with { Columns = ["activation"], Focus = "none" });
        Assert.Equal(["none", "mixup", "cutmix"], rows.Matrix!.RowLabels);
        var columns = await AskAsync(Mixing, AsPlanned with { Rows = "activation", Columns = ["mixing"] });
        Assert.Equal(["none", "mixup", "cutmix"], columns.Matrix!.ColumnLabels.Select(c => c[0]));
    }

    [Fact]
    public async Task A_tuned_level_is_called_by_it_and_wins_ties_as_it_is_stored()
    {
        var study = Create("grid: { mixing: [none, cutmix], activation: [relu, tanh] }",
            "compare: { factor: activation, baseline: relu, tuning: { factors: [mixing], selectionSeeds: 2 } }");
        var view = await AskAsync(study, AsPlanned);
        Assert.All(view.Report.TuningChoices, c => Assert.Equal("mixing=none", c.TunedLevel));
    }

    [Fact]
    public async Task What_has_no_default_stays_without_a_name()
    {
        var study = Create("grid: { activation: [relu, { name: tanh, with: { trainSamples: 500 } }] }", "compare: { factor: activation }");
        var view = await AskAsync(study, AsPlanned);
        Assert.Equal(["trainSamples=-", "trainSamples=500"], view.Report.Blocks);
    }

    [Fact]
    public void A_level_that_is_not_there_is_refused_with_the_names_there_are() =>
        Assert.Equal("--baseline nome: no level of mixing. Did you mean 'none'?", Assert.Throws<QuestionException>(() =>
            QuestionResolution.Resolve(Mixing.Plan, AsPlanned with { Baseline = "nome" })).Message);

    [Fact]
    public void A_setting_that_no_trial_has_is_refused_whatever_the_level() =>
        Assert.StartsWith("--where nothing=-: no trial has this setting.", Assert.Throws<QuestionException>(() =>
            QuestionResolution.Resolve(Mixing.Plan, AsPlanned with
            {
                Where = new Dictionary<string, IReadOnlyList<string>> { ["nothing"] = ["-"] },
            })).Message, StringComparison.Ordinal);

    [Fact]
    public void Levels_that_share_no_block_are_named()
    {
        var study = Create("grid: { mixing: [none, { name: mixup, with: { trainSamples: [500, 600] } }] }",
            "compare: { factor: mixing, baseline: none }");
        var apart = Assert.Single(DisconnectedLevels.Find(study.Plan, Vocabulary));
        Assert.Equal(("mixup", "none"), (apart.Level, apart.Baseline));
    }
}
