using System.Globalization;
using Sweep.Client.Report.Documents;
using Sweep.Client.Report.Drawing;
using Sweep.Client.Report.Input;

namespace Sweep.Client.Report.Figures;

/// <summary>The metric by learning rate, a line per level: who needs the rate to be right?</summary>
internal static class RateSensitivity
{
    private const string Id = "learning-rate", Title = "Learning-rate sensitivity", Setting = "learningRate";
    private const double Width = 760, Left = 78, PlotHeight = 320;
    private const int MaxLevels = 30, MaxSeedsNamed = 12;

    public static ReportFigure Draw(ReportInput input)
    {
        if (input.View.Question.Factor == Setting)
            return ReportFigure.Omitted(Id, Title, "the learning rate is what is compared.");
        // Of the rates that tuning did not choose, those seeds tell that were trained with every rate.
        bool isTuned = input.View.Question.Tuning?.Factors.Contains(Setting) == true;
        var trials = isTuned ? input.Candidates : input.Judged;
        var grid = FactorGrid.Create(input, Setting, trials);
        if (grid.Columns.Count < 2)
            return ReportFigure.Omitted(Id, Title, isTuned && trials.Count == 0
                ? "the learning rate was tuned, and no seed has an outcome at every rate." : "there is one learning rate.");
        if (grid.Columns.Any(c => c.Number is not > 0) || grid.Rows.Count > MaxLevels)
            return ReportFigure.Omitted(Id, Title, grid.Rows.Count > MaxLevels ? "so many lines cannot be told apart."
                : "not all learning rates are positive numbers.");

        var series = grid.Rows.Select((level, i) => (Name: level, Style: SeriesStyle.ForIndex(i))).ToArray();
        double legend = PlotFrame.LegendHeight(Width - Left - 20, grid.Rows), top = legend + 22, bottom = top + PlotHeight;
        var drawing = new SvgDrawing(Title, Width, bottom + 48);
        PlotFrame.DrawLegend(drawing, Left, 16, Width - Left - 20, series);
        GridCell[] cells = [.. grid.Cells.SelectMany(r => r).OfType<GridCell>().Where(c => c.Mean is not null)];
        if (cells.Length == 0)
            return ReportFigure.Omitted(Id, Title, "all trials diverged.");
        var x = Axis.Logarithmic([.. grid.Columns.Select(c => (c.Number!.Value, c.Label))], Left, Width - 20);
        double factor = input.Scale.Factor;
        var y = Axis.Linear(cells.Min(c => input.Possible(factor * (c.Mean!.Value - (c.Deviation ?? 0)))),
            cells.Max(c => input.Possible(factor * (c.Mean!.Value + (c.Deviation ?? 0)))), bottom - 4, top + 6);
        var frame = new PlotFrame(drawing, Left, top, Width - 20, bottom);
        frame.DrawVertical(y, input.MetricAxis);
        frame.DrawHorizontal(x, "learning rate (logarithmic)", withGrid: false);
        for (int r = 0; r < series.Length; r++)
        {
            var (name, style) = series[r];
            // so that error bars do not cover each other
            double shift = (r - (series.Length - 1) / 2.0) * Math.Min(5, 40.0 / series.Length);
            (double X, double Mean, GridCell Cell)[] points = [.. grid.Columns.Select((c, i) =>
                (X: x[c.Number!.Value] + shift, Cell: grid.Cells[r][i])).Where(p => p.Cell?.Mean is not null)
                .Select(p => (p.X, p.Cell!.Mean!.Value, p.Cell))];
            using var group = drawing.Group(name, name);
            drawing.Polyline(points.Select(p => (p.X, y[factor * p.Mean])), style.Ink, 1.8, style.Dash);
            foreach (var (at, mean, cell) in points)
            {
                using var hint = drawing.Group(null,
                    string.Create(CultureInfo.InvariantCulture,
                        $"{name}: {input.Scale.MeanAndDeviation(cell.Mean, cell.Deviation)}, n = {cell.Count}"));
                if (cell.Deviation is { } deviation)
                    drawing.Line(at, y[input.Possible(factor * (mean - deviation))], at, y[input.Possible(factor * (mean + deviation))],
                        style.Ink, 1.2);
                drawing.Mark(style.Shape, at, y[factor * mean], 8, style.Ink);
            }
        }
        bool hasGap = grid.Cells.SelectMany(r => r).Any(c => c is { Mean: null });
        return new ReportFigure(Id, Title,
            $"Mean {input.View.Question.Metric} at each learning rate{(isTuned ? Seeds(trials) : "")} with one standard deviation "
            + "over seeds; marks are shifted sideways a little so that they do not cover each other."
            + (hasGap ? " Where a level always diverged it has no mark." : "")
            + (isTuned ? " The verdicts rest on the chosen rates, and on seeds that did not choose." : ""), drawing);
    }

    private static string Seeds(IReadOnlyList<JudgedTrial> trials)
    {
        int[] seeds = [.. trials.Select(t => t.Seed).Distinct()];
        string named = seeds.Length <= MaxSeedsNamed ? $" ({string.Join(", ", seeds)})" : "";
        return FormattableString.Invariant($", chosen or not, over the {seeds.Length} {(seeds.Length == 1 ? "seed" : "seeds")} that ")
            + FormattableString.Invariant($"every rate has{named},");
    }
}
