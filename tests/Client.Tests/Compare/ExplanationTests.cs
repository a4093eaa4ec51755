using Sweep.Analysis;
using Sweep.Analysis.Comparisons;
using Sweep.Analysis.Questions;
using Sweep.Analysis.Tests.Questions;
using Sweep.Client.Compare;
using Sweep.Planning.Plans;
using Sweep.Store;
using Sweep.Trainer.Protocols;
using static Sweep.Client.Tests.Compare.Rendering;

namespace Sweep.Client.Tests.Compare;

/// <summary>What sweep compare --explain and --aggregates tell.</summary>
public class ExplanationTests
{
    [Fact]
    public void A_verdict_is_told_step_by_step_in_the_numbers_of_its_result()
    {
        var view = Answer(Studies.Quickstart, Explain("arelu"));
        Golden.Matches("explained.txt", Table(view));
        string text = Flat(view);
        var result = view.Explained!.Overall;
        Assert.Equal("arelu", result.Level);
        foreach (string step in new[]
        {
            "How the verdict on arelu against relu came about",
            "Question: testAccuracy at the last epoch, larger is better, alpha 0.05, differences up to ±0.20 pp count "
                + "as none; fixed before data in plan",
            "Data. arelu: 8 values, mean",
            "Pairs: 8 pairs of trials with equal random numbers, in 1 of 1 block: 8 won, 0 tied, 0 lost.",
            "In units of the spread: d_z",
            "Test: sign-flip test of the mean difference (exact: all sign patterns counted), p = 0.00781.",
            "95% interval +2.24 to +2.34 (simultaneous with the 2 others, by the test below), +2.25 to +2.32 alone.",
            "Adjustment: maxT over 3 comparisons, untested ones counting as p = 1. This p is number 1 from below: how often the largest "
                + "statistic of all comparisons is as large, when the signs of all pairs flip together. Adjusted p = 0.00781.",
            "Equivalence goes first: is the difference shown to lie within ±0.20 pp?",
            "Verdict: better, since the adjusted p 0.00781 is at most alpha 0.05, and the test sees arelu above relu, "
                + "where larger is better.",
            "Beside the verdict: an unrelated trial is better with probability",
        })
            Assert.Contains(step, text, StringComparison.Ordinal);
        Assert.Contains(FormattableString.Invariant($"d {result.CohensD:+0.00}"), text, StringComparison.Ordinal);
        Assert.DoesNotContain("mean ± sd", text, StringComparison.Ordinal); // in place of the tables
    }

    [Fact]
    public void Blocks_divergences_and_what_was_left_out_are_named()
    {
        string text = Flat(Answer(Studies.Blocks, Explain("tanh")));
        Assert.Contains("1 of them diverged and counts as", text, StringComparison.Ordinal);
        Assert.Contains("Left out (1): relu seed 4 in learningRate=0.0001, optimizer=adam, not finished.", text, StringComparison.Ordinal);
        Assert.Contains("Blocks: learningRate=0.01, optimizer=sgd -17.71 (5 pairs, undecided by itself);", text, StringComparison.Ordinal);
        Assert.Contains("each block weighing the same", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, null, "of the comparisons that are left is as large, when the signs of all pairs flip together")]
    [InlineData(null, AdjustmentMethod.Holm, "Holm over 3 comparisons, untested ones counting as p = 1. This p is number 1 from below: "
        + "times 3, the comparisons that are left, and not below that of a smaller p. Adjusted p = 0.0234.")]
    [InlineData(.002, AdjustmentMethod.Holm, "Bonferroni over 3 comparisons, untested ones counting as p = 1. This p is number 1 "
        + "from below: times 3, since better, worse and equivalent share one error rate. Adjusted p = 0.0234.")]
    public void The_step_of_the_adjustment_is_told(double? rope, AdjustmentMethod? adjustment, string step) =>
        Assert.Contains(step, Flat(Answer(Studies.Quickstart, Explain("arelu") with { Rope = rope ?? 0, Adjustment = adjustment })),
            StringComparison.Ordinal);

    [Fact]
    public void Another_test_is_told_and_stands_no_second_time_beside_itself()
    {
        string text = Flat(Answer(Studies.Quickstart, Explain("arelu") with { Test = PlannedTest.T }));
        Assert.Contains("Test: Student's t test of the mean difference, p = 1.09E-13. Beside it, without a say, on all values: sign-flip",
            text, StringComparison.Ordinal);
        Assert.DoesNotContain(", t 1.09E-13", text, StringComparison.Ordinal);
        Assert.Contains("Test: Wilcoxon's signed-rank test, p = 0.00781.",
            Flat(Answer(Studies.Quickstart, Explain("arelu") with { Test = PlannedTest.Ranks })), StringComparison.Ordinal);
    }

    [Fact]
    public void Blocks_of_opposite_signs_are_told()
    {
        var study = new Study("""
            name: opposite
            dataset: mnist
            grid: { activation: [relu, arelu], learningRate: [0.1, 0.01] }
            seeds: 10
            compare: { factor: activation, baseline: relu }
            """, trial => Study.Completed(trial, ("testAccuracy", .9 + .001 * Study.Noise(trial, Study.Label(trial, "activation"))
                + (Study.Label(trial, "activation") == "relu" ? 0 : Study.Label(trial, "learningRate") == "0.1" ? .05 : -.03))));
        var view = Answer(study, Explain("arelu"));
        string text = Flat(view);
        Assert.Contains("Test: sign flips, within blocks, of the mean difference over its standard error", text, StringComparison.Ordinal);
        Assert.Contains("By themselves: better in learningRate=0.1; worse in learningRate=0.01. Blocks have opposite signs beyond chance.",
            text, StringComparison.Ordinal);
        Assert.Contains("Verdict: better on average, since", text, StringComparison.Ordinal);
        Assert.True(view.Explained!.Overall.Effects!.InteractionP < .01);
    }

    [Fact]
    public void Looks_are_told_with_what_they_saw()
    {
        var study = new Study("""
            name: looks
            dataset: secret-data
            grid: { activation: [relu, arelu] }
            seeds: 7
            compare: { factor: activation, baseline: relu }
            stop: { rule: eProcess }
            """, trial => Study.Completed(trial, ("testAccuracy", Studies.Accuracy(trial))));
        string text = Flat(Answer(study, Explain("arelu")));
        Assert.Contains("Test: e-process, bets on the signs of the seeds' differences, p = ", text, StringComparison.Ordinal);
        Assert.Contains("Looks: 1 seeds, 1 pairs, p 1, over all looks 1; 2 seeds, 2 pairs,", text, StringComparison.Ordinal);
        Assert.Contains("Adjustment: a single comparison needs none.", text, StringComparison.Ordinal);
        Assert.Contains("symmetric where levels are alike", Flat(Answer(study)), StringComparison.Ordinal);
    }

    [Fact]
    public void Of_all_pairs_a_comparison_is_named_by_both_levels()
    {
        CompareSettings pairs = Rendering.AsPlanned with { AllPairs = true };
        Assert.Equal(("arelu", "relu"), Named("relu, arelu"));
        var several = Assert.Throws<QuestionException>(() => Named("arelu"));
        Assert.Contains("several comparisons have it. Say which: arelu,relu | tanh,arelu | swish,arelu.", several.Message,
            StringComparison.Ordinal);
        var unknown = Assert.Throws<QuestionException>(() => Answer(Studies.Quickstart, Explain("gelu")));
        Assert.Equal("--explain gelu: no such comparison. There are: arelu | tanh | swish.", unknown.Message);

        (string, string) Named(string name)
        {
            var explained = Answer(Studies.Quickstart, pairs with { Explain = name }).Explained!;
            return (explained.Level, explained.Baseline);
        }
    }

    [Fact]
    public void What_was_not_tested_is_explained_too()
    {
        var study = new Study("""
            name: none
            dataset: secret-data
            grid: { activation: [relu, arelu] }
            seeds: 3
            compare: { factor: activation, baseline: relu }
            """, trial => Study.Label(trial, "activation") == "relu"
                ? Study.Completed(trial, ("testAccuracy", .9))
                : Study.Row(trial, TrialState.Failed));
        Assert.Contains("Verdict: not tested, since a side has no outcome to compare.", Flat(Answer(study, Explain("arelu"))),
            StringComparison.Ordinal);
    }

    [Fact]
    public void Aggregates_are_shown_on_request_with_their_intervals()
    {
        var settings = Rendering.AsPlanned with { Aggregates = true, BootstrapDraws = 199 };
        var view = Answer(Studies.Quickstart, settings);
        string text = Table(view, width: 100);
        Assert.Contains("activation  IQM (%)", text, StringComparison.Ordinal);
        Assert.Contains("against relu  P(better)  95% interval  ASO violated  at most", text, StringComparison.Ordinal);
        var supplement = view.Report.Comparisons[0].Overall.Supplement!;
        Assert.Contains(FormattableString.Invariant($"{supplement.ProbabilityOfImprovement:0.00}  ")
            + FormattableString.Invariant($"{supplement.ImprovementInterval!.Value.Lower:0.00} to ")
            + FormattableString.Invariant($"{supplement.ImprovementInterval.Value.Upper:0.00}"), text, StringComparison.Ordinal);
        Assert.DoesNotContain("IQM", Table(Answer(Studies.Quickstart)), StringComparison.Ordinal);
        Assert.Contains("\"stochasticOrder\": {", ComparisonJson.Write(view), StringComparison.Ordinal);
    }

    [Fact]
    public void Three_datasets_and_more_have_a_hierarchical_model()
    {
        var study = new Study("""
            name: hierarchy
            grid: { activation: [relu, arelu], dataset: [mnist, kmnist, fashion-mnist] }
            architecture: mnist-conv
            optimizer: sgd
            learningRate: 0.01
            seeds: 5
            compare: { factor: activation, baseline: relu, metric: testAccuracy, rope: 0.002 }
            """, trial => Study.Completed(trial, ("testAccuracy", Studies.Accuracy(trial))), TrainerVocabulary.Create());
        var view = Answer(study, TrainerKnowledge.NewSettings() with { Aggregates = true, BootstrapDraws = 99 });
        var model = view.Report.Comparisons[0].NewDatasets!.Hierarchical!;
        Assert.Equal(1, model.MostLikely.Below + model.MostLikely.Within + model.MostLikely.Above, 1e-9);
        Assert.Contains("Hierarchical Bayesian model", Table(view), StringComparison.Ordinal);
        Assert.Contains("\"hierarchical\": {", ComparisonJson.Write(view), StringComparison.Ordinal);
    }

    private static CompareSettings Explain(string level) => Rendering.AsPlanned with { Explain = level };

    // Lines joined, so that sentences can be looked for wherever they wrap.
    private static string Flat(ComparisonView view) => string.Join(' ', Table(view, width: 100).Split('\n',
        StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
}
