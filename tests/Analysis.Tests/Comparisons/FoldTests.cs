using Sweep.Analysis.Comparisons;
using Sweep.Analysis.Questions;
using Sweep.Analysis.Tests.Questions;
using Sweep.Planning.Plans;
using Sweep.Planning.Trials;
using Sweep.Planning.Vocabulary;
using Sweep.Store;

namespace Sweep.Analysis.Tests.Comparisons;

/// <summary>Verdicts over the folds of a cross-validation.</summary>
public sealed class FoldTests
{
    private static readonly double[] Low = [.788, .806, .78, .834, .766, .818, .791, .799, .792, .812];
    private static readonly double[] High = [.80, .81, .79, .83, .78, .82, .80, .81, .79, .82];

    private static readonly SpecVocabulary Vocabulary = Study.Vocabulary with
    {
        Settings = [.. Study.Vocabulary.Settings, new(Fold.Setting, "the fold that is held out", SettingKind.Fold)],
    };

    // scipy: d = high - low; 2*stats.t.sf(abs(d.mean()/sqrt((1/10 + r)*d.var(ddof=1))), 9), r = 1/9 and r = 0
    [Fact]
    public void The_corrected_p_decides_and_is_larger_than_that_of_a_plain_t()
    {
        IEnumerable<Observation> folds = [.. Trials.Of("relu", "", Low), .. Trials.Of("x", "", High)];
        var corrected = Trials.Only(folds, Folds(Trials.Planned()));
        Assert.Equal((Verdict.Better, TestCatalogue.CorrectedT), (corrected.Decision.Verdict, corrected.Decision.Test));
        Assert.Equal(0.04869484703563038, corrected.Decision.P!.Value, 1e-12);
        Assert.Equal(0.009078920675208034, Trials.Only(folds, Trials.Planned() with { Test = PlannedTest.T }).Decision.P!.Value, 1e-12);
    }

    [Fact]
    public void The_interval_never_contradicts_the_corrected_p()
    {
        IEnumerable<Observation> folds = [.. Trials.Of("relu", "", Low), .. Trials.Of("x", "", High)];
        var interval = Trials.Only(folds, Folds(Trials.Full())).Difference!.Interval!.Value;
        // scipy: stats.t.interval(.95, 9, .0064, .002809068208059548)
        Assert.Equal(0.0064 - 2.2621571628540993 * 0.002809068208059548, interval.Lower, 1e-9);
        Assert.Equal(0.0064 + 2.2621571628540993 * 0.002809068208059548, interval.Upper, 1e-9);
    }

    [Fact]
    public void What_takes_folds_as_independent_is_left_out()
    {
        var report = ComparisonAnalysis.Analyse([.. Trials.Of("relu", "", Low), .. Trials.Of("x", "", High)],
            Folds(Trials.Full()) with { BootstrapDraws = 0 });
        var result = report.Comparisons[0].Overall;
        Assert.Equal(new TestSummary(), result.Tests);
        Assert.Null(result.Difference!.HodgesLehmann);
        Assert.Null(result.Supplement!.Power);
        Assert.Null(result.Supplement.Divergence);
        Assert.Null(report.Omnibus);
        Assert.Null(report.Variance);
        Assert.Contains(report.Notes, n => n.Contains("Nadeau and Bengio", StringComparison.Ordinal));
    }

    [Fact]
    public void Folds_are_pairs_of_one_block_and_blocks_of_a_dataset_are_averaged_fold_by_fold()
    {
        var view = Answer("grid: { activation: [relu, arelu], optimizer: [sgd, adam] }\nfolds: 5\n");
        Assert.Equal(["optimizer"], view.BlockSettings);
        var overall = view.Report.Comparisons[0].Overall;
        Assert.True(overall.IsCollapsed);
        Assert.Equal((5 * 3, 5 * 3 - 1.0), (overall.PairCount, overall.Difference!.Mean.DegreesOfFreedom));
        Assert.Equal((PlannedTest.CorrectedT, 0.25), (view.Question.Test, view.Report.Options.Overlap));
        Assert.True(view.Question.IsPlanned);
    }

    [Fact]
    public void A_table_of_means_compares_fold_by_fold_too()
    {
        var view = Answer("grid: { activation: [relu, arelu], optimizer: [sgd, adam] }\nfolds: 5\n",
            Study.AsPlanned with { Vocabulary = Vocabulary, Columns = ["optimizer"] });
        var focus = view.Matrix!.Focus!;
        Assert.Equal([15, 15], focus.Improvements[0].Select(i => i!.PairCount));
        Assert.Equal(15, focus.OverColumns[0]!.PairCount);
        Assert.True(focus.IsPlanned);
    }

    [Fact]
    public void Folds_of_different_datasets_are_no_pairs_of_each_other()
    {
        var view = Answer("grid: { activation: [relu, arelu], dataset: [mnist, secret-data] }\nfolds: 5\n");
        var overall = view.Report.Comparisons[0].Overall;
        Assert.False(overall.IsCollapsed);
        Assert.Equal((30, 2), (overall.PairCount, overall.BlockCount));
        Assert.NotNull(view.Report.Comparisons[0].NewDatasets);
    }

    [Fact]
    public void Another_test_is_refused_with_the_remedy()
    {
        var error = Assert.Throws<QuestionException>(() => Answer("grid: { activation: [relu, arelu] }\nfolds: 5\n",
            Study.AsPlanned with { Vocabulary = Vocabulary, Test = PlannedTest.SignFlip }));
        Assert.Equal("--test sign-flip: 'sign-flip' takes pairs as independent, and folds share training samples: 'corrected-t' judges "
            + "them. Leave --test out.", error.Message);
    }

    private static ComparisonView Answer(string grid, CompareSettings? settings = null) =>
        new Study($"name: folds\nseeds: 3\n{grid}compare: {{ factor: activation, baseline: relu }}\n", trial =>
            Study.Completed(trial, ("testAccuracy", 0.8 + 0.1 * Study.Noise(trial, Study.Label(trial, "activation")))), Vocabulary)
            .Answer(settings ?? Study.AsPlanned with { Vocabulary = Vocabulary });

    private static ComparisonOptions Folds(ComparisonOptions options) =>
        options with { Test = PlannedTest.CorrectedT, Overlap = new Fold(1, 10).Overlap };
}
