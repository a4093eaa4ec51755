using Sweep.Client.Compare;
using Sweep.Statistics.Comparisons;
using Sweep.Trainer.Protocol;

namespace Sweep.Client.Tests.Compare;

public class LevelMatrixTests
{
    private static readonly CompareSettings Layout =
        new() { Vocabulary = TrainerVocabulary.Create(), Rows = "activation", Columns = ["optimizer", "learningRate"], BootstrapDraws = 0 };

    [Fact]
    public void The_best_fixed_and_the_best_learnable_level_of_each_column_are_marked()
    {
        var matrix = Matrix(Studies.Paper, Layout);
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
            Enumerable.Range(0, 7).Select(Matrix(Studies.Paper, Layout).RowName));

    [Fact]
    public void The_focus_is_the_baseline_against_the_best_others_by_the_mean_of_paired_differences()
    {
        var study = Studies.PaperTable(12);
        var matrix = Matrix(study, Layout);
        var focus = Assert.IsType<MatrixFocus>(matrix.Focus);
        Assert.Equal(("arelu", false, true), (matrix.RowLabels[focus.Row], focus.IsChosenByData, focus.IsPlanned));
        var fixedBest = focus.Improvements[0][5]!;
        string[] column = [.. matrix.ColumnLabels[5]];
        double Mean(string activation) => study.Rows.Where(r => Study.Label(r.Trial, "activation") == activation && Study.Label(r.Trial, "optimizer") == column[0]
            && Study.Label(r.Trial, "learningRate") == column[1]).Average(r => r.Metrics[0].Values[0].Value);
        Assert.Equal(("selu", 12), (fixedBest.Other, fixedBest.PairCount));
        Assert.Equal(Mean("arelu") - Mean("selu"), fixedBest.Difference, 1e-12);
        Assert.Equal(fixedBest.Difference, fixedBest.Gain);
        Assert.Equal("prelu", focus.Improvements[1][5]!.Other);
    }

    // Twelve pairs of one sign: p = 2^-11; six others in eight columns are 48 tests, each with the smallest p.
    [Fact]
    public void All_rows_of_all_columns_are_one_family_since_the_data_choose_the_best_other()
    {
        var focus = Matrix(Studies.PaperTable(12), Layout).Focus!;
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
        var view = Rendering.Answer(study, new() { Vocabulary = Study.Vocabulary, Columns = ["optimizer"], BootstrapDraws = 0 });
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
        var matrix = Matrix(Studies.Paper, Layout with { AllPairs = true });
        Assert.Equal(("arelu", true, false), (matrix.RowLabels[matrix.Focus!.Row], matrix.Focus.IsChosenByData, matrix.Focus.IsPlanned));
        Assert.Equal((8 * 21, 21), (matrix.Focus.FamilySize, matrix.Focus.OverColumnsFamilySize));
        Assert.All(matrix.Focus.Improvements.SelectMany(i => i), i => Assert.True(i!.IsExploratory && i.Difference > 0));
    }

    [Fact]
    public void A_chosen_focus_may_lose()
    {
        var focus = Matrix(Studies.PaperTable(12), Layout with { Focus = "relu" }).Focus!;
        Assert.False(focus.IsPlanned);
        Assert.All(focus.Improvements[1], i => Assert.Equal(("arelu", Verdict.Worse), (i!.Other, i.Verdict)));
        Assert.All(focus.Improvements[0], i => Assert.True(i!.Other == "selu" && i.Gain < 0));
    }

    [Fact]
    public void Of_a_loss_the_smallest_is_best_and_a_gain_is_a_decrease()
    {
        var focus = Matrix(Studies.Tuned, new() { Vocabulary = Study.Vocabulary, Columns = ["learningRate"], Focus = "arelu" }).Focus!;
        Assert.All(focus.Improvements[0], i => Assert.True(i!.Difference < 0 && i.Gain > 0 && i.Other == "relu"));
    }

    [Fact]
    public void Any_factor_may_be_rows_and_the_activations_columns()
    {
        var matrix = Matrix(Studies.Paper, Layout with { Rows = "optimizer", Columns = ["activation"] });
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
        var focus = Matrix(study, new() { Vocabulary = Study.Vocabulary, Columns = ["learningRate"] }).Focus!;
        Assert.All(focus.Improvements, i => Assert.True(i[0] is not null && i[1] is null));
    }

    [Fact]
    public void An_unknown_focus_is_refused_with_the_levels() =>
        Assert.StartsWith("--focus mish-mash: no level of activation. One of relu, elu, selu", Refused(Layout with { Focus = "mish-mash" }), StringComparison.Ordinal);

    [Fact]
    public void A_factor_cannot_be_rows_and_columns() =>
        Assert.Contains("once", Refused(Layout with { Columns = ["activation"] }), StringComparison.Ordinal);

    private static string Refused(CompareSettings settings) => Assert.Throws<UserErrorException>(() => Matrix(Studies.Paper, settings)).Message;

    private static LevelMatrix Matrix(Study study, CompareSettings settings) => Rendering.Answer(study, settings).Matrix!;
}
