using Sweep.Analysis;
using Sweep.Analysis.Comparisons;
using Sweep.Analysis.Matrices;
using Sweep.Analysis.Questions;
using Sweep.Analysis.Tests.Questions;
using Sweep.Client.Compare;
using Sweep.Planning.Plans;

namespace Sweep.Client.Tests.Compare;

public class LevelMatrixTests
{
    private static readonly CompareSettings Layout =
        TrainerKnowledge.NewSettings() with { Rows = "activation", Columns = ["optimizer", "learningRate"], BootstrapDraws = 0 };

    [Fact]
    public void The_best_fixed_and_the_best_learnable_level_of_each_column_are_marked()
    {
        var matrix = Matrix(PaperStudy.FiveSeeds, Layout);
        Assert.Equal(["fixed", "learnable"], matrix.Groups.Select(g => g.Name));
        Assert.Equal(8, matrix.ColumnLabels.Count);
        for (int column = 0; column < 8; column++)
        {
            Assert.Equal("selu", matrix.RowLabels[matrix.Groups[0].Best[column]!.Value]);
            Assert.Equal("arelu", matrix.RowLabels[matrix.Groups[1].Best[column]!.Value]);
            Assert.Equal("  *   †", string.Concat(Enumerable.Range(0, 7).Select(row => matrix.MarkOf(row, column) ?? ' ')));
        }
    }

    // Three activation layers in mnist-conv: PReLU has one parameter each, AReLU two.
    [Fact]
    public void Names_carry_the_number_of_learnable_parameters_in_the_network() =>
        Assert.Equal(["relu (0)", "elu (0)", "selu (0)", "tanh (0)", "prelu (3)", "swish (0)", "arelu (6)"],
            Enumerable.Range(0, 7).Select(Matrix(PaperStudy.FiveSeeds, Layout).RowName));

    [Fact]
    public void The_focus_is_the_baseline_against_the_best_others_by_the_mean_of_paired_differences()
    {
        var study = PaperStudy.Create(12);
        var matrix = Matrix(study, Layout);
        var focus = Assert.IsType<MatrixFocus>(matrix.Focus);
        Assert.Equal(("arelu", false, true), (matrix.RowLabels[focus.Row], focus.IsChosenByData, focus.IsPlanned));
        var fixedBest = focus.Improvements[0][5]!;
        string[] column = [.. matrix.ColumnLabels[5]];
        double Mean(string activation) =>
            study.Rows.Where(r => Study.Label(r.Trial, "activation") == activation && Study.Label(r.Trial, "optimizer") == column[0]
            && Study.Label(r.Trial, "learningRate") == column[1]).Average(r => r.Metrics[0].Values[0].Value);
        Assert.Equal(("selu", 12), (fixedBest.Other, fixedBest.PairCount));
        Assert.Equal(Mean("arelu") - Mean("selu"), fixedBest.Difference!.Value, 1e-12);
        Assert.Equal(fixedBest.Difference, fixedBest.Gain);
        Assert.Equal("prelu", focus.Improvements[1][5]!.Other);
    }

    // Twelve pairs of one sign: p = 2^-11; six others in eight columns are 48 tests, each with the smallest p.
    [Fact]
    public void All_rows_of_all_columns_are_one_family_since_the_data_choose_the_best_other()
    {
        var focus = Matrix(PaperStudy.Create(12), Layout).Focus!;
        Assert.Equal((48, 6), (focus.FamilySize, focus.OverColumnsFamilySize));
        Assert.All(focus.Improvements.SelectMany(i => i), i =>
        {
            Assert.Equal(1 / 2048.0, i!.P!.Value, 1e-15);
            Assert.Equal((48 / 2048.0, Verdict.Better), (i.AdjustedP, i.Verdict));
        });
        Assert.All(focus.OverColumns, i => Assert.Equal((96, Verdict.Better, false), (i!.PairCount, i.Verdict, i.IsExploratory)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("stop: { looks: [6, 12] }")] // then the p of a column counts both looks
    public void Within_plain_columns_the_p_are_those_of_the_planned_comparisons_within_blocks(string stop)
    {
        var study = new Study($$"""
            name: plain
            dataset: mnist
            grid: { activation: [relu, arelu, swish], optimizer: [sgd, adam] }
            seeds: 12
            compare: { factor: activation, baseline: relu }
            {{stop}}
            """, trial => Study.Completed(trial, ("testAccuracy", Studies.Accuracy(trial))));
        var view = Rendering.Answer(study, Rendering.AsPlanned with { Columns = ["optimizer"], BootstrapDraws = 0 });
        Assert.Equal(stop.Length > 0, view.Report.Options.Looks is not null);
        for (int column = 0; column < 2; column++)
        {
            var improvement = view.Matrix!.Focus!.Improvements[0][column]!; // relu against the best other fixed one
            var block = view.Report.Comparisons.Single(c => c.Level == improvement.Other).Blocks[column].Decision;
            Assert.Equal((block.P, block.IsExploratory), (improvement.P, improvement.IsExploratory));
            Assert.Equal(block.AdjustedP!.Value, improvement.AdjustedP, 1e-15);
            Assert.Equal(view.Matrix.ColumnLabels[column][0], view.Report.Blocks[column]["optimizer=".Length..]);
        }
    }

    [Fact]
    public void A_focus_that_the_data_choose_pays_for_all_pairs_and_is_exploratory()
    {
        var matrix = Matrix(PaperStudy.FiveSeeds, Layout with { AllPairs = true });
        Assert.Equal(("arelu", true, false), (matrix.RowLabels[matrix.Focus!.Row], matrix.Focus.IsChosenByData, matrix.Focus.IsPlanned));
        Assert.Equal((8 * 21, 21), (matrix.Focus.FamilySize, matrix.Focus.OverColumnsFamilySize));
        Assert.All(matrix.Focus.Improvements.SelectMany(i => i), i => Assert.True(i!.IsExploratory && i.Difference > 0));
    }

    [Fact]
    public void A_chosen_focus_may_lose()
    {
        var focus = Matrix(PaperStudy.Create(12), Layout with { Focus = "relu" }).Focus!;
        Assert.False(focus.IsPlanned);
        Assert.All(focus.Improvements[1], i => Assert.Equal(("arelu", Verdict.Worse), (i!.Other, i.Verdict)));
        Assert.All(focus.Improvements[0], i => Assert.True(i!.Other == "selu" && i.Gain < 0));
    }

    [Fact]
    public void Of_a_loss_the_smallest_is_best_and_a_gain_is_a_decrease()
    {
        var study = new Study("""
            name: loss
            dataset: mnist
            grid: { activation: [relu, arelu], learningRate: [0.1, 0.01] }
            seeds: 3
            compare: { factor: activation, metric: testLoss }
            """, trial => Study.Completed(trial, ("testLoss", 1.2 - Studies.Accuracy(trial))));
        var focus = Matrix(study, Rendering.AsPlanned with { Columns = ["learningRate"], Focus = "arelu" }).Focus!;
        Assert.All(focus.Improvements[0], i => Assert.True(i!.Difference < 0 && i.Gain > 0 && i.Other == "relu"));
    }

    // The plan compares relu and arelu at their chosen rates; columns of rates would judge with the seeds that chose.
    [Fact]
    public void Where_a_tuned_factor_is_shown_nothing_is_tested_and_it_is_said()
    {
        var view = Rendering.Answer(Studies.Tuned, Rendering.AsPlanned with { Columns = ["learningRate"] });
        Assert.Null(view.Matrix!.Focus);
        Assert.All(view.Matrix.Cells.SelectMany(r => r), c => Assert.Equal(10, c.Count));
        string text = Rendering.Table(view).ReplaceLineEndings(" ");
        Assert.Contains("Not tested: learningRate is tuned.", text, StringComparison.Ordinal);
        Assert.DoesNotContain("minus best", text, StringComparison.Ordinal);
        Assert.DoesNotContain("Over all columns", text, StringComparison.Ordinal);
        Assert.Contains("\"notTested\": \"learningRate is tuned\"", ComparisonJson.Write(view), StringComparison.Ordinal);
    }

    [Fact]
    public void Where_no_tuned_factor_is_shown_the_tests_are_those_of_the_plan_on_the_seeds_that_judge()
    {
        // relu is best at 0.1, arelu at 0.01; on the seeds that select the test values are far off, and may not count
        var study = new Study("""
            name: tuned
            dataset: mnist
            grid: { activation: [relu, arelu], optimizer: [sgd, adam], learningRate: [0.1, 0.01] }
            seeds: 12
            compare:
              { factor: activation, baseline: relu, tuning: { factors: [learningRate], metric: validationAccuracy, selectionSeeds: 2 } }
            """, trial => Study.Completed(trial, ("testAccuracy", trial.Seed.Value < 2 ? .1 : Studies.Accuracy(trial)),
                ("validationAccuracy", (Study.Label(trial, "activation") == "relu") == (Study.Label(trial, "learningRate") == "0.1") ? .9
                    : .5)));
        var view = Rendering.Answer(study, Rendering.AsPlanned with { Columns = ["optimizer"], BootstrapDraws = 0 });
        var (focus, planned) = (view.Matrix!.Focus!, view.Report.Comparisons.Single());
        Assert.Empty(view.Matrix.AveragedSettings);
        Assert.All(view.Matrix.Cells.SelectMany(r => r), c => Assert.Equal((10, true), (c.Count, c.Minimum > .5)));
        for (int column = 0; column < 2; column++)
        {
            var (shown, block) = (focus.Improvements.Select(i => i[column]).OfType<MatrixImprovement>().Single(), planned.Blocks[column]);
            Assert.Equal((-block.Difference!.Mean.Value, block.Decision.P, false), (shown.Difference, shown.P, shown.IsExploratory));
        }
        var over = focus.OverColumns.OfType<MatrixImprovement>().Single();
        Assert.Equal((planned.Overall.Decision.AdjustedP!.Value, 20, Verdict.Worse, false),
            (over.AdjustedP, over.PairCount, over.Verdict, over.IsExploratory));
        Assert.Equal(Verdict.Better, planned.Overall.Decision.Verdict);
        Assert.Contains("Cells have the chosen levels, on the seeds that judge (10 of 12).", Rendering.Table(view).ReplaceLineEndings(" "),
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, false)]
    [InlineData("relu", true)]
    public void What_is_tested_over_columns_beyond_the_plan_is_called_exploratory(string? focus, bool exploratory)
    {
        string text = Rendering.Table(Rendering.Answer(PaperStudy.Create(12), Layout with { Focus = focus })).ReplaceLineEndings(" ");
        Assert.Equal(exploratory, text.Contains("(exploratory): ", StringComparison.Ordinal));
        Assert.Equal(exploratory, text.Contains("Differences within and over columns are exploratory", StringComparison.Ordinal));
    }

    // All pairs over all columns are the family of the plan, so that the sentence cannot disagree with the verdict.
    [Fact]
    public void Over_all_columns_p_is_adjusted_as_the_plan_adjusts()
    {
        var view = Rendering.Answer(PaperStudy.FiveSeeds, Layout with { AllPairs = true });
        var focus = view.Matrix!.Focus!;
        Assert.Equal(AdjustmentMethod.MaxT, focus.OverColumnsAdjustment);
        foreach (var over in focus.OverColumns.OfType<MatrixImprovement>())
        {
            string[] pair = [over.Other, view.Matrix.RowLabels[focus.Row]];
            Assert.Equal(view.Report.Comparisons.Single(c =>
                pair.Contains(c.Level) && pair.Contains(c.Baseline)).Overall.Decision.AdjustedP, over.AdjustedP);
        }
        Assert.Contains("adjusted by maxT over 21 comparisons", Rendering.Table(view).ReplaceLineEndings(" "), StringComparison.Ordinal);
    }

    // Both optimizers see the same random numbers, so that partners are averaged over them; one pair lacks adam.
    [Theory]
    [InlineData(false, "columns weighing the same")]
    [InlineData(true, "each pair averaged over the columns that have it")]
    public void Columns_are_said_to_weigh_the_same_only_where_they_do(bool lacksOne, string expected)
    {
        var study = new Study("""
            name: across
            dataset: mnist
            grid: { activation: [relu, arelu], optimizer: [sgd, adam] }
            seeds: 6
            pairedAcross: [activation, optimizer]
            compare: { factor: activation, baseline: relu }
            """, trial => lacksOne && Study.Label(trial, "optimizer") == "adam" && trial.Seed.Value == 3
            ? Study.Row(trial, Store.TrialState.Failed)
            : Study.Completed(trial, ("testAccuracy", Studies.Accuracy(trial))));
        var view = Rendering.Answer(study, Rendering.AsPlanned with { Columns = ["optimizer"] });
        Assert.True(view.Report.Comparisons[0].Overall.IsCollapsed);
        Assert.Contains(expected, Rendering.Table(view).ReplaceLineEndings(" "), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(PlannedTest.SignFlip, "; sign-flip test of pairs; ")]
    [InlineData(PlannedTest.T, "; Student's t test of pairs; ")]
    [InlineData(PlannedTest.Ranks, "; Wilcoxon's signed-rank test of pairs; ")]
    public void The_footnote_names_the_test_that_decided(PlannedTest test, string name) => Assert.Contains(name,
        Rendering.Table(Rendering.Answer(Studies.Blocks, Rendering.AsPlanned with { Test = test, Columns = ["optimizer"] }), width: 400),
        StringComparison.Ordinal);

    // Of relu the ranks are for adam and the mean, by one value, for sgd; of tanh both are for adam. Over both the ranks and the mean
    // disagree, too.
    [Fact]
    public void Where_ranks_and_means_disagree_the_table_decides_nothing_as_the_comparison_does()
    {
        var study = new Study("""
            name: ranks
            dataset: mnist
            grid: { activation: [relu, tanh], optimizer: [sgd, adam] }
            seeds: 12
            """, trial => Study.Completed(trial, ("testAccuracy",
            (Study.Label(trial, "activation"), Study.Label(trial, "optimizer"), trial.Seed.Value) switch
        {
            ("relu", "adam", 11) => .1,
            (_, "adam", var seed) => .951 + .001 * seed,
            (_, _, var seed) => .938 + .001 * seed,
        })));
        var view = Rendering.Answer(study,
            Rendering.AsPlanned with { Factor = "optimizer", Baseline = "sgd", Columns = ["activation"], BootstrapDraws = 0 });
        var (focus, overall) = (view.Matrix!.Focus!, view.Report.Comparisons.Single().Overall.Decision);
        Assert.Equal((Verdict.Undecided, true, 1), (overall.Verdict, overall.IsContradicted, overall.Direction));
        Assert.Equal([("adam", Verdict.Undecided), ("adam", Verdict.Worse)], focus.Improvements[0].Select(i => (i!.Other, i.Verdict)));
        Assert.All(focus.Improvements[0], i => Assert.InRange(i!.AdjustedP, 0, .01));
        Assert.Equal((Verdict.Undecided, overall.AdjustedP), (focus.OverColumns[0]!.Verdict, focus.OverColumns[0]!.AdjustedP));
        Assert.True(focus.OverColumns[0]!.Gain > 0);
    }

    // A look has decided for arelu, and the mean of all seeds has the other sign.
    [Fact]
    public void Where_a_look_has_decided_the_table_has_its_direction()
    {
        double[] differences = [1, 1.01, 1.02, .99, 1.03, .98, 1, 1.1, -3, -3, -3, -3, -2, 1, 1, 0];
        var study = new Study("""
            name: looks
            dataset: mnist
            grid: { activation: [relu, arelu] }
            seeds: 16
            compare: { factor: activation, baseline: relu }
            stop: { looks: [8, 16], rule: pocock }
            """, trial => Study.Completed(trial, ("testAccuracy",
            .5 + (Study.Label(trial, "activation") == "arelu" ? .1 * differences[trial.Seed.Value] : 0))));
        var view = Rendering.Answer(study, Rendering.AsPlanned with { Columns = ["dataset"], BootstrapDraws = 0 });
        Assert.Equal(Verdict.Better, view.Report.Comparisons.Single().Overall.Decision.Verdict);
        var shown = view.Matrix!.Focus!.Improvements.SelectMany(i => i).OfType<MatrixImprovement>().Single();
        Assert.Equal(("arelu", Verdict.Worse), (shown.Other, shown.Verdict));
        Assert.True(shown.Gain > 0);
    }

    [Fact]
    public void A_terminal_too_narrow_for_all_columns_leaves_out_the_last_ones_by_name_and_keeps_the_row_names_whole()
    {
        string text = Rendering.Table(Rendering.Answer(PaperStudy.FiveSeeds, Layout), width: 60);
        Assert.Contains(" selu (0)      96.47 ± 0.15 *  96.43 ± 0.12 *\n", text, StringComparison.Ordinal);
        Assert.Contains(" No room for: 0.00001, 0.0005 (--format csv has it).", text, StringComparison.Ordinal);
        Assert.Contains(" minus best *", text, StringComparison.Ordinal);
        // no room for any column
        Assert.Contains(" selu (0)  ", Rendering.Table(Rendering.Answer(PaperStudy.FiveSeeds, Layout), width: 24),
            StringComparison.Ordinal);
    }

    [Fact]
    public void Any_factor_may_be_rows_and_the_activations_columns()
    {
        var matrix = Matrix(PaperStudy.FiveSeeds, Layout with { Rows = "optimizer", Columns = ["activation"] });
        Assert.Equal(["sgd(momentum=0.9)", "adam"], matrix.RowLabels);
        Assert.Equal("arelu (6)", Assert.Single(matrix.ColumnNames(6)));
        Assert.Equal(["learningRate"], matrix.AveragedSettings);
        Assert.Equal("", Assert.Single(matrix.Groups).Name);
        Assert.All(matrix.Focus!.Improvements[0], i => Assert.Equal((ComparisonDesign.Unpaired, true), (i!.Design, i.IsExploratory)));
    }

    [Fact]
    public void A_column_without_the_focus_has_no_improvement()
    {
        var study = new Study("""
            name: holes
            dataset: mnist
            grid: { activation: [relu, arelu, elu], learningRate: [0.01, 0.001] }
            seeds: 3
            compare: { factor: activation, baseline: relu }
            """, trial => Study.Label(trial, "activation") == "relu" && Study.Label(trial, "learningRate") == "0.001"
            ? Study.Row(trial, Store.TrialState.Failed)
            : Study.Completed(trial, ("testAccuracy", Studies.Accuracy(trial))));
        var focus = Matrix(study, Rendering.AsPlanned with { Columns = ["learningRate"] }).Focus!;
        Assert.All(focus.Improvements, i => Assert.True(i[0] is not null && i[1] is null));
    }

    [Fact]
    public void An_unknown_focus_is_refused_with_the_levels() =>
        Assert.StartsWith("--focus mish-mash: no level of activation. One of relu, elu, selu", Refused(Layout with { Focus = "mish-mash" }),
            StringComparison.Ordinal);

    [Fact]
    public void A_factor_cannot_be_rows_and_columns() =>
        Assert.Contains("once", Refused(Layout with { Columns = ["activation"] }), StringComparison.Ordinal);

    private static string Refused(CompareSettings settings) =>
        Assert.Throws<QuestionException>(() => Matrix(PaperStudy.FiveSeeds, settings)).Message;

    private static LevelMatrix Matrix(Study study, CompareSettings settings) => Rendering.Answer(study, settings).Matrix!;
}
