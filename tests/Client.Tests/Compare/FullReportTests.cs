using System.Text.Json;
using Sweep.Analysis;
using Sweep.Analysis.Comparisons;
using Sweep.Analysis.Questions;
using Sweep.Analysis.Tests.Questions;
using Sweep.Client.Compare;
using Sweep.Planning.Plans;
using Sweep.Planning.Trials;
using Sweep.Statistics;
using Sweep.Statistics.Adjustments;
using Sweep.Store;
using Sweep.Trainer.Protocols;
using static Sweep.Client.Tests.Compare.Rendering;

namespace Sweep.Client.Tests.Compare;

/// <summary>What compare asks of the statistics, and that all of the answer reaches the reader.</summary>
public class FullReportTests
{
    private static readonly CompareSettings AsPlanned = Rendering.AsPlanned;

    // Four datasets, so that the other target has something to say; one level fails everywhere.
    private static Study Datasets(int levels = 3, int datasets = 4) => new($$"""
        name: datasets
        grid:
          dataset: [{{string.Join(", ", new[] { "mnist", "fashion-mnist", "kmnist", "emnist-letters" }.Take(datasets))}}]
          activation: [{{string.Join(", ", new[] { "relu", "arelu", "tanh", "gelu" }.Take(levels))}}]
        architecture: mnist-conv
        optimizer: sgd
        learningRate: 0.01
        seeds: 6
        compare: { factor: activation, baseline: relu, metric: testAccuracy }
        """, trial => Study.Label(trial, "activation") == "gelu"
        ? Study.Row(trial, TrialState.Failed)
        : Study.Completed(trial, ("testAccuracy", Studies.Accuracy(trial))), TrainerVocabulary.Create());

    [Fact]
    public void The_dataset_is_the_unit_of_claims_about_new_datasets_whether_varied_or_constant()
    {
        var varied = Answer(Datasets()).Report.Comparisons[0].NewDatasets;
        Assert.Equal(["emnist-letters", "fashion-mnist", "kmnist", "mnist"], varied!.Datasets.Select(d => d.Dataset));
        Assert.Null(Answer(Studies.Blocks).Report.Comparisons[0].NewDatasets);
    }

    [Fact]
    public void A_compared_dataset_is_no_unit() =>
        Assert.All(Answer(Datasets(), AsPlanned with { Vocabulary = TrainerVocabulary.Create(), Factor = "dataset" }).Report.Comparisons,
            c => Assert.Null(c.NewDatasets));

    [Theory]
    [InlineData(false, null, AdjustmentMethod.MaxT, true)]
    [InlineData(true, null, AdjustmentMethod.MaxT, false)] // all pairs depart from the plan
    [InlineData(false, AdjustmentMethod.MaxT, AdjustmentMethod.MaxT, true)]
    [InlineData(false, AdjustmentMethod.Hommel, AdjustmentMethod.Bonferroni, false)] // there is a region: the verdicts share alpha
    [InlineData(false, AdjustmentMethod.Holm, AdjustmentMethod.Bonferroni, false)]
    public void The_adjustment_really_used_is_named(bool allPairs, AdjustmentMethod? wish, AdjustmentMethod used, bool planned)
    {
        var view = Answer(Studies.Quickstart, AsPlanned with { AllPairs = allPairs, Adjustment = wish });
        Assert.Equal((used, planned), (view.Report.Adjustment, view.Question.IsPlanned));
        Assert.Equal(JsonNamingPolicy.CamelCase.ConvertName(used.ToString()), Json(view).GetProperty("adjustment").GetString());
    }

    [Theory]
    [InlineData(null, false, AdjustmentMethod.Hommel, true)]
    [InlineData(AdjustmentMethod.Hommel, false, AdjustmentMethod.Hommel, true)]
    [InlineData(AdjustmentMethod.Holm, false, AdjustmentMethod.Holm, false)]
    [InlineData(null, true, AdjustmentMethod.MaxT, false)] // what was planned against a baseline is no plan for all pairs
    public void A_planned_adjustment_is_used_and_another_departs_from_the_plan(AdjustmentMethod? wish, bool allPairs, AdjustmentMethod used,
        bool planned)
    {
        var study = new Study("""
            name: adjusted
            dataset: mnist
            grid: { activation: [relu, arelu, tanh] }
            seeds: 8
            compare: { factor: activation, baseline: relu, adjustment: hommel }
            """, trial => Study.Completed(trial, ("testAccuracy", Studies.Accuracy(trial))));
        var view = Answer(study, AsPlanned with { AllPairs = allPairs, Adjustment = wish });
        Assert.Equal((used, planned), (view.Report.Adjustment, view.Question.IsPlanned));
    }

    [Theory]
    [InlineData("relu", 20, AdjustmentMethod.Holm)]
    [InlineData(null, 2, AdjustmentMethod.Holm)] // one comparison
    [InlineData(null, 12, AdjustmentMethod.BergmannHommel)]
    [InlineData(null, 13, AdjustmentMethod.Shaffer)]
    public void The_default_adjustment_fits_the_family(string? baseline, int levels, AdjustmentMethod expected) =>
        Assert.Equal(expected, FamilyAdjustments.ForPValues(baseline, levels));

    [Fact]
    public void An_undecided_comparison_with_enough_pairs_says_what_they_find_and_how_many_it_would_take()
    {
        var study = new Study("""
            name: close
            dataset: mnist
            grid: { activation: [relu, swish] }
            seeds: 12
            compare: { factor: activation, baseline: relu }
            """, trial => Study.Completed(trial, ("testAccuracy", Studies.Accuracy(trial))));
        var view = Answer(study);
        var power = view.Report.Comparisons[0].Overall.Supplement!.Power!;
        string expected = FormattableString.Invariant($"12 pairs find ±{100 * power.DetectableInFamily:0.00} pp with power 0.8; ")
            + FormattableString.Invariant($"if the true difference is the one observed, about {Math.Ceiling(power.PairsForObserved):0} ")
                + "pairs would do.";
        Assert.Contains(expected, Table(view).ReplaceLineEndings(" "), StringComparison.Ordinal);
    }

    [Fact]
    public void Wishes_reach_the_statistics()
    {
        var options = Answer(Studies.Quickstart, AsPlanned with { Power = .9, TargetScore = .99, BootstrapDraws = 200 }).Report.Options;
        Assert.Equal((.9, .99, 200, ReportDepth.Full), (options.Power, options.TargetScore, options.BootstrapDraws, options.Depth));
        Assert.Equal(2000, Answer(Studies.Quickstart).Report.Options.BootstrapDraws);
    }

    [Theory]
    [InlineData(.05, null, null)]
    [InlineData(1.0, null, null)]
    [InlineData(.8, double.NaN, null)]
    [InlineData(.8, null, 98)]
    public void Wishes_out_of_range_are_refused(double power, double? target, int? draws) =>
        Assert.Throws<QuestionException>(() =>
            Answer(Studies.Quickstart, AsPlanned with { Power = power, TargetScore = target, BootstrapDraws = draws }));

    [Fact]
    public void The_json_has_omnibus_scores_variance_power_and_new_datasets()
    {
        var view = Answer(Datasets(), AsPlanned with { Vocabulary = TrainerVocabulary.Create(), TargetScore = .99 });
        var (json, report) = (Json(view), view.Report);
        Assert.Equal(report.InputHash, json.GetProperty("inputHash").GetString());
        Assert.Equal(report.Omnibus!.Friedman!.ImanDavenport.P, json.GetProperty("omnibus").GetProperty("friedman")
            .GetProperty("imanDavenport").GetProperty("p").GetDouble());
        Assert.Equal(report.Omnibus.CriticalDifference, json.GetProperty("omnibus").GetProperty("criticalDifference").GetDouble());
        Assert.Equal(report.OmnibusOverDatasets!.UnitCount, json.GetProperty("omnibusOverDatasets").GetProperty("units").GetInt32());
        Assert.Equal(report.MarginalMeans![1].Mean, json.GetProperty("marginalMeans")[1].GetProperty("mean").GetDouble());
        Assert.Equal(report.Scores[2].OptimalityGap, json.GetProperty("scores")[2].GetProperty("optimalityGap").GetDouble());
        Assert.Equal(report.ProfileThresholds.Count, json.GetProperty("scores")[0].GetProperty("profile").GetArrayLength());
        Assert.Equal(report.Variance!.Residual, json.GetProperty("variance").GetProperty("residual").GetDouble());
        var (pair, node) = (report.Comparisons[0], json.GetProperty("comparisons")[0]);
        Assert.Equal(pair.NewDatasets!.Posterior!.Value.Above, node.GetProperty("newDatasets").GetProperty("posterior")
            .GetProperty("above").GetDouble());
        Assert.Equal(pair.Overall.Supplement!.Power!.DetectableInFamily,
            node.GetProperty("overall").GetProperty("supplement").GetProperty("power").GetProperty("detectableInFamily").GetDouble());
        Assert.Equal(pair.Overall.Supplement.BootstrapInterval!.Value.Lower,
            node.GetProperty("overall").GetProperty("supplement").GetProperty("bootstrapInterval").GetProperty("lower").GetDouble());
        Assert.Equal(pair.NewDatasets.Decision.Limit!.MinimumPValue, node.GetProperty("newDatasets").GetProperty("limit")
            .GetProperty("smallestP").GetDouble());
        Assert.Equal(pair.Blocks[0].Decision.FalseDiscoveryP, node.GetProperty("blocks")[0].GetProperty("falseDiscoveryP").GetDouble());
    }

    [Fact]
    public void Both_targets_are_told_apart_and_what_was_not_tested_is_named_with_the_reason() =>
        Golden.Matches("datasets.txt", Table(Answer(Datasets(levels: 4), AsPlanned with { Vocabulary = TrainerVocabulary.Create() })));

    // The largest possible level of the interval of n differences is 1 - 2^(1-n): 50 % for two datasets.
    [Fact]
    public void An_interval_for_new_datasets_of_a_level_far_below_the_wanted_one_is_not_shown_and_the_reason_is()
    {
        var view = Answer(Datasets(datasets: 2), AsPlanned with { Vocabulary = TrainerVocabulary.Create() });
        string text = Table(view);
        Assert.Matches(@" arelu +\+\d\.\d\d +- +2 +2/0/0", text);
        Assert.Contains("No interval: 2 datasets reach a level of 50% at most, far below 95%.", text, StringComparison.Ordinal);
        string[][] lines = [.. ComparisonCsv.Write(view).Split('\n').Select(l => l.Split(','))];
        string[] row = lines.First(l => l.Contains("(new datasets)"));
        string Cell(string name) => row[Array.IndexOf(lines[0], name)];
        Assert.Equal(("arelu", "undecided", "2", "signedRank", ""),
            (Cell("level"), Cell("verdict"), Cell("pairs"), Cell("decidingTest"), Cell("hodgesLehmannLower")));
        Assert.Equal(lines[0].Length, row.Length - 1); // a comma in the sentence that comes last
    }

    [Fact]
    public async Task A_report_says_of_new_datasets_what_the_terminal_says()
    {
        var input = await Report.ReportStudies.InputAsync(Datasets(), AsPlanned with { Vocabulary = TrainerVocabulary.Create() });
        string report = Client.Report.Formats.MarkdownReport.Write(Client.Report.ReportComposition.Compose(input));
        Assert.All(DatasetText.Sentences(input.View), sentence => Assert.Contains(sentence, report, StringComparison.Ordinal));
        var table = Client.Report.Tables.SupplementTables.NewDatasets(input)!;
        var typical = input.View.Report.Comparisons[0].NewDatasets!;
        string[] names = [.. table.Columns.Select(c => c.Name)];
        Assert.Equal((typical.TypicalInterval!.Value.Lower, typical.TypicalInterval.Value.Level),
            (table.Rows[0].Cells[Array.IndexOf(names, "lower")].Number, table.Rows[0].Cells[Array.IndexOf(names, "confidence")].Number));
    }

    [Theory]
    [InlineData(8, "6 of 8 trials have not finished: this is the answer so far, not the planned one.")]
    [InlineData(0, null)]
    public void An_unfinished_sweep_says_so_before_its_verdicts(int ofWhich, string? expected)
    {
        var study = Partly(trained: trial => ofWhich == 0 || trial.Seed.Value == 0);
        var view = Answer(study);
        string text = Table(view);
        Assert.Equal(expected, text.Split('\n')[1].Length == 0 ? null : text.Split('\n')[1]);
        Assert.Equal((8, ofWhich == 0 ? 0 : 6),
            (Json(view).GetProperty("trials").GetProperty("total").GetInt32(), Json(view).GetProperty("trials").GetProperty("unfinished")
                .GetInt32()));
    }

    [Fact]
    public async Task A_sweep_without_any_outcome_says_that_and_no_other_cause()
    {
        var input = await Report.ReportStudies.InputAsync(Partly(trained: _ => false));
        const string Expected = "8 of 8 trials have not finished: none has an outcome yet, so that nothing can be compared.";
        string text = Table(input.View);
        Assert.Contains(Expected, text.ReplaceLineEndings(" "), StringComparison.Ordinal);
        Assert.DoesNotContain("share no block", text, StringComparison.Ordinal);
        Assert.Contains(Expected, Client.Report.Formats.MarkdownReport.Write(Client.Report.ReportComposition.Compose(input)),
            StringComparison.Ordinal);
    }

    private static Study Partly(Func<TrialDescription, bool> trained) => new("""
        name: partly
        dataset: mnist
        grid: { activation: [relu, arelu] }
        seeds: 4
        compare: { factor: activation, baseline: relu }
        """,
        trial => trained(trial) ? Study.Completed(trial, ("testAccuracy", Studies.Accuracy(trial))) : Study.Row(trial, TrialState.Queued));

    // tanh in one block has a tie less than elsewhere: what is said of a block is said of that block.
    [Fact]
    public void Too_few_pairs_within_blocks_are_told_of_the_comparison_that_comes_nearest()
    {
        string text = Table(Answer(Studies.Blocks)).ReplaceLineEndings(" ");
        Assert.Contains("all 8 comparisons have too few values to be decided; nearest comes arelu (learningRate=0.01, optimizer=sgd): 5 "
            + "pairs:", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Too_few_pairs_of_some_comparisons_are_told_with_their_names_and_the_adjustment_used()
    {
        var study = new Study("""
            name: few
            dataset: mnist
            grid: { activation: [relu, arelu, tanh] }
            seeds: 8
            compare: { factor: activation, adjustment: bergmann-hommel }
            """, trial => Study.Label(trial, "activation") == "tanh" && trial.Seed.Value >= 5
                ? Study.Row(trial, TrialState.Failed)
                : Study.Completed(trial, ("testAccuracy", Studies.Accuracy(trial))));
        Assert.Contains("tanh - relu, tanh - arelu: 5 pairs: the smallest possible p is 0.0625; at least 6 are needed for alpha 0.05, 7 "
            + "to survive Bergmann and Hommel over 3 comparisons.",
            Table(Answer(study)).ReplaceLineEndings(" "), StringComparison.Ordinal);
    }

    [Fact]
    public void A_verdict_says_how_many_trials_of_its_sides_diverged() =>
        Assert.Contains("1 of 20 trials of tanh diverged.", Table(Answer(Studies.Blocks)).ReplaceLineEndings(" "),
            StringComparison.Ordinal);

    [Theory]
    [InlineData(60)]
    [InlineData(45)]
    public void Narrow_terminals_cut_no_row_name(int width)
    {
        foreach (var study in new[] { Studies.Blocks, Studies.Tuned, Datasets() })
        {
            string text = Table(Answer(study,
                AsPlanned with { Vocabulary = study.Plan.Name == "datasets" ? TrainerVocabulary.Create() : Study.Vocabulary }), width);
            Assert.All(text.Split('\n'), line => Assert.InRange(line.Length, 0, width));
            Assert.DoesNotContain("…", text, StringComparison.Ordinal);
            Assert.Matches(@"\n arelu \*? +\d", text);
        }
    }

    [Fact]
    public void A_level_that_was_never_tested_is_not_called_undecided()
    {
        string text = Table(Answer(Datasets(levels: 4), AsPlanned with { Vocabulary = TrainerVocabulary.Create() }));
        Assert.Contains("gelu against relu was not tested: gelu 24 failed.", text, StringComparison.Ordinal);
        Assert.Contains("not tested: gelu", text, StringComparison.Ordinal);
        Assert.DoesNotContain("undecided: gelu", text, StringComparison.Ordinal);
    }

    [Fact]
    public void An_exploratory_answer_says_so_before_its_verdicts()
    {
        string text = Table(Answer(Studies.Quickstart, AsPlanned with { Baseline = "tanh" }));
        Assert.True(text.IndexOf("Exploratory: baseline tanh",
            StringComparison.Ordinal) < text.IndexOf("arelu is better than tanh (exploratory)", StringComparison.Ordinal));
    }

    [Fact]
    public void A_p_that_is_an_upper_bound_is_footnoted()
    {
        var view = Answer(Studies.Quickstart);
        var bounded = view.Report.Comparisons.Select(c =>
            c with { Overall = c.Overall with { Tests =
                c.Overall.Tests with { SignFlipNullDistribution = NullDistribution.UpperBound } } });
        string text = Table(view with { Report = view.Report with { Comparisons = [.. bounded] } });
        Assert.Contains("p never below the exact one", text.ReplaceLineEndings(" "), StringComparison.Ordinal);
        Assert.DoesNotContain("Upper bound:", Table(view), StringComparison.Ordinal);
    }

    private static JsonElement Json(ComparisonView view) => JsonDocument.Parse(ComparisonJson.Write(view)).RootElement;

    [Fact]
    public void The_command_that_writes_a_report_again_has_every_wish()
    {
        string command = Client.Report.ReportInvocation.Create("s", AsPlanned with
        {
            Test = PlannedTest.SignFlip,
            Adjustment = AdjustmentMethod.BergmannHommel,
            Power = .9,
            TargetScore = .99, BootstrapDraws = 0, Columns = ["optimizer"], Focus = "arelu",
        });
        Assert.Equal("sweep report s --test sign-flip --adjustment bergmann-hommel "
            + "--power 0.9 --target 0.99 --bootstrap 0 --columns optimizer --focus arelu", command);
    }
}
