using Sweep.Analysis.Comparisons;
using Sweep.Analysis.Tests.Questions;
using Sweep.Client.Report;
using Sweep.Client.Report.Documents;
using Sweep.Client.Report.Tables;
using Sweep.Client.Tests.Compare;

namespace Sweep.Client.Tests.Report;

public class ReportTableTests
{
    [Fact]
    public async Task Differences_are_the_numbers_of_the_analysis()
    {
        var input = await ReportStudies.InputAsync(ReportStudies.Full);
        var table = DifferenceTable.Overall(input);
        Assert.Equal(3, table.Rows.Count);
        for (int i = 0; i < table.Rows.Count; i++)
        {
            var result = input.View.Report.Comparisons[i].Overall;
            Assert.Equal(result.Level, Cell(table, i, "level").Text);
            Assert.Equal(result.Difference!.Mean.Value, Cell(table, i, "difference").Number);
            Assert.Equal(result.Difference.Interval!.Value.Lower, Cell(table, i, "lower").Number);
            Assert.Equal(result.Difference.Interval!.Value.Upper, Cell(table, i, "upper").Number);
            Assert.Equal(result.Decision.AdjustedP, Cell(table, i, "pAdjusted").Number);
            Assert.Equal(result.Wins, Cell(table, i, "wins").Number);
            Assert.Equal(input.Scale.Difference(result.Difference.Mean.Value), Cell(table, i, "difference").Text);
        }
    }

    [Fact]
    public async Task What_tuning_chose_is_told_in_percent_and_without_a_block_where_there_is_one()
    {
        var table = SupplementTables.Tuning(await ReportStudies.InputAsync(Studies.Tuned))!;
        Assert.Equal(["level", "chosen", "validationAccuracy (%)", "candidates"], table.Columns.Select(c => c.Heading));
        var mean = Cell(table, 0, "selectionMean");
        Assert.Equal((100 * mean.Number!.Value).ToString("F2", System.Globalization.CultureInfo.InvariantCulture), mean.Text);
    }

    [Fact]
    public async Task Levels_are_the_numbers_of_the_analysis_and_the_best_is_marked()
    {
        var input = await ReportStudies.InputAsync(ReportStudies.Full);
        var table = LevelTable.Create(input);
        var summaries = input.View.Report.Summaries.Where(s => s.Block is null).ToArray();
        Assert.Equal(summaries.Select(s => s.Mean), table.Rows.Select((_, i) => Cell(table, i, "mean").Number));
        Assert.Equal(summaries.Select(s => s.StandardDeviation), table.Rows.Select((_, i) => Cell(table, i, "sd").Number));
        Assert.Equal("arelu *", Assert.Single(table.Rows, r => r.IsBest).Cells[0].Text);
    }

    [Fact]
    public async Task Every_comparison_within_a_block_has_its_row()
    {
        var input = await ReportStudies.InputAsync(ReportStudies.Full);
        var table = DifferenceTable.Blocks(input);
        Assert.Equal(input.View.Report.BlockFamilySize, table.Rows.Count);
        Assert.Equal(input.View.Report.Comparisons[1].Blocks[2].Difference?.Mean.Value, Cell(table, 2 * 3 + 1, "difference").Number);
    }

    [Fact]
    public async Task Trials_that_count_are_those_of_the_analysis()
    {
        var input = await ReportStudies.InputAsync(ReportStudies.Full);
        foreach (var summary in input.View.Report.Summaries.Where(s => s.Block is not null))
        {
            var judged = input.Judged.Where(t => t.Level == summary.Level && t.Block == summary.Block).ToArray();
            Assert.Equal((summary.Count, summary.DivergedCount), (judged.Length, judged.Count(t => t.IsDiverged)));
            Assert.Equal(summary.Mean!.Value, judged.Average(t => t.Score!.Value), 12);
        }
    }

    [Fact]
    public async Task Selection_seeds_and_rejected_rates_judge_nothing()
    {
        var input = await ReportStudies.InputAsync(Studies.Tuned);
        Assert.All(input.Judged, t => Assert.Equal("0.01", Study.Label(t.Row.Trial, "learningRate")));
        Assert.Equal(input.View.Report.Summaries.Where(s => s.Block is null).Sum(s => s.Count), input.Judged.Count);
    }

    [Fact]
    public void A_long_table_says_where_the_rest_is()
    {
        var table = new ReportTable("t", "c", [new("n", "n")],
            [.. Enumerable.Range(0, 1001).Select(i => new ReportRow([ReportCell.Count(i)]))]);
        Assert.Equal("The first 1000 of 1001 rows; tables/t.csv has them all.", table.Remainder);
    }

    [Fact]
    public async Task The_appendix_has_plan_hashes_and_the_command()
    {
        var input = await ReportStudies.InputAsync(ReportStudies.Full,
            ReportStudies.AsPlanned with { Alpha = .01, Columns = ["optimizer", "learningRate"] });
        string text = Sweep.Client.Report.Formats.MarkdownReport.Write(ReportComposition.Compose(input));
        Assert.Contains(ReportStudies.Full.Plan.Hash.Value, text, StringComparison.Ordinal);
        Assert.Contains(input.View.Report.InputHash, text, StringComparison.Ordinal);
        Assert.Contains("sweep report full --alpha 0.01 --columns optimizer,learningRate", text, StringComparison.Ordinal);
        Assert.Contains(ReportStudies.Full.Plan.SpecText.TrimEnd(), text, StringComparison.Ordinal);
    }

    private static ReportCell Cell(ReportTable table, int row, string column) =>
        table.Rows[row].Cells[table.Columns.Select((c, i) => (c, i)).Single(x => x.c.Name == column).i];
}
