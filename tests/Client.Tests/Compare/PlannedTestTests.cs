using System.Text.Json;
using Sweep.Analysis.Comparisons;
using Sweep.Analysis.Tests.Questions;
using Sweep.Client.Compare;
using Sweep.Planning.Plans;
using Sweep.Statistics.Distributions;
using static Sweep.Client.Tests.Compare.Rendering;

namespace Sweep.Client.Tests.Compare;

/// <summary>What a planned test decides, and what is told of it.</summary>
public class PlannedTestTests
{
    [Fact]
    public void Five_seeds_decide_where_a_t_test_is_planned_and_not_by_sign_flips()
    {
        var flips = Answer(Study(seeds: 5)).Report.Comparisons[0].Overall;
        Assert.Equal((Verdict.Undecided, TestCatalogue.SignFlip, 0.0625), (flips.Decision.Verdict, flips.Decision.Test, flips.Decision.P));

        var view = Answer(Study(seeds: 5, "test: t"));
        var overall = view.Report.Comparisons[0].Overall;
        Assert.Equal((Verdict.Better, TestCatalogue.StudentT, true),
            (overall.Decision.Verdict, overall.Decision.Test, view.Question.IsPlanned));
        var mean = overall.Difference!.Mean;
        Assert.Equal(StudentT.TwoSided(mean.Value / mean.StandardError, 4), overall.Decision.P!.Value, 1e-12);
        Assert.Equal("t", JsonDocument.Parse(ComparisonJson.Write(view)).RootElement.GetProperty("test").GetString());
    }

    [Fact]
    public void Ranks_decide_where_they_are_planned()
    {
        var decision = Answer(Study(seeds: 6, "test: ranks")).Report.Comparisons[0].Overall.Decision;
        Assert.Equal((Verdict.Better, TestCatalogue.SignedRank, 0.03125), (decision.Verdict, decision.Test, decision.P));
    }

    [Theory]
    [InlineData("test: t", "Welch's t")]
    [InlineData("test: ranks", "Mann-Whitney")]
    [InlineData("test: sign-flip", "Mann-Whitney")]
    public void Without_pairs_the_counterpart_decides(string test, string counterpart)
    {
        var result = Answer(Study(seeds: 5, test, "pairedAcross: [optimizer]")).Report.Comparisons[0].Overall;
        Assert.Equal((ComparisonDesign.Unpaired, counterpart), (result.Design, result.Decision.Test.ShortName));
        Assert.Equal(result.Decision.Test == TestCatalogue.Welch ? result.Tests.T : result.Tests.MannWhitney, result.Decision.P);
        Assert.True(result.Decision.IsExploratory);
    }

    [Fact]
    public void One_pair_has_no_t_and_two_have_one()
    {
        string text = Table(Answer(Study(seeds: 1, "test: t")), width: 200);
        Assert.Contains("arelu against relu is undecided:", text, StringComparison.Ordinal);
        Assert.Contains("1 pair: the smallest possible p is 1; at least 2 are needed for alpha 0.05.", text, StringComparison.Ordinal);
        var two = new Study(Spec(2, "test: t"), trial => Sweep.Analysis.Tests.Questions.Study.Completed(trial,
            ("testAccuracy", Sweep.Analysis.Tests.Questions.Study.Label(trial, "activation") == "relu" ? .5 : .75
                + .25 * trial.Seed.Value)));
        Assert.Equal(0.204833, Answer(two).Report.Comparisons[0].Overall.Decision.P!.Value, 1e-6); // R: t.test(c(.25, .5))
    }

    [Fact]
    public void Pairs_that_all_differ_alike_have_no_t_and_that_is_told()
    {
        var study = new Study(Spec(5, "test: t"), trial => Sweep.Analysis.Tests.Questions.Study.Completed(trial,
            ("testAccuracy", Sweep.Analysis.Tests.Questions.Study.Label(trial, "activation") == "relu" ? .5 : .75)));
        Assert.Contains("arelu against relu is undecided: +25.00 pp. A t test needs differences that vary.",
            Table(Answer(study), width: 200), StringComparison.Ordinal);
    }

    [Fact]
    public void A_wish_for_another_test_is_told_as_exploratory()
    {
        var view = Answer(Study(seeds: 5), Rendering.AsPlanned with { Test = PlannedTest.T });
        Assert.Contains("test t, planned was sign-flip", Table(view, width: 200), StringComparison.Ordinal);
        Assert.True(view.Report.Comparisons[0].Overall.Decision.IsExploratory);
    }

    private static Study Study(int seeds, string test = "", string more = "") =>
        new(Spec(seeds, test) + more, trial =>
            Sweep.Analysis.Tests.Questions.Study.Completed(trial, ("testAccuracy", Studies.Accuracy(trial))));

    private static string Spec(int seeds, string test) => $$"""
        name: planned
        dataset: mnist
        grid: { activation: [relu, arelu] }
        seeds: {{seeds}}
        compare: { factor: activation, baseline: relu{{(test.Length > 0 ? ", " + test : "")}} }

        """;
}
