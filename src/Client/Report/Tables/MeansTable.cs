using Sweep.Analysis.Comparisons;
using Sweep.Analysis.Matrices;
using Sweep.Client.Compare;
using Sweep.Client.Report.Documents;
using Sweep.Client.Report.Input;

namespace Sweep.Client.Report.Tables;

/// <summary>Means of one factor's levels by combinations of others, with the chosen level against the best others below: the layout of most
/// papers' tables.</summary>
internal static class MeansTable
{
    public static ReportTable? Create(ReportInput input)
    {
        if (input.View.Matrix is not { } matrix)
            return null;
        var scale = input.Scale;
        int[] columns = [.. Enumerable.Range(0, matrix.ColumnLabels.Count)];
        IEnumerable<ReportColumn> heads =
            columns.Select(c => new ReportColumn(matrix.ColumnNames(c)[^1], string.Join("; ", matrix.ColumnLabels[c]))
        {
            Group = string.Join(", ", matrix.ColumnNames(c).SkipLast(1)),
        });
        var rows = matrix.RowLabels.Select((label, r) =>
            new ReportRow([new(matrix.RowName(r)) { Plain = label },
                .. columns.Select(c => Cell(matrix.Cells[r][c], matrix.MarkOf(r, c), scale))]));
        string unit = LevelTable.Unit(scale.Unit);
        string caption = $"{input.View.Question.Metric}{unit} at {input.View.Question.EpochText} by {matrix.RowFactor} and "
            + $"{string.Join(", ", matrix.ColumnFactors)}. "
            + string.Join(" ", MatrixFootnotes.Create(input.View, matrix, scale));
        return new ReportTable("means", caption, [new(matrix.RowFactor, "row", IsNumeric: false), .. heads],
            [.. rows, .. FocusRows(matrix, columns, scale)]);
    }

    private static IEnumerable<ReportRow> FocusRows(LevelMatrix matrix, int[] columns, MetricScale scale)
    {
        if (matrix.Focus is not { } focus)
            yield break;
        string name = matrix.RowLabels[focus.Row];
        for (int g = 0; g < matrix.Groups.Count; g++)
        {
            var improvements = columns.Select(c => focus.Improvements[g][c]).ToArray();
            if (improvements.All(i => i is null))
                continue;
            string others = $"{name} minus best{(matrix.Groups[g].Name.Length == 0 ? "" : " " + matrix.Groups[g].Name)}";
            yield return new ReportRow([others,
                .. improvements.Select(i => new ReportCell(i is null ? "-"
                    : $"{scale.Difference(i.Difference)} ({i.Other})", i?.Difference))], IsFoot: true);
            yield return new ReportRow([new("p adjusted") { Plain = others + ", p adjusted" }, .. improvements.Select(Significance)],
                IsFoot: true);
        }
    }

    private static ReportCell Significance(MatrixImprovement? improvement) => improvement switch
    {
        null => new ReportCell("-"),
        { Design: ComparisonDesign.None } => new ReportCell("not tested"),
        { Verdict: Verdict.Undecided } => new ReportCell(MetricScale.P(improvement.AdjustedP), improvement.AdjustedP),
        _ => new ReportCell($"{VerdictText.Word(improvement.Verdict)} {MetricScale.P(improvement.AdjustedP)}", improvement.AdjustedP),
    };

    private static ReportCell Cell(LevelSummary cell, char? mark, MetricScale scale)
    {
        string marks = (cell.DivergedCount > 0 ? FormattableString.Invariant($" d{cell.DivergedCount}") : "")
            + (mark is null ? "" : $" {mark}");
        return new ReportCell(scale.MeanAndDeviation(cell.Mean, cell.StandardDeviation) + marks, cell.Mean, IsBest: mark is not null);
    }
}
