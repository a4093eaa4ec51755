using System.Text.Json;
using Sweep.Client.Compare;
using Sweep.Planning;
using Sweep.Statistics;
using Sweep.Statistics.Comparisons;
using Sweep.Store;
using Sweep.Trainer.Protocol;
using static Sweep.Client.Tests.Compare.Rendering;

namespace Sweep.Client.Tests.Compare;

/// <summary>What compare asks of the statistics, and that all of the answer reaches the reader.</summary>
public class FullReportTests
{
    private static readonly CompareSettings AsPlanned = new() { Vocabulary = Study.Vocabulary };

    // Four datasets, so that the other target has something to say; one level fails everywhere.
    private static Study Datasets(int levels = 3) => new($$"""
        name: datasets
        grid:
          dataset: [mnist, fashion-mnist, kmnist, emnist-letters]
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
    [InlineData(false, null, FamilyAdjustment.Holm, true)]
    [InlineData(true, null, FamilyAdjustment.BergmannHommel, false)] // all pairs depart from the plan
    [InlineData(false, AdjustmentMethod.Hommel, FamilyAdjustment.Hommel, false)]
    [InlineData(false, AdjustmentMethod.Holm, FamilyAdjustment.Holm, true)]
    [InlineData(false, AdjustmentMethod.Shaffer, FamilyAdjustment.Holm, false)] // Shaffer's needs all pairs
    public void The_adjustment_really_used_is_named(bool allPairs, AdjustmentMethod? wish, FamilyAdjustment used, bool planned)
    {
        var view = Answer(Studies.Quickstart, AsPlanned with { AllPairs = allPairs, Adjustment = wish });
        Assert.Equal((used, planned), (view.Report.Adjustment, view.Question.IsPlanned));
        Assert.Equal(JsonNamingPolicy.CamelCase.ConvertName(used.ToString()), Json(view).GetProperty("adjustment").GetString());
    }

    [Theory]
    [InlineData(null, false, FamilyAdjustment.Hommel, true)]
    [InlineData(AdjustmentMethod.Hommel, false, FamilyAdjustment.Hommel, true)]
    [InlineData(AdjustmentMethod.Holm, false, FamilyAdjustment.Holm, false)]
    [InlineData(null, true, FamilyAdjustment.BergmannHommel, false)] // what was planned against a baseline is no plan for all pairs
    public void A_planned_adjustment_is_used_and_another_departs_from_the_plan(AdjustmentMethod? wish, bool allPairs, FamilyAdjustment used, bool planned)
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
    [InlineData("relu", 20, FamilyAdjustment.Holm)]
    [InlineData(null, 2, FamilyAdjustment.Holm)] // one comparison
    [InlineData(null, 12, FamilyAdjustment.BergmannHommel)]
    [InlineData(null, 13, FamilyAdjustment.Shaffer)]
    public void The_default_adjustment_fits_the_family(string? baseline, int levels, FamilyAdjustment expected) =>
        Assert.Equal(expected, FamilyAdjustments.Default(baseline, levels));

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
            + FormattableString.Invariant($"if the true difference is the one observed, about {Math.Ceiling(power.PairsForObserved):0} pairs would do.");
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
        Assert.Throws<UserErrorException>(() => Answer(Studies.Quickstart, AsPlanned with { Power = power, TargetScore = target, BootstrapDraws = draws }));

    [Fact]
    public void The_json_has_omnibus_scores_variance_power_and_new_datasets()
    {
        var view = Answer(Datasets(), AsPlanned with { Vocabulary = TrainerVocabulary.Create(), TargetScore = .99 });
        var (json, report) = (Json(view), view.Report);
        Assert.Equal(report.InputHash, json.GetProperty("inputHash").GetString());
        Assert.Equal(report.Omnibus!.Friedman!.ImanDavenport.P, json.GetProperty("omnibus").GetProperty("friedman").GetProperty("imanDavenport").GetProperty("p").GetDouble());
        Assert.Equal(report.Omnibus.CriticalDifference, json.GetProperty("omnibus").GetProperty("criticalDifference").GetDouble());
        Assert.Equal(report.OmnibusOverDatasets!.UnitCount, json.GetProperty("omnibusOverDatasets").GetProperty("units").GetInt32());
        Assert.Equal(report.MarginalMeans![1].Mean, json.GetProperty("marginalMeans")[1].GetProperty("mean").GetDouble());
        Assert.Equal(report.Scores[2].OptimalityGap, json.GetProperty("scores")[2].GetProperty("optimalityGap").GetDouble());
        Assert.Equal(report.ProfileThresholds.Count, json.GetProperty("scores")[0].GetProperty("profile").GetArrayLength());
        Assert.Equal(report.Variance!.Residual, json.GetProperty("variance").GetProperty("residual").GetDouble());
        var (pair, node) = (report.Comparisons[0], json.GetProperty("comparisons")[0]);
        Assert.Equal(pair.NewDatasets!.Posterior.Above, node.GetProperty("newDatasets").GetProperty("posterior").GetProperty("above").GetDouble());
        Assert.Equal(pair.Overall.Supplement!.Power!.DetectableInFamily,
            node.GetProperty("overall").GetProperty("supplement").GetProperty("power").GetProperty("detectableInFamily").GetDouble());
        Assert.Equal(pair.Overall.Supplement.BiasCorrected!.Value.Lower,
            node.GetProperty("overall").GetProperty("supplement").GetProperty("biasCorrectedInterval").GetProperty("lower").GetDouble());
        Assert.Equal(pair.NewDatasets.Decision.Limit!.SmallestP, node.GetProperty("newDatasets").GetProperty("limit").GetProperty("smallestP").GetDouble());
        Assert.Equal(pair.Blocks[0].Decision.FalseDiscoveryP, node.GetProperty("blocks")[0].GetProperty("falseDiscoveryP").GetDouble());
    }

    [Fact]
    public void Both_targets_are_told_apart_and_what_was_not_tested_is_named_with_the_reason() =>
        Golden.Matches("datasets.txt", Table(Answer(Datasets(levels: 4), AsPlanned with { Vocabulary = TrainerVocabulary.Create() })));

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
        Assert.True(text.IndexOf("Exploratory: baseline tanh", StringComparison.Ordinal) < text.IndexOf("arelu is better than tanh (exploratory)", StringComparison.Ordinal));
    }

    [Fact]
    public void A_p_that_is_an_upper_bound_is_footnoted()
    {
        var view = Answer(Studies.Quickstart);
        var bounded = view.Report.Comparisons.Select(c => c with { Overall = c.Overall with { Tests = c.Overall.Tests with { SignFlipLaw = NullLaw.UpperBound } } });
        string text = Table(view with { Report = view.Report with { Comparisons = [.. bounded] } });
        Assert.Contains("p never below the exact one", text.ReplaceLineEndings(" "), StringComparison.Ordinal);
        Assert.DoesNotContain("Upper bound:", Table(view), StringComparison.Ordinal);
    }

    private static JsonElement Json(ComparisonView view) => JsonDocument.Parse(view.ToJson()).RootElement;

    [Fact]
    public void The_command_that_writes_a_report_again_has_every_wish()
    {
        string command = Client.Report.ReportInvocation.Of("s", AsPlanned with
        {
            Adjustment = AdjustmentMethod.BergmannHommel, Power = .9, TargetScore = .99, BootstrapDraws = 0, Columns = ["optimizer"], Focus = "arelu",
        });
        Assert.Equal("sweep report s --adjustment bergmann-hommel --power 0.9 --target 0.99 --bootstrap 0 --columns optimizer --focus arelu", command);
    }
}
