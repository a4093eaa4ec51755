using Sweep.Analysis.Comparisons;
using Sweep.Analysis.Questions;
using Sweep.Analysis.Trials;
using Sweep.Planning.Trials;
using Sweep.Store;

namespace Sweep.Analysis.Tests.Questions;

/// <summary>Metrics that a spec declares are judged as it says, whatever the catalogue knows of their names.</summary>
public sealed class DeclaredMetricTests
{
    [Theory]
    [InlineData("score", Verdict.Better)]
    [InlineData("testAccuracy", Verdict.Worse)]
    [InlineData("sharedTime", Verdict.Worse)]
    public void More_is_better_or_worse_as_the_spec_says(string metric, Verdict verdict) =>
        Assert.Equal(verdict, DeclaredStudy.Create(metric).Answer(Study.AsPlanned).Report.Comparisons[0].Overall.Decision.Verdict);

    [Fact]
    public void Another_metric_may_be_asked_for_by_its_name() => Assert.Equal(Verdict.Worse, DeclaredStudy.Create("score")
        .Answer(Study.AsPlanned with { Metric = "testAccuracy" }).Report.Comparisons[0].Overall.Decision.Verdict);

    [Fact]
    public void A_mistyped_metric_lists_those_that_the_spec_declares()
    {
        var study = DeclaredStudy.Create("score");
        Assert.Equal("--metric testLoss: no such metric. One of score, testAccuracy, sharedTime.",
            Assert.Throws<QuestionException>(() => study.Answer(Study.AsPlanned with { Metric = "testLoss" })).Message);
        Assert.Equal("--metric test.acuracy: no such metric. Did you mean 'testAccuracy'?",
            Assert.Throws<QuestionException>(() => study.Answer(Study.AsPlanned with { Metric = "test.acuracy" })).Message);
    }

    [Fact]
    public void Any_epoch_that_the_program_reports_may_be_compared() => Assert.Equal(Verdict.Better, DeclaredStudy.Create("score")
        .Answer(Study.AsPlanned with { Epoch = 500 }).Report.Comparisons[0].Overall.Decision.Verdict);

    [Fact]
    public void A_known_dataset_says_nothing_of_chance() // the level is a word to the program
    {
        var study = DeclaredStudy.Create("testAccuracy");
        var question = QuestionResolution.Resolve(study.Plan, Study.AsPlanned);
        var results = study.Rows.Select(r => TrialResult.From(r, question.Asked)).ToArray();
        Assert.All(TrialObservations.From(results, question.Asked, _ => 10).All, o => Assert.Null(o.Chance));
    }

    [Theory]
    [InlineData("float32")]
    [InlineData("-|float32")] // as the command line gives it, which does not know yet whose setting it is
    public void A_setting_named_as_one_that_sweep_leaves_out_keeps_its_levels(string labels)
    {
        var settings = Study.AsPlanned with
        {
            Where = new Dictionary<string, IReadOnlyList<string>> { ["precision"] = labels.Split('|') },
            Vocabulary = OmittedPrecision,
        };
        var question = QuestionResolution.Resolve(DeclaredStudy.Create("score").Plan, settings);
        Assert.Equal(["only where precision is float32"], question.Deviations);
    }

    [Fact]
    public void A_plan_that_is_not_known_leaves_the_directions_of_its_spec() => Assert.True(QuestionResolution.Resolve(plan: null,
        Study.AsPlanned with { Factor = "activation" }, DeclaredStudy.Create("score").Plan.Trainer).Definition.LargerIsBetter);

    private static Planning.Vocabulary.SpecVocabulary OmittedPrecision { get; } = new(
    [
        new("precision", "arithmetic", Planning.Vocabulary.SettingKind.Choice)
        {
            Choices = [new("float32", "")], Default = new SettingValue.Text("float32"), OmitWhenDefault = true,
        },
    ]);
}
