using System.Globalization;
using Sweep.Analysis.Comparisons;
using Sweep.Client.Compare;
using Sweep.Client.Report.Documents;
using Sweep.Client.Report.Drawing;
using Sweep.Client.Report.Input;
using Sweep.Client.Report.Tables;

namespace Sweep.Client.Report.Figures;

/// <summary>Effect and adjusted p of many comparisons at once: levels by levels, or levels by blocks where there is a baseline.</summary>
internal static class VerdictMatrix
{
    private const string Id = "verdicts", Title = "Effects and p-values at a glance";
    private const double CellHeight = 38;
    private const int MaxRows = 40, MaxColumns = 16;

    public static ReportFigure Draw(ReportInput input)
    {
        var report = input.View.Report;
        bool isSquare = input.View.Question.Baseline is null;
        if (report.Comparisons.Count < 2 && report.Blocks.Count < 2)
            return ReportFigure.Omitted(Id, Title, "there is one comparison.");
        if (!isSquare && report.Blocks.Count < 2)
            return ReportFigure.Omitted(Id, Title, "with one baseline and one block the figure of differences has it all.");
        string[] rows = [.. isSquare ? report.Levels : report.Comparisons.Select(c => c.Level)];
        string[] columns = [.. isSquare ? report.Levels : report.Blocks];
        if (rows.Length > MaxRows || columns.Length > MaxColumns)
            return ReportFigure.Omitted(Id, Title,
                FormattableString.Invariant($"{rows.Length} x {columns.Length} cells are too many for a page; the tables have the ")
                    + "numbers.");

        string[] names = [.. rows.Select(r => TextMeasure.Cut(r, 180))],
            heads = [.. columns.Select(c => TextMeasure.Cut(isSquare ? c : input.ShortBlock(c), 210))];
        bool isTurned = TextMeasure.Widest(heads) > 96;
        var shown = report.Comparisons.SelectMany(c => isSquare ? [c.Overall] : c.Blocks)
            .Select(r => input.Scale.Difference(r.Difference?.Mean.Value));
        double widest = Math.Max(78, TextMeasure.Widest(shown) + 34); // beside its mark
        double cell = isTurned ? widest : Math.Max(widest, TextMeasure.Widest(heads) + 14), left = TextMeasure.Widest(names) + 22;
        double top = isTurned ? TextMeasure.Widest(heads) * .72 + 32 : 32, overhang = isTurned ? TextMeasure.Widest(heads) * .72 : 10;
        var drawing = new SvgDrawing(Title, left + cell * columns.Length + overhang, top + CellHeight * rows.Length + 12);
        for (int c = 0; c < columns.Length; c++)
        {
            double x = left + cell * (c + .5);
            if (isTurned)
                drawing.Text(x, top - 8, heads[c], turn: -45);
            else
                drawing.Text(x, top - 10, heads[c], Anchor.Middle);
        }
        for (int r = 0; r < rows.Length; r++)
        {
            drawing.Text(left - 10, top + CellHeight * r + CellHeight / 2 + 4, names[r], Anchor.End);
            for (int c = 0; c < columns.Length; c++)
            {
                if (Find(report, isSquare, r, c, rows, columns) is var (result, sign))
                    Cell(drawing, result, sign, left + cell * c, top + CellHeight * r, cell, input.Scale);
            }
        }
        string arranged = isSquare ? "row minus column"
            : $"row minus {input.View.Question.Baseline}, within each block: {string.Join(", ", input.View.BlockSettings)}";
        return new ReportFigure(Id, Title,
            $"Difference ({arranged}{(input.Scale.DifferenceUnit.Length == 0 ? "" : ", " + input.Scale.DifferenceUnit)}) above its "
                + "adjusted p. Triangle up: the row is better, down: worse; square: equivalent; hollow circle: undecided.", drawing);
    }

    private static (ComparisonResult Result, int Sign)? Find(ComparisonReport report, bool isSquare, int row, int column, string[] rows,
        string[] columns)
    {
        if (!isSquare)
            return (report.Comparisons[row].Blocks[column], 1);
        foreach (var comparison in report.Comparisons)
        {
            if (comparison.Level == rows[row] && comparison.Baseline == columns[column])
                return (comparison.Overall, 1);
            if (comparison.Level == columns[column] && comparison.Baseline == rows[row])
                return (comparison.Overall, -1);
        }
        return null;
    }

    private static void Cell(SvgDrawing drawing, ComparisonResult result, int sign, double x, double y, double width, MetricScale scale)
    {
        var verdict = (result.Decision.Verdict, sign) switch
        {
            (Verdict.Better, -1) => Verdict.Worse,
            (Verdict.Worse, -1) => Verdict.Better,
            (var same, _) => same,
        };
        var (shape, ink, hollow) = ForestPlot.Look(verdict);
        string difference = scale.Difference(sign * result.Difference?.Mean.Value);
        string p = MetricScale.P(result.Decision.AdjustedP);
        bool isDecided = verdict is Verdict.Better or Verdict.Worse;
        using (drawing.Group(null, string.Create(CultureInfo.InvariantCulture,
            $"{result.Level} - {result.Baseline}{(result.Block is { Length: > 0 } block ? $" in {block}" : "")}: "
                + $"{scale.Difference(result.Difference?.Mean.Value)}, p {p}, {DifferenceTable.Word(result)}")))
        {
            drawing.Rectangle(x + 1, y + 1, width - 2, CellHeight - 2, isDecided ? ink : null, Ink.Grid, fillOpacity: .16);
            if (result.Design != ComparisonDesign.None)
                drawing.Mark(shape, x + 12, y + CellHeight / 2, 8, ink, hollow);
            drawing.Text(x + width - 8, y + 16, difference, Anchor.End, isBold: isDecided);
            drawing.Text(x + width - 8, y + 31, $"p {p}", Anchor.End, Ink.Faint, 10.5);
        }
    }
}
